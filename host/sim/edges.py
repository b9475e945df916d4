# edges.py - the changes of a pin's level that belong together; when each was is worked out when somebody asks
"""A byte of light has 350 of them, and nobody looks at most: so they are kept as the pattern that makes them."""

from collections.abc import Iterator, Sequence
from typing import Any

Changes = tuple[tuple[int, bool], ...]  # (cycle, level) from the begin of a pattern


class Edges(Sequence[tuple[float, bool]]):
    """(time, level) of the changes `begin` to `end` of a pattern; a change's time is `zero` + `unit` times the sum of
    `start` and its cycle. `pattern` is compared by identity."""

    __slots__ = ("begin", "end", "pattern", "start", "unit", "zero")

    def __init__(
        self, pattern: "Pattern", begin: int, end: int, start: float, zero: float = 0.0, unit: float = 1.0
    ) -> None:
        self.pattern, self.begin, self.end = pattern, begin, end
        self.start, self.zero, self.unit = start, zero, unit

    def scaled(self, zero: float, unit: float) -> "Edges":
        """With times that count otherwise: cycles become microseconds."""
        return Edges(self.pattern, self.begin, self.end, self.start, zero, unit)

    def goes_on_as(self, later: Any) -> bool:
        """Whether another one is the next piece of the same pattern; if so this one has grown by it."""
        fits = (
            isinstance(later, Edges)
            and (later.pattern is self.pattern and later.begin == self.end)
            and (later.start, later.zero, later.unit) == (self.start, self.zero, self.unit)
        )
        if fits:
            self.end = later.end
        return fits

    def __len__(self) -> int:
        return self.end - self.begin

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return list(self)[place]
        at, level = self.pattern.changes[range(self.begin, self.end)[place]]
        return self.zero + (self.start + at) * self.unit, level

    def __iter__(self) -> Iterator[tuple[float, bool]]:
        zero, start, unit = self.zero, self.start, self.unit
        return iter([(zero + (start + at) * unit, level) for at, level in self.pattern.changes[self.begin : self.end]])


class Pattern:
    """Changes that come again and again."""

    __slots__ = ("changes",)

    def __init__(self, changes: Changes) -> None:
        self.changes = changes

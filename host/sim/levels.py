# levels.py - the level of a line over time
"""For a receiver that looks at the line when it likes: a state machine. Bits come as words (bits.py)."""

from bisect import insort
from typing import NamedTuple


class LineWord(NamedTuple):
    """A word on the line, microseconds."""

    start_us: float
    end_us: float
    bit_us: float
    word: int

    def level(self, us: float) -> bool:
        """Of the line at a moment within the word."""
        return bool(self.word >> int((us - self.start_us) / self.bit_us) & 1)


class Levels:
    """The level of a line over time.

    It rests at 1. Where words overlap, 0 wins [made up: two drivers of a pair fight, and any damage would do].
    `put` only what begins now, and set `closed`, which holds it at 1, only for now: what was looked at stays true.
    """

    def __init__(self) -> None:
        self.closed = False  # the receiver is off, a resistor holds its output
        self._words: list[LineWord] = []

    def put(self, start_us: float, bit_us: float, word: int, bits: int) -> None:
        """One byte begins."""
        insort(self._words, LineWord(start_us, start_us + bits * bit_us, bit_us, word | -1 << bits))

    def forget(self, until_us: float) -> None:
        """Nobody asks for what was before any more."""
        while self._words and self._words[0].end_us < until_us:
            del self._words[0]

    def level(self, us: float) -> bool:
        """Whether the line is 1."""
        return self.closed or all(word.level(us) for word in self._words if word.start_us <= us < word.end_us)

    def reached(self, us: float, wanted: bool) -> float | None:
        """The first moment from `us` on at which the line has that level; None if nothing that is known brings it."""
        if self.level(us) == wanted:
            return us
        return next((at for at in self._edges(us) if self.level(at) == wanted), None)

    def _edges(self, us: float) -> list[float]:
        """Moments just after each bit's beginning, and after the last one's end."""
        edges: set[float] = set()
        for word in self._words:
            if word.end_us > us:
                count = round((word.end_us - word.start_us) / word.bit_us)
                edges.update(word.start_us + at * word.bit_us + 1e-3 for at in range(count + 1))
        return sorted(at for at in edges if at > us)

# points.py - the points of a torture: one harm at one operation each, and what came of them
"""What a point ends like is settled at the end, for it may wait for another one's life."""

from dataclasses import dataclass, field

from wattkey_lab.torture.cuts.harm import Harm

TRUNK = 0  # the point number of the life that nobody harms


@dataclass
class Point:
    """One harm at one operation, and what came of it."""

    number: int
    step: str
    operation: str
    detail: str
    harm: Harm
    broken: tuple[str, ...] = ()  # promises
    words: str = ""  # what went wrong, for a person
    like: int | None = None  # goes on as that point's life did (0: as the one without harm), so it was not lived on
    claim: int | None = None  # would go on as that point's life did; lived to its end nevertheless, to prove it
    end: str = ""  # digest of what remained at the end of the life
    credited: int = 0  # cents that the meter held in the end


@dataclass
class Result:
    """All points, and how the life without harm ended."""

    points: dict[int, Point] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
    words: str = ""
    end: str = ""
    credited: int = 0  # cents, in the life without harm
    differ: list[int] = field(default_factory=list)  # points that `prove` found to end otherwise than promised

    def count(self, promise: str) -> int:
        """How many points broke it."""
        return sum(promise in point.broken for point in self.points.values())

    def lived(self) -> int:
        """How many points were lived to the end of the life."""
        return sum(point.like is None for point in self.points.values())

    def proved(self) -> int:
        """How many of those could have been merged, and were lived to prove it."""
        return sum(point.claim is not None for point in self.points.values())

    def settle(self) -> None:
        """A merged point has verdict and credit of the life it goes on as; a proof must have ended as that one did."""
        for point in self.points.values():
            if point.like is not None:
                broken, words, _, point.credited = self._end_of(point.like)
                point.broken = tuple(sorted({*point.broken, *broken}))
                point.words = point.words or (words and f"as point {point.like}: {words}")
            if point.claim is not None and not (point.end and point.end == self._end_of(point.claim)[2]):
                self.differ.append(point.number)  # also where there is nothing to compare

    def _end_of(self, number: int) -> tuple[tuple[str, ...], str, str, int]:
        while number != TRUNK:
            point = self.points[number]
            if point.like is None:
                return point.broken, point.words, point.end, point.credited
            number = point.like
        return self.broken, self.words, self.end, self.credited

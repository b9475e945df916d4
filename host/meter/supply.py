# supply.py - the meter's own supply: what was begun before a cut is never finished
"""What is written stays, answers that wait and whatever else would have followed never come."""

from collections.abc import Callable


class PowerLost(Exception):
    """The power went between two writes of one answer: what is written stays, the rest never happens."""


class Supply:
    """The supply of one meter. `between_writes(what)` is called when `what` is written and something else follows."""

    def __init__(self) -> None:
        """Never cut so far."""
        self.cuts = 0
        self.between_writes: Callable[[str], None] = lambda what: None

    def cut(self) -> None:
        """The supply drops out for a moment."""
        self.cuts += 1

    def wrote(self, what: str) -> None:
        """One of the writes of an answer is done. Raises PowerLost if the power goes here."""
        cuts = self.cuts
        self.between_writes(what)
        if cuts != self.cuts:
            raise PowerLost(what)

# hearing.py - a receiver of a meter: one line, on which its questions are found among the bytes
"""Bytes come in slices of any size. A silence of half a second ends a half-heard frame (DL/T 645-2007, 5.3). A meter
that knows 645 alone takes for a frame of it what may be the head of one of 698.45."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from wattkey.dlt645 import frame as dlt645
from wattkey.dlt645.frame import Frame
from wattkey.dlt698.both import Scanner
from wattkey.dlt698.link import Frame698
from wattkey_host.meter.heard import Found, Heard, merged
from wattkey_host.sim.clock import VirtualClock

AWAKE = 255  # FE bytes: more than any meter wants

Speak = Callable[[bytes], None]  # takes an answer, or a piece of one, when its time has come


class Hearer(Protocol):
    """What takes the bytes of one line."""

    def hear(self, data: bytes) -> None:
        """Bytes have come; the stop bit of the last one ends now."""

    def silence(self) -> None:
        """For half a second no byte has come: nothing that was begun goes on."""

    def clear(self) -> None:
        """Forget what has come so far."""


class Ear:
    """Finds frames of one kind, or of two. `asked(frame, wake)` gets each with the count of FE bytes in front of it."""

    def __init__(self, clock: VirtualClock, asked: Callable[[Any, int], None], *kinds: type) -> None:
        """An ear that has heard nothing yet. `kinds`: Frame (where none is given), Frame698, or both; a meter of two
        languages has two ears, and each passes over what is for the other."""
        self._clock = clock
        self._asked = asked
        self._kinds = kinds or (Frame,)
        self.heard = Heard(Scanner() if Frame698 in self._kinds else dlt645.Scanner())

    def hear(self, data: bytes) -> None:
        """Bytes have come, for this ear alone."""
        self.part()
        self.take(self.heard, self.heard.hear(data, self._clock.now_us))

    def silence(self) -> None:
        """A header that still waits for bytes was a false one; there may be a frame inside it."""
        self.part()
        self.take(self.heard, self.heard.find(idle=True))

    def clear(self) -> None:
        """Forget what has come so far, also what was found and not yet handed on."""
        self.heard = self.heard.copied()
        self.heard.scanner.clear()

    def part(self) -> None:
        """What others hear is not heard by this ear any more."""
        if self.heard.shared:
            self.heard = self.heard.copied()

    def take(self, heard: Heard, found: Sequence[Found]) -> None:
        """What was found in what this ear heard, as long as it is not cleared."""
        for frame, wake in found:
            if self.heard is heard and isinstance(frame, self._kinds):
                self._asked(frame, wake)


def heard_alike(ears: Sequence[Ear], data: bytes, now_us: int) -> dict[Heard, list[Found]]:
    """Bytes have come, for all of these ears. What each is to take by its `heard`, where anything was found."""
    different = list(dict.fromkeys([ear.heard for ear in ears]))
    if len(different) > 1 and (same := merged(different)):
        for ear in ears:
            ear.heard = same.get(ear.heard, ear.heard)
        different = [heard for heard in different if heard not in same]
    return {heard: found for heard in different if (found := heard.hear(data, now_us))}


class Ears:
    """Several ears on one line: one for each language, or for each meter."""

    def __init__(self, ears: Sequence[Hearer]) -> None:
        """Every byte goes to each of the ears."""
        self._ears = ears

    def hear(self, data: bytes) -> None:
        """Bytes have come."""
        for ear in self._ears:
            ear.hear(data)

    def silence(self) -> None:
        """For half a second no byte has come."""
        for ear in self._ears:
            ear.silence()

    def clear(self) -> None:
        """Forget what has come so far."""
        for ear in self._ears:
            ear.clear()

# heard.py - what an ear has heard so far, and the frames found in it; ears that heard the same share one
"""64 meters on one pair of wires hear the same bytes. Those whose scanners are in the same state have one `Heard`, so a
byte is looked at once. An ear that was cleared, came late or hears something by itself has its own, until what it holds
is the same again."""

from collections.abc import Sequence
from copy import deepcopy
from typing import NamedTuple

from wattkey.dlt645.frame import Scanner
from wattkey_host.meter.eitherframe import EitherFrame, encode
from wattkey_host.sim.clock import BYTE_US

GAP_US = 500_000
_WAKE = b"\xfe"
_TAIL = 64  # bytes kept to see what stood in front of a question


class Found(NamedTuple):
    """A frame, and how many FE bytes stood in front of it."""

    frame: EitherFrame
    wake: int


class Heard:
    """The bytes of one line, as far as `scanner` does not have done with them."""

    def __init__(self, scanner: Scanner) -> None:
        self.scanner = scanner
        self.shared = False  # by several ears; an ear that is to hear alone takes a copy
        self._heard_us = 0
        self._tail = b""

    def hear(self, data: bytes, now_us: int) -> list[Found]:
        """Bytes have come by then; the frames that are whole with them."""
        if now_us - self._heard_us > GAP_US + BYTE_US:
            self.scanner.clear()
        self._heard_us = now_us
        self._tail = (self._tail + data)[-_TAIL:]
        self.scanner.feed(data)
        return self.find(idle=False)

    def find(self, idle: bool) -> list[Found]:
        """The frames that are whole; with `idle` nothing more comes for those that are not."""
        found = []
        while (frame := self.scanner.next(idle)) is not None:
            found.append(Found(frame, self._wake(frame)))
        return found

    def copied(self) -> "Heard":
        """For an ear that goes its own way."""
        made = deepcopy(self)
        made.shared = False
        return made

    def like(self, other: "Heard") -> bool:
        """Whether both will find the same from now on."""
        return (
            self._heard_us == other._heard_us
            and self._tail == other._tail
            and type(self.scanner) is type(other.scanner)
            and vars(self.scanner) == vars(other.scanner)
        )

    def _wake(self, frame: EitherFrame) -> int:
        before = self._tail.rpartition(encode(frame, 0))[0]
        return len(before) - len(before.rstrip(_WAKE))


def merged(all_heard: Sequence[Heard]) -> dict[Heard, Heard]:
    """For each that is like one before it, that one; both are shared from now on."""
    kept: list[Heard] = []
    same: dict[Heard, Heard] = {}
    for heard in all_heard:
        if first := next((one for one in kept if one.like(heard)), None):
            same[heard] = first
            first.shared = True
        else:
            kept.append(heard)
    return same

# hearing.py - a receiver of a meter: one line, on which its questions are found among the bytes
"""Bytes come in slices of any size. A silence of half a second ends a half-heard frame (DL/T 645-2007, 5.3). A meter
that knows 645 alone takes for a frame of it what may be the head of one of 698.45."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from wattkey.dlt645 import frame as dlt645
from wattkey.dlt645.frame import Frame
from wattkey.dlt698.both import Scanner
from wattkey.dlt698.link import Frame698
from wattkey_host.meter.eitherframe import EitherFrame, encode
from wattkey_host.sim.clock import BYTE_US, VirtualClock

GAP_US = 500_000
_WAKE = b"\xfe"
AWAKE = 255  # FE bytes: more than any meter wants
_TAIL = 64  # bytes kept to see what stood in front of a question

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
        self._scanner = Scanner() if Frame698 in self._kinds else dlt645.Scanner()
        self._heard_us = 0
        self._tail = b""

    def hear(self, data: bytes) -> None:
        """Bytes have come."""
        now = self._clock.now_us
        if now - self._heard_us > GAP_US + BYTE_US:
            self._scanner.clear()
        self._heard_us = now
        self._tail = (self._tail + data)[-_TAIL:]
        self._scanner.feed(data)
        self._find(idle=False)

    def silence(self) -> None:
        """A header that still waits for bytes was a false one; there may be a frame inside it."""
        self._find(idle=True)

    def clear(self) -> None:
        """Forget what has come so far."""
        self._scanner.clear()

    def _find(self, idle: bool) -> None:
        while (frame := self._scanner.next(idle)) is not None:
            if isinstance(frame, self._kinds):
                self._asked(frame, self._wake(frame))

    def _wake(self, frame: EitherFrame) -> int:
        before = self._tail.rpartition(encode(frame, 0))[0]
        return len(before) - len(before.rstrip(_WAKE))


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

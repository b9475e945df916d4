# meterlanguage.py - what a meter asks of each language that it speaks
"""Frames, addresses and commands are the language's own business. A meter may have several: each has an ear on every
line, and all hear all bytes."""

from typing import Protocol

from wattkey_host.meter.hearing import Hearer, Speak


class MeterLanguage(Protocol):
    """One language (a family of standards with frames of its own), as one meter speaks it."""

    def ear(self, speak: Speak) -> Hearer:
        """An ear for one line: finds the questions of this language there, and has them answered to `speak`."""

    def move(self, address: bytes) -> None:
        """The meter has another communication address (6 bytes as printed)."""

# collector.py - reads the meters of a box, of both standards and any number of rates, and learns what each is like
"""A terminal asks 901F (DL/T 645-1997) or 0001FF00 (2007); the length of the answer tells the rates. What a meter is
like is learned from its first good answer, so that the next pass asks nothing in vain.

A damaged answer is asked for again, never guessed. The checksum is one byte, and the board's UART does not look at
the parity bit: two bits turned over can pass. So a reading counts when two in a row are equal, or when the link has
checked every parity bit.
"""

from micropython import const

from wattkey.box import READ, REFUSED, SILENT, SPEEDS, STANDARDS, UNSURE, WAKE, Entry
from wattkey.dlt645 import registers
from wattkey.dlt645.asker import Asker, NoAnswer, Refused
from wattkey.dlt645.frame import Frame
from wattkey.ports import Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_TRIES = const(3)  # before a meter that is known counts as silent
_CONFIRMS = const(4)  # readings until two in a row are equal
# standard -> control code, identifier as on the wire, how to read the block
QUESTIONS = {
    1997: (0x01, b"\x1f\x90", registers.read_1997),
    2007: (0x11, b"\x00\xff\x01\x00", registers.read_2007),
}


class Stopped(Exception):
    """A person does not want to wait for the meter; its entry is as it was."""


class Collector:
    """Reads one entry after another; what stops one never stops the rest.

    `stop()` is asked before each question whether a person has had enough.
    """

    def __init__(self, asker: Asker, link: Link, stop: "Callable[[], bool]" = lambda: False) -> None:
        self._asker = asker
        self._link = link
        self._stop = stop
        self._usual = link.baud  # where most meters are: a search may leave the link at another speed

    async def read(self, entry: Entry) -> str:
        """Read one meter into `entry`; returns its state. Values of an earlier reading stay where this one fails.

        Raises Stopped."""
        known = entry.standard, entry.baud, entry.preamble, entry.thrifty, entry.searched
        try:
            first = await self._found(entry)
            sure = await self._confirmed(entry, first) if first else None
        except Refused:
            entry.state = REFUSED
            return entry.state
        except Stopped:
            entry.standard, entry.baud, entry.preamble, entry.thrifty, entry.searched = known
            raise
        if first is None:
            entry.state = SILENT
            return entry.state
        entry.state = READ if sure else UNSURE
        if sure:
            entry.names, values = sure
            entry.values = tuple(values)
        return entry.state

    async def _found(self, entry: Entry) -> "tuple | None":
        """A first answer, and with it standard, speed and FE bytes. None for silence. Raises Refused."""
        if entry.standard and entry.baud and not entry.thrifty:
            return await self._thrifty(entry)
        refused: "Refused | None" = None
        for baud, standard in self._plan(entry):
            if not self._link.tune(baud):
                continue
            try:
                reading = await self._ask(entry, standard)
            except Refused as refusal:
                refused = refusal
                continue
            if reading:
                entry.baud, entry.standard = baud, standard
                return reading
        if refused:
            raise refused
        return None

    async def _thrifty(self, entry: Entry) -> "tuple | None":
        """Once for each meter: does it hear us without the FE bytes? Four of them are a fifteenth of a reading."""
        entry.thrifty = True
        self._link.tune(entry.baud)
        entry.preamble = 0
        try:
            reading = await self._ask(entry, entry.standard)
        except Refused:
            reading = None
        if reading is None:
            entry.preamble = WAKE
            reading = await self._found(entry)
        return reading

    def _plan(self, entry: Entry) -> "list[tuple[int, int]]":
        """(speed, standard) of the questions that are worth asking, the likeliest first."""
        usual = entry.baud or self._usual
        known = [(usual, entry.standard)] * _TRIES if entry.standard else []
        others = [(usual, s) for s in STANDARDS if s != entry.standard]
        plan = known + others if known else others * 2
        if not entry.baud and not entry.values:
            for baud in self._speeds(entry, usual):
                plan += [(baud, s) for s in STANDARDS if entry.standard in (0, s)]
        return plan

    def _speeds(self, entry: Entry, usual: int) -> "list[int]":
        """Other speeds to look for a meter at: all of them once, then one on each pass, in turn."""
        others = [baud for baud in SPEEDS if baud != usual]
        turn = entry.searched
        entry.searched += 1
        return [others[turn % len(others)]] if turn else others

    async def _confirmed(self, entry: Entry, reading: tuple) -> "tuple | None":
        """The reading, once it came twice in a row; None if it never did."""
        if self._link.checks_parity:
            return reading
        for _ in range(_CONFIRMS):
            again = await self._again(entry)
            if again == reading:
                return reading
            reading = again or reading
        return None

    async def _again(self, entry: Entry) -> "tuple | None":
        try:
            return await self._ask(entry, entry.standard)
        except Refused:
            return None

    async def _ask(self, entry: Entry, standard: int) -> "tuple | None":
        """(names, values) of one question; None for silence, or an answer that is no energy block. Raises Refused,
        and Stopped before it is asked."""
        if self._stop():
            raise Stopped()
        control, name, read = QUESTIONS[standard]
        self._link.preamble = entry.preamble
        try:
            return read(await self._asker.ask(Frame(entry.address, control, name), len(name)))
        except (NoAnswer, ValueError):
            return None

# collect.py - reads the meters of a box, eight at a time, so that boot.py can keep what was read
"""Some forty bytes of a reading and only 240 that survive a reset: so eight meters are read, boot.py writes them into
/mail/readings.json, and the pass goes on where the file says that it stands. Nothing else remembers it: a power cut
costs at most eight readings. Each meter is told on USB serial at once, as a line of that file.
"""

import asyncio

from micropython import const

from wattkey import box, orders, readings
from wattkey.box import READ, Entry
from wattkey.collector import Collector, Stopped
from wattkey.dlt645.master import Master
from wattkey.person import Person, Presenter
from wattkey.ports import Clock, Drive, Link

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from wattkey.device import Device
except ImportError:
    pass

_KIND = const(3)  # the readings among boot.py's files
_POLL_MS = const(20)


class Collect:
    """The noun `collect` of the flow tables."""

    def __init__(self, master: Master, link: Link, drive: Drive, clock: Clock, person: Person, show: Presenter) -> None:
        self._collector = Collector(master, link, self._is_stopped)
        self._link = link
        self._drive = drive
        self._clock = clock
        self._person = person
        self._show = show
        self._facts = show.facts
        self._turn = 0
        self._stopped = False  # a person wants to stop
        self._file: "list[Entry | None]" = []  # the slots, until the list has taken from them
        self._entries: "list[Entry]" = []

    async def begin(self) -> str:
        """Read the list, and how far the last pass came: "new", "part" or "whole"; "on" after boot.py has kept some
        readings of it, "done" after the last; "bad" with the code of what is wrong."""
        record = self._drive.handed(_KIND)
        self._drive.settled(_KIND)
        try:
            self._entries = box.parse(self._drive.read(orders.METERS, orders.LIMIT + 1))
        except (OSError, orders.BadDocument) as error:
            return self._wrong(error)
        if not self._kept(record):
            return self._problem("bad", "P06")
        self._learned()
        left = self._left()
        if record[6:7] == b"\1":  # it was not stopped
            return "on" if left else "done"
        self._count()
        if self._turn and len(left) < len(self._entries):
            return "part" if left else "whole"
        self._turn += 1
        return "new"

    async def anew(self) -> str:
        """Begin another pass, although the last one is not at its end."""
        self._turn += 1
        return "ok"

    async def read(self) -> str:
        """The next eight meters at most; they are left to be kept. "ok", or "stopped" by a key: the meter that is being
        asked is let go of after the present question, as if it had not been tried."""
        first = self._left()[0]
        last = min(len(self._entries), first + readings.BATCH - 1 - (first - 1) % readings.BATCH)
        usual = self._link.baud, self._link.preamble
        self._stopped = False
        number = first
        try:
            while number <= last and not self._stopped and await self._one(number):
                number += 1
        finally:
            self._link.tune(usual[0])
            self._link.preamble = usual[1]
        self._count()
        if number > first:
            tried = self._entries[first - 1 : number - 1]
            self._drive.waiting = readings.pack(self._turn, first, tried, not self._stopped)
        return "stopped" if self._stopped else "ok"

    async def _one(self, number: int) -> bool:
        """Read a meter, unless this pass has; False if a person stopped it."""
        entry = self._entries[number - 1]
        self._count()
        self._show.step("collect", "step.collect done all silent", 100 * (number - 1) // len(self._entries))
        if entry.turn == self._turn:
            return True
        reading = asyncio.create_task(self._collector.read(entry))
        while not reading.done():
            if self._person.key() == "back":
                self._stopped = True
                self._show.step("collect", "step.stopping", 100 * (number - 1) // len(self._entries))
            await self._clock.sleep_ms(_POLL_MS)
        try:
            await reading
        except Stopped:
            return False
        entry.turn = self._turn
        print(number, readings.words(entry))
        return True

    def _is_stopped(self) -> bool:
        return self._stopped

    def _wrong(self, error: Exception) -> str:
        """What is wrong with the list; its meter on the screen, the words on USB serial."""
        print("meters.json:", error)
        self._facts["line"] = getattr(error, "line", 0)
        return self._problem("bad", getattr(error, "code", "T28"))

    def _kept(self, record: bytes) -> bool:
        """Whether the file of the readings is there, and holds what boot.py was given last."""
        kept = readings.slots(self._drive)
        self._file = kept
        try:
            whole = len(self._drive.read(readings.FILE, readings.SLOT, readings.SIZE - readings.SLOT)) == readings.SLOT
        except OSError:
            whole = False
        if not whole or not record:
            return whole
        first, entries = readings.unpack(record)
        for i, entry in enumerate(entries):
            there = kept[first - 1 + i]
            if not there or readings.words(there) != readings.words(entry):
                return False
        return True

    def _learned(self) -> None:
        """What the file knows of the meters in the list; a meter whose slot was torn, or moved, is read anew."""
        known = {entry.address: entry for entry in self._file if entry}
        self._turn = max([entry.turn for entry in known.values()] + [0])
        for i in range(len(self._entries)):
            there = known.get(self._entries[i].address)
            if not there:
                continue
            there.searched = there.turn  # at every speed once, then at another one in each pass (collector.py)
            if self._file[i] is not there:
                there.turn = 0
            self._entries[i] = there
        self._file = []

    def _left(self) -> "list[int]":
        """Numbers of the meters that this pass has not tried."""
        return [i + 1 for i, entry in enumerate(self._entries) if entry.turn != self._turn]

    def _count(self) -> None:
        tried = [entry for entry in self._entries if entry.turn == self._turn]
        self._facts["done"] = len(tried)
        self._facts["all"] = len(self._entries)
        self._facts["silent"] = len([entry for entry in tried if entry.state != READ])

    def _problem(self, outcome: str, code: str) -> str:
        self._facts["code"] = code
        return outcome


def make(device: "Device") -> Collect:
    """The noun `collect` of the flow tables."""
    return Collect(device.master, device.link, device.drive, device.clock, device.person, device.presenter)

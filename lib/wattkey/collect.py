# collect.py - reads the meters of a box, eight at a time, so that boot.py can keep what was read
"""Some forty bytes of a reading and only 240 that survive a reset: so eight meters are read, boot.py writes them into
/mail/readings.json, and the pass goes on where the file says that it stands. Nothing else remembers it: a power cut
costs at most eight readings. Each meter is told on USB serial at once, as a line of that file. A box without a list has
the meters that the file holds; they are looked for first (search.py).
"""

import asyncio
import sys

from micropython import const

from wattkey import batch, orders
from wattkey.collector import Collector, Stopped
from wattkey.dlt645.asker import Asker
from wattkey.person import Person
from wattkey.plugins import drop
from wattkey.ports import Clock, Drive, Link
from wattkey.presenter import Presenter
from wattkey.roster import Roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Coroutine

    from wattkey.device import Device

_KIND = const(3)  # the readings among boot.py's files
_POLL_MS = const(20)


class Collect:
    """The noun `collect` of the flow tables."""

    def __init__(
        self,
        asker: Asker,
        link: Link,
        drive: Drive,
        clock: Clock,
        person: Person,
        show: Presenter,
        noun: "Callable[[str], Any]",
    ) -> None:
        self._collector = Collector(asker, link, lambda: self._stopped)
        self._link = link
        self._drive = drive
        self._clock = clock
        self._person = person
        self._show = show
        self._facts = show.facts
        self._noun = noun
        self._stopped = False  # a person wants to stop
        self._roster = Roster()
        self._record = b""  # the part of a search that was kept last

    async def begin(self) -> str:
        """Read the list, and how far the last pass came: "new", "part" or "whole" (without a list "known"); "on" after
        boot.py has kept some readings of it, "done" after the last; "bad" with the code of what is wrong. Without a
        list "none" where no meter is; "search" after boot.py has kept some that were found.
        Outcomes: new, part, whole, known, on, done, search, none, bad."""
        modules = set(sys.modules)
        try:
            return await self._begun()
        finally:
            drop(modules)  # whoever reads list and file makes room for the readings

    async def _begun(self) -> str:
        from wattkey.meterlist import listed

        roster = self._roster
        record = self._drive.handed(_KIND)
        self._drive.settled(_KIND)
        self._facts["line"] = 0  # of no meter: the file as a whole
        try:
            self._roster.enlist(listed(self._drive), record)
        except (OSError, orders.BadDocument) as error:
            return self._wrong(error)
        if not await self._learned():
            return self._problem("bad", "P06")
        if batch.goes_on(record) == batch.SEARCH and not roster.listed:
            self._record = record
            return "search"
        if not roster.count:
            return "none"
        if batch.goes_on(record):
            return self._on()
        self._count()
        left = roster.left()
        if roster.turn and len(left) < roster.count:
            return "part" if left else "whole" if roster.listed else "known"
        roster.turn += 1
        return "new"

    def _on(self) -> str:
        """The pass goes on, or begins where the meters were just found: "done" if none of them is left."""
        self._roster.turn = max(self._roster.turn, 1)
        return "on" if self._roster.left() else "done"

    async def _learned(self) -> bool:
        """Whether the file of the readings is there, and holds what boot.py was given last."""
        from wattkey import readings

        try:
            last = len(self._drive.read(readings.FILE, readings.SLOT, readings.SIZE - readings.SLOT))
        except OSError:
            last = 0
        slot = 0
        for there in readings.each(self._drive) if last == readings.SLOT else ():
            slot += 1
            if not self._roster.learn(slot, there):
                return False
            await self._clock.sleep_ms(0)
        return slot > 0

    async def wanted(self) -> str:
        """What is to be done with a box without a list; "ok": read it again. Outcomes: ok, search, back."""
        key = await self._person.wait()
        if key == "ok":
            return "ok"
        return "search" if key == "0" else "back"

    async def search(self) -> str:
        """Find more meters. "kept" when they are, "stopped" by a key; when all numbers were asked "on" or "done" for
        the pass, or "bad" with a code. Outcomes: kept, stopped, on, done, bad."""
        modules = set(sys.modules)
        try:
            from wattkey.search import Search

            search = Search(self._link, self._clock, self._show)
            self._drive.waiting = await search.record(self._roster, self._record, lambda: self._stopped, self._run)
        finally:
            drop(modules)  # a pass may go on behind it, and needs the room
        if self._stopped or self._drive.waiting:
            return "stopped" if self._stopped else "kept"
        return self._on() if self._roster.count else self._problem("bad", "T51")

    async def anew(self) -> str:
        """Begin another pass, although the last one is not at its end. Outcomes: ok."""
        self._roster.turn += 1
        return "ok"

    async def read(self) -> str:
        """The next eight meters at most; they are left to be kept. "ok", or "stopped" by a key: the meter that is being
        asked is let go of after the present question, as if it had not been tried. Outcomes: ok, stopped."""
        first = self._roster.left()[0]
        last = min(self._roster.count, first + batch.MOST - 1 - (first - 1) % batch.MOST)
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
            then = batch.NOTHING if self._stopped else batch.PASS
            self._drive.waiting = self._roster.record(first, number - 1, then)
        return "stopped" if self._stopped else "ok"

    async def table(self) -> str:
        """What the file holds. What shows it is loaded now: beside a pass it has no room. Outcomes: ok."""
        await self._noun("table").show()
        return "ok"

    async def _one(self, number: int) -> bool:
        """Read a meter, unless this pass has; False if a person stopped it."""
        roster = self._roster
        done = 100 * (number - 1) // roster.count
        self._count()
        self._show.step("collect", "step.collect done all silent", done)
        if number not in roster.left():
            return True
        entry = roster.entry(number)
        if await self._run(self._collector.read(entry), lambda: done) is None:
            return False
        roster.keep(number, entry)
        print(number, batch.words(entry))
        return True

    async def _run(self, work: "Coroutine[Any, Any, Any]", done: "Callable[[], int]") -> "Any":
        """What `work` returns, while the stop key is looked for; None if it was stopped. `done()` is for the bar."""
        task = asyncio.create_task(_quiet(work))
        while not task.done():
            if self._person.key() == "back":
                self._stopped = True
                self._show.step("collect", "step.stopping", done())
            await self._clock.sleep_ms(_POLL_MS)
        return await task

    def _wrong(self, error: Exception) -> str:
        """What is wrong with the list; its meter on the screen, the words on USB serial."""
        print("meters.json:", error)
        self._facts["line"] = getattr(error, "line", 0)
        return self._problem("bad", getattr(error, "code", "T28"))

    def _count(self) -> None:
        self._facts["all"] = self._roster.count
        self._facts["done"] = self._roster.count - len(self._roster.left())
        self._facts["silent"] = self._roster.failed()

    def _problem(self, outcome: str, code: str) -> str:
        self._facts["code"] = code
        return outcome


async def _quiet(work: "Coroutine[Any, Any, Any]") -> "Any":
    """What it returns; None if it was stopped. The board tells of every exception that ends a task."""
    try:
        return await work
    except Stopped:
        return None


def make(device: "Device") -> Collect:
    """The noun `collect` of the flow tables."""
    parts = Asker(device.link, device.clock), device.link, device.drive, device.clock
    return Collect(*parts, device.person, device.presenter, device.noun)

# collect.py - reads the meters of a box, eight at a time, so that boot.py can keep what was read
"""Some forty bytes of a reading and only 235 that survive a reset: so eight meters are read, boot.py writes them into
/mail/readings.json, and the pass goes on where the file says that it stands. Nothing else remembers it: a power cut
costs at most eight readings. Each meter is told on USB serial at once, as a line of that file. A box without a list has
the meters that the file holds; they are looked for first (search.py).
"""

import asyncio
import sys

from micropython import const

from wattkey.box import NOTHING, POLLING
from wattkey.box.boxmeter import READ
from wattkey.box.packed import BATCH, standard, words
from wattkey.box.polling import Pass, Stopped
from wattkey.plugins import drop
from wattkey.runner import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Coroutine

    from wattkey.box.collector import Collector
    from wattkey.device import Device

_POLL_MS = const(20)  # a key is looked for as often


class Collect(Noun):
    """The noun `box.collect` of the flow tables."""

    def __init__(self, device: "Device") -> None:
        self._device = device
        self._drive = device.drive
        self._show = device.presenter
        self._facts = device.facts
        self._pass = Pass()
        self._stopped = False  # a person wants to stop
        self._collector: "Collector | None" = None

    def _asking(self) -> "Collector":
        """Loaded for the first question: what reads list and file needs its room before."""
        if self._collector is None:
            from wattkey.box.collector import Collector
            from wattkey.dlt645.asker import Asker

            asker = Asker(self._device.link, self._device.clock)
            self._collector = Collector(asker, self._device.link, lambda: self._stopped, self._third)
        return self._collector

    def _third(self) -> "Any":
        """An asker for all languages: only a box that may have a meter of DL/T 698.45 loads it."""
        from wattkey.dlt698.asker import Asker

        return Asker(self._device.link, self._device.clock)

    async def begin(self) -> str:
        """Read the list, and how far the last pass came: "new", "part" or "whole"; "on" after boot.py has kept some
        readings of it, "done" after the last; "bad" with the code of what is wrong.

        Without a list: "known" for "whole"; "none" where no meter is; "search" after some that were found were kept.
        "host": every eight meters are a reset, and a host may have the drive mounted.
        A collection terminal that stands alone (START) asks nobody: it goes on with what it has, and has a "rest"
        behind a pass.
        Outcomes: new, part, whole, known, on, done, search, none, bad, host, rest."""
        if self._drive.host():
            return "host"
        modules = set(sys.modules)
        try:
            from wattkey.box.known import for_pass, stands

            own = self._device.settings("TERMINAL_ADDRESS", "")
            wrong = await for_pass(self._pass, self._drive, self._device.clock, self._facts, own)
            self._count()
            if wrong:
                return self._problem("bad", wrong)
            alone = self._device.settings("START", "") == "collect"
            return stands(self._pass, alone, alone and self._device.passed >= 0)
        finally:
            drop(modules)  # whoever reads list and file makes room for the readings

    async def wanted(self) -> str:
        """What is to be done with a box without a list; "ok": read it again. Outcomes: ok, search, back."""
        key = await self._device.person.wait()
        if key == "ok":
            return "ok"
        return "search" if key == "0" else "back"

    async def search(self) -> str:
        """Find more meters. "kept" when they are, "stopped" by a key; when all numbers were asked "on" or "done" for
        the pass, or "bad" with a code. Outcomes: kept, stopped, on, done, bad."""
        modules = set(sys.modules)
        try:
            from wattkey.box.search import Search

            search = Search(self._device.link, self._device.clock, self._show)
            self._drive.waiting = await search.record(self._pass, lambda: self._stopped, self._run)
        finally:
            drop(modules)  # a pass may go on behind it, and needs the room
        if self._stopped or self._drive.waiting:
            return "stopped" if self._stopped else "kept"
        return self._pass.resume() if self._pass.count else self._problem("bad", "T51")

    async def anew(self) -> str:
        """Begin another pass, although the last one is not at its end. Outcomes: ok."""
        self._pass.number += 1
        self._pass.seen()
        return "ok"

    async def rest(self) -> str:
        """Until the next pass is due, or a person comes: "ok" for the table. Outcomes: due, ok, back."""
        modules = set(sys.modules)
        try:
            from wattkey.box.pause import Pause

            outcome = await Pause(self._device, self._pass.count).wait()
        finally:
            drop(modules)
        self._pass.number += outcome == "due"  # another pass, of which no person knows yet
        return outcome

    async def read(self) -> str:
        """The next eight meters at most; they are left to be kept. "ok", or "stopped" by a key: the meter that is being
        asked is let go of after the present question, as if it had not been tried. Outcomes: ok, stopped."""
        polling = self._pass
        first = polling.left()[0]
        last = min(polling.count, first + BATCH - 1 - (first - 1) % BATCH)
        link = self._device.link
        usual = link.baud, link.preamble
        self._stopped = False
        collector = self._asking()
        for place in range(1, polling.count + 1):
            packed = polling.packed(place)
            collector.heard(packed[:6], standard(packed))
        number = first
        try:
            while number <= last and not self._stopped and await self._one(number):
                number += 1
        finally:
            link.tune(usual[0])
            link.preamble = usual[1]
        self._count()
        if number > first:
            self._drive.waiting = polling.record(first, number - 1, NOTHING if self._stopped else POLLING)
        return "stopped" if self._stopped else "ok"

    async def table(self) -> str:
        """What the file holds. What shows it is loaded now: beside a pass it has no room. Outcomes: ok."""
        await self._device.noun("box.table").show()
        return "ok"

    async def _one(self, number: int) -> bool:
        """Read a meter, unless this pass has; False if a person stopped it."""
        polling = self._pass
        done = 100 * (number - 1) // polling.count
        self._count()
        self._show.step("collect", "step.collect done all silent", done)
        if number not in polling.left():
            return True
        meter = polling.meter(number)
        state = await self._run(self._asking().read(meter), lambda: done)
        if state is None:
            return False
        print(number, words(polling.keep(number, meter, state == READ), polling.number))
        return True

    async def _run(self, work: "Coroutine[Any, Any, Any]", done: "Callable[[], int]") -> "Any":
        """What `work` returns, while the stop key is looked for; None if it was stopped. `done()` is for the bar."""
        task = asyncio.create_task(_quiet(work))
        while not task.done():
            if self._device.person.key() == "back":
                self._stopped = True
                self._show.step("collect", "step.stopping", done())
            await self._device.clock.sleep_ms(_POLL_MS)
        return await task

    def _count(self) -> None:
        self._facts["all"] = self._pass.count
        self._facts["done"] = self._pass.count - len(self._pass.left())
        self._facts["silent"] = self._pass.failed()


async def _quiet(work: "Coroutine[Any, Any, Any]") -> "Any":
    """What `work` returns; None if it was stopped. The board tells of every exception that ends a task."""
    try:
        return await work
    except Stopped:
        return None


def make(device: "Device") -> Collect:
    """The noun `box.collect` of the flow tables."""
    return Collect(device)

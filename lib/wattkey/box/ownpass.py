# ownpass.py - a gateway that answers reads its meters on its own account, too: the one that has waited longest first
"""With the collector of a pass (collector.py): so an exchanged meter is found anew here as well."""

from micropython import const

from wattkey.box.boxmeter import READ, SILENT
from wattkey.box.collector import Collector
from wattkey.dlt645.asker import Asker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from wattkey.box.held import Held
    from wattkey.box.wirelock import WireLock
    from wattkey.dlt645.frame import Frame
    from wattkey.ports import Clock, Link

_ROUND_S = const(900)  # where there is no pass: as often another speed is tried


class OwnPass:
    """Each meter once in `seconds`; 0: only those that may be another meter by now."""

    def __init__(self, link: "Link", clock: "Clock", lock: "WireLock", held: "Held", seconds: int) -> None:
        def third() -> "Any":
            from wattkey.box.own698 import OwnAsker

            return OwnAsker(link, clock, lock)

        self._collector = Collector(OwnAsker(link, clock, lock), link, third=third)
        self._held = held
        self._seconds = seconds

    async def read(self, place: int) -> None:
        """Read one meter. What was read meanwhile, for whoever asked above, stays where this fails."""
        held = self._held
        meter, before = held.meter(place), held.moment(place)
        if held.attempted(place):
            meter.searched = 1 + held.now // (self._seconds or _ROUND_S)  # one other speed each time
        else:  # what the file holds may be of another meter: behind a silence all speeds
            meter.searched, meter.state = 0, SILENT
        try:
            state = await self._collector.read(meter)
        finally:
            held.tried(place)
        if state == READ or held.moment(place) == before:
            held.keep(place, meter, state == READ)


class OwnAsker(Asker):
    """Puts our own questions, each in its turn."""

    def __init__(self, link: "Link", clock: "Clock", lock: "WireLock") -> None:
        super().__init__(link, clock)
        self._lock = lock

    async def exchange(self, question: "Frame", head: bytes, tail: bytes = b"") -> "Frame":
        """As Asker.exchange."""
        return await self._lock.own(self._link, super().exchange(question, head, tail))

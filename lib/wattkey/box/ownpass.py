# ownpass.py - a terminal that answers reads its meters on its own account, too: the one that has waited longest first
"""With the collector of a pass (collector.py): so an exchanged meter is found anew here as well."""

from micropython import const

from wattkey.box.boxmeter import READ
from wattkey.box.collector import Collector
from wattkey.box.turn import OwnAsker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from wattkey.box.held import Held
    from wattkey.box.turn import Turn
    from wattkey.ports import Clock, Link

_LATE_S = const(60)  # so long a meter that is due waits for a quiet moment
_SUSPECT_S = const(900)  # and as often one that was silent, or asked in another edition, is looked for


class OwnPass:
    """Each meter once in `seconds`; 0: only those that may be another meter by now."""

    def __init__(self, link: "Link", clock: "Clock", turn: "Turn", held: "Held", seconds: int) -> None:
        def third() -> "Any":
            from wattkey.box.own698 import OwnAsker

            return OwnAsker(link, clock, turn)

        self._collector = Collector(OwnAsker(link, clock, turn), link, third=third)
        self._held = held
        self._seconds = seconds

    def due(self, quiet: bool) -> int:
        """The meter that is to be read now; 0 for none. Where it is not `quiet` above, only one that is late."""
        return self._held.due(self._seconds, _SUSPECT_S, 0 if quiet else _LATE_S)

    async def read(self, place: int) -> None:
        """Read one meter. What was read meanwhile, for whoever asked above, stays where this fails."""
        held = self._held
        meter, before = held.meter(place), held.moment(place)
        try:
            state = await self._collector.read(meter)
        finally:
            held.tried(place)
        if state == READ or held.moment(place) == before:
            held.keep(place, meter, state == READ)

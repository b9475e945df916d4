# search.py - a box without a list: its wires are scanned for meters, as many at a time as boot.py can keep
"""Who is found takes a free slot of /mail/readings.json, as a meter that was not read yet; without a list the slots are
the list. Nothing else remembers the search: the meter that boot.py has kept last tells where it goes on.
"""

from wattkey.box import NOTHING, POLLING, SEARCHING
from wattkey.box.packed import A_SECTOR, BATCH, join, pack, unpack, words
from wattkey.box.polling import Pass
from wattkey.box.scan import Scan
from wattkey.ports import Clock, Link
from wattkey.presenter import Presenter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Awaitable, Callable


class Search:
    """What the noun `box.collect` does where there is no list."""

    def __init__(self, link: Link, clock: Clock, show: Presenter) -> None:
        self._link = link
        self._clock = clock
        self._show = show
        self.percent = 0  # of the present speed and edition
        self._first = 0  # slot for whom is found first
        self._found: "list[bytes]" = []  # packed

    async def run(self, known: Pass, stop: "Callable[[], bool]") -> bytes:
        """Find meters that are not `known`, as many as can be kept at once in the free slots; goes on behind the one
        that was kept last, if there is any. Returns the record to be kept, b"" when all numbers were asked, or all
        slots are taken, and nobody else was found. Raises Stopped; `found` are to be kept then, too."""
        room = _room(known.free)
        if not room:
            return b""
        self._first = known.free[0]
        usual = self._link.baud, self._link.preamble
        after = unpack(known.after, 0) if known.after else None
        scan = Scan(self._link, self._clock, {known.packed(place + 1)[:6] for place in range(known.count)}, stop, after)
        try:
            return self.found(await self._fill(room, scan))
        finally:
            self._link.tune(usual[0])
            self._link.preamble = usual[1]

    async def record(
        self, known: Pass, stop: "Callable[[], bool]", run: "Callable[..., Awaitable[bytes | None]]"
    ) -> bytes:
        """What `run` returns; where a person stopped it, those who were found until then."""
        record = await run(self.run(known, stop), lambda: self.percent)
        return self.found(NOTHING) if record is None else record

    def found(self, then: int) -> bytes:
        """The record of those who were found, b"" for nobody; `then`: what goes on when it is kept."""
        return join(0, self._first, self._found, then) if self._found else b""

    async def _fill(self, room: int, scan: Scan) -> int:
        """Look until so many are found; what goes on when they are kept. Raises Stopped."""
        while len(self._found) < room:
            meter = await scan.next(lambda: self._tell(scan))
            if meter is None:
                return POLLING
            kept = pack(meter)
            self._found.append(kept[0])
            print("found", words(*kept))
        return SEARCHING

    def _tell(self, scan: Scan) -> None:
        facts = self._show.facts
        facts["standard"], facts["baud"], facts["found"] = scan.standard, scan.baud, scan.count
        self.percent = scan.percent
        self._show.step("collect", "step.search standard baud found", self.percent)


def _room(free: "list[int]") -> int:
    """How many of the free slots, from the first of them on, one record can fill: in a row, in one erase sector."""
    count = 0
    while count < min(BATCH, len(free)) and free[count] == free[0] + count:
        if count and free[count] % A_SECTOR == 1:
            break
        count += 1
    return count

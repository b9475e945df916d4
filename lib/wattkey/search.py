# search.py - a box without a list: its meters are looked for on the wires, as many at a time as boot.py can keep
"""Who is found takes a free slot of /mail/readings.json, as a meter that was not read yet; without a list the slots are
the list. Nothing else remembers the search: the meter that boot.py has kept last tells where it goes on.
"""

from wattkey import batch
from wattkey.ports import Clock, Link
from wattkey.presenter import Presenter
from wattkey.rollcall import RollCall
from wattkey.roster import Roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Awaitable, Callable


class Search:
    """What the noun `collect` does where there is no list."""

    def __init__(self, link: Link, clock: Clock, show: Presenter) -> None:
        self._link = link
        self._clock = clock
        self._show = show
        self.percent = 0  # of the present speed and edition
        self._first = 0  # slot for whom is found first
        self._found: "list[bytes]" = []  # packed

    async def run(self, roster: Roster, record: bytes, stop: "Callable[[], bool]") -> bytes:
        """Find meters that the roster does not know, as many as can be kept at once in its free slots; goes on behind
        the last one of `record`, if there is any. Returns the record to be kept, b"" when all numbers were asked, or
        all slots are taken, and nobody else was found. Raises Stopped; `found` are to be kept then, too."""
        room = _room(roster.free)
        if not room:
            return b""
        self._first = roster.free[0]
        usual = self._link.baud, self._link.preamble
        after = batch.unpack(record)[1][-1] if record else None
        call = RollCall(self._link, self._clock, roster.known(), stop, after)
        try:
            return self.found(await self._fill(room, call))
        finally:
            self._link.tune(usual[0])
            self._link.preamble = usual[1]

    async def record(
        self, roster: Roster, last: bytes, stop: "Callable[[], bool]", run: "Callable[..., Awaitable[bytes | None]]"
    ) -> bytes:
        """What `run` returns, after `last`; where a person stopped it, those who were found until then."""
        record = await run(self.run(roster, last, stop), lambda: self.percent)
        return self.found(batch.NOTHING) if record is None else record

    def found(self, then: int) -> bytes:
        """The record of those who were found, b"" for nobody; `then`: what goes on when it is kept."""
        return batch.join(0, self._first, self._found, then) if self._found else b""

    async def _fill(self, room: int, call: RollCall) -> int:
        """Look until so many are found; what goes on when they are kept. Raises Stopped."""
        while len(self._found) < room:
            entry = await call.next(lambda: self._tell(call))
            if entry is None:
                return batch.PASS
            self._found.append(batch.packed(entry))
            print("found", batch.words(entry))
        return batch.SEARCH

    def _tell(self, call: RollCall) -> None:
        facts = self._show.facts
        facts["standard"], facts["baud"], facts["found"] = call.standard, call.baud, call.count
        self.percent = call.percent
        self._show.step("collect", "step.search standard baud found", self.percent)


def _room(free: "list[int]") -> int:
    """How many of the free slots, from the first of them on, one record can fill: in a row, in one erase sector."""
    count = 0
    while count < min(batch.MOST, len(free)) and free[count] == free[0] + count:
        if count and free[count] % batch.A_SECTOR == 1:
            break
        count += 1
    return count

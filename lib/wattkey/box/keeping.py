# keeping.py - what a gateway reads on its own account reaches /mail/readings.json now and then, eight meters at a time
"""Only a reset writes the file, and costs what is in memory. So each eight are read, kept, and the next eight are read
behind the reset; the record that boot.py was given says where. A box of 64 takes eight resets and erases each sector
twice: once a day that wears the flash out in a hundred years."""

from micropython import const

from wattkey.box import ANSWERING, THEN
from wattkey.box.packed import BATCH, FIRST, METER, RECORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.box.held import Held

_MINUTE_S = const(60)
_FIRST_MIN = const(60)  # behind a power cut


def kept_until(record: bytes) -> int:
    """The meter with which the record that boot.py was given last ends, where a gateway goes on behind it; else 0."""
    if not record or record[THEN] != ANSWERING:
        return 0
    return record[FIRST] + (len(record) - RECORD) // METER - 1


class Keeping:
    """Begins every so many minutes (0: never); goes on at once behind meter number `last`, which was kept before the
    reset (0: none was)."""

    def __init__(self, held: "Held", minutes: int, last: int) -> None:
        self._held = held
        # where the power dips often, a day without one may never come
        self._seconds = _MINUTE_S * (minutes if last else min(minutes, _FIRST_MIN))
        self._first = last + 1 if 0 < last < held.polling.count else 0

    def going(self) -> bool:
        """Whether some are kept and others are not."""
        return self._first != 0

    def begin(self) -> bool:
        """Whether there are meters to keep now: some are left, or so many minutes are over."""
        if not self._first and self._seconds and self._held.now >= self._seconds:
            self._first = 1
        return self._first != 0

    def next(self) -> int:
        """A meter that has to be read before the next eight are kept; 0 for none."""
        for place in self._places():
            if not self._held.attempted(place):
                return place
        return 0

    def record(self) -> bytes:
        """The next eight meters as boot.py gets them."""
        places = self._places()
        return self._held.polling.record(places[0], places[-1], ANSWERING)

    def _places(self) -> "range":
        return range(self._first, min(self._first + BATCH, self._held.polling.count + 1))

# held.py - what a gateway holds of its meters while it answers: packed, with the moment at which each was read
"""Registers that a reader above is told never run backwards. So only those are told that were read since the gateway
began, and only until something newer went up: what the file holds may be older than what was told before a power cut.
"""

from micropython import const

from wattkey.box.boxmeter import BoxMeter
from wattkey.box.packed import count, since
from wattkey.dlt645.values import addressed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.box.polling import Pass
    from wattkey.ports import Clock

NEVER = 0  # where an age comes from: the meter was never read
EXACT = 1  # it was read since the gateway began
AT_LEAST = 2  # it was read before that: at least so long ago

_LATE_S = const(60)  # so long a meter that is due waits for a quiet moment
_SUSPECT_S = const(900)  # as often one that was silent, or asked in another edition, is looked for
_NOT_YET = -1
_LONG = 1 << 28  # seconds


class Held:
    """The meters of `polling`, by their places from 1 on. Time is in seconds since it was made."""

    def __init__(self, polling: "Pass", clock: "Clock") -> None:
        self.polling = polling
        self._clock = clock
        self._moment = clock.ticks_ms()
        self._seconds = 0  # ticks wrap after six days
        self._read = [_NOT_YET] * polling.count  # when its registers were read
        self._tried = [_NOT_YET] * polling.count  # when the gateway asked for them last on its own account
        self._tellable = bytearray(polling.count)  # 1: its registers may be told
        self._suspect = bytearray(polling.count)  # 1: it may be another meter; to be looked at

    @property
    def now(self) -> int:
        """Seconds since it was made. To be asked for at least once a day."""
        past = self._clock.since(self._moment) // 1000
        self._seconds += past
        self._moment = (self._moment + 1000 * past) & 0x1FFFFFFF
        return self._seconds

    def meant(self, to: bytes) -> int:
        """The place of the meter that is meant; with AA in the address only where it can be no other. 0: none."""
        places = [place for place in self.places() if addressed(to, self.polling.packed(place)[:6])]
        return places[0] if len(places) == 1 else 0

    def places(self) -> "range":
        """Of all meters."""
        return range(1, self.polling.count + 1)

    def meter(self, place: int) -> BoxMeter:
        """The meter there as an object."""
        return self.polling.meter(place)

    def keep(self, place: int, meter: BoxMeter, fresh: bool) -> None:
        """What is known of it now; its registers were read just now if they are `fresh`."""
        self.polling.keep(place, meter, fresh)
        if not fresh:
            return
        self._read[place - 1] = self.now
        self._tellable[place - 1] = 1
        self._suspect[place - 1] = 0

    def outdated(self, place: int) -> None:
        """Something newer than its registers was told, or it may be another meter: they are told no more, and it is
        looked at when there is time."""
        self._tellable[place - 1] = 0
        self.suspect(place)

    def suspect(self, place: int) -> None:
        """Look at it when there is time."""
        self._suspect[place - 1] = 1

    def tellable(self, place: int) -> bool:
        """Whether its registers may be told."""
        return bool(self._tellable[place - 1])

    def tried(self, place: int) -> None:
        """The gateway has asked for its registers on its own account."""
        self._tried[place - 1] = self.now
        self._suspect[place - 1] = 0

    def attempted(self, place: int) -> bool:
        """Whether it was read, or the gateway has tried to, since this was made."""
        return self._read[place - 1] >= 0 or self._tried[place - 1] >= 0

    def kept(self, number: int) -> None:
        """Meters whose registers are of that pass were read before a reset of our own, and nothing was told since."""
        for place in self.places():
            source, _, read = self.age(place)
            self._tellable[place - 1] = source != NEVER and read == number

    def moment(self, place: int) -> int:
        """When its registers were read; negative: not since it was made."""
        return self._read[place - 1]

    def due(self, seconds: int, quiet: bool) -> int:
        """The meter that has waited longest among those that were neither read nor tried for so many seconds (0: no
        such), or are suspect and were not tried for a while; 0 for none. Where it is not `quiet` above, only those that
        are late."""
        late = 0 if quiet else _LATE_S
        longest, found, now = 0, 0, self.now
        for i in range(self.polling.count):
            tried = _waited(now, self._tried[i])
            waited = min(tried, _waited(now, self._read[i]))
            due = seconds and waited >= seconds + late
            if self._suspect[i]:
                due = due or (min(tried, now) if late else tried) >= _SUSPECT_S + late
            if due and max(waited, 1) > longest:
                longest, found = max(waited, 1), i + 1
        return found

    def age(self, place: int) -> "tuple[int, int, int]":
        """(source, seconds, number of the pass) of the registers that are held of it."""
        packed = self.polling.packed(place)
        if not count(packed):
            return NEVER, 0, 0
        number = abs(self.polling.tried[place - 1]) - since(packed)
        read = self._read[place - 1]
        return (AT_LEAST, self.now, number) if read < 0 else (EXACT, self.now - read, number)

    def oldest(self) -> "tuple[int, int, int]":
        """`age` of the oldest registers: those that were never read, then those of the lowest pass."""
        oldest = (EXACT, 0, 0)
        for place in self.places():
            age = self.age(place)
            if age[0] == NEVER:
                return age
            if age[2] < oldest[2] if age[0] == oldest[0] == AT_LEAST else age[:2] >= oldest[:2]:
                oldest = age
        return oldest


def _waited(now: int, moment: int) -> int:
    return now - moment if moment >= 0 else _LONG

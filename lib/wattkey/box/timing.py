# timing.py - the time that is broadcast from above: passed down once a day, where it is a time and near the meters' own
"""A meter obeys a broadcast time within five minutes of its own (DL/T 645-2007), and anybody may say one: sixty of
them moved every meter of a box by hours. The gateway has no clock; it takes the meters', and goes on counting."""

from micropython import const

from wattkey.box.boxmeter import SILENT
from wattkey.dlt645 import codes, ids
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.values import bcd

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.box.downlink import Downlink
    from wattkey.box.held import Held

_NEAR_S = const(300)  # so far off it may be
_DAY_S = const(86_400)
_HALF_DAY_S = const(43_200)  # between two that are passed, and they are of two days
_AGAIN_S = const(600)  # as often the meters are asked for their clocks, while none has told
_WITNESSES = const(3)  # meters that are asked for their clocks; one of them may be wrong
# date and weekday, time
_CLOCKS = {1997: (ids.DATE_1997, ids.TIME_1997), 2007: (ids.DATE, ids.TIME)}
_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Timing:
    """Which broadcast may pass. A power cut forgets when the last one did."""

    def __init__(self, held: "Held", downlink: "Downlink") -> None:
        self._held = held
        self._downlink = downlink
        self._ahead: "int | None" = None  # seconds since 2000 less those of `held`
        self._passed: "int | None" = None  # when the last one passed, in seconds since 2000
        self._asked = -_AGAIN_S  # when the meters were asked for their clocks, in seconds of `held`

    async def may_pass(self, data: bytes) -> bool:
        """Whether this (ss mm hh DD MM YY) goes down to the meters; then it counts as passed."""
        try:
            said = moment(data)
        except ValueError:
            return False
        if self._passed is not None and not _another_day(said, self._passed):
            return False
        now = self._held.now
        if self._ahead is None:
            if now - self._asked < _AGAIN_S:
                return False
            self._asked = now
            if not await self._agreed(said):
                return False
        elif abs(said - self._ahead - now) > _NEAR_S:
            return False
        self._ahead, self._passed = said - now, said
        return True

    async def _agreed(self, said: int) -> bool:
        """Whether two of the first three meters that tell their clocks are near it, or the one that does."""
        asked = near = 0
        for place in self._held.places():
            meter = self._held.meter(place)
            told = await self._told(place, meter.standard) if meter.standard and meter.state != SILENT else None
            if told is not None:
                asked += 1
                near += abs(told - said) <= _NEAR_S
            if asked == _WITNESSES:
                break
        return near > 0 and near >= min(asked, _WITNESSES - 1)

    async def _told(self, place: int, standard: int) -> "int | None":
        """What the meter there says that it is, in seconds since 2000; None if it does not say."""
        parts = b""
        for identifier in _CLOCKS[standard]:
            control, name = codes.question(standard, identifier)
            answer = await self._downlink.ask(self._held, place, Frame(b"", control, name))
            if not answer or answer.is_error():
                return None
            parts = answer.data[len(name) :] + parts
        try:
            return moment(parts[:3] + parts[4:])  # ss mm hh, without the weekday, DD MM YY
        except ValueError:
            return None


def _another_day(said: int, before: int) -> bool:
    return said // _DAY_S != before // _DAY_S and said - before >= _HALF_DAY_S


def moment(data: bytes) -> int:
    """Seconds from the beginning of 2000 to ss mm hh DD MM YY. Raises ValueError for what is no time."""
    fields = [bcd(data[i : i + 1]) for i in range(len(data))]
    numbers = [field for field in fields if field is not None]  # FF is no number
    if len(numbers) != 6 or len(data) != 6:
        raise ValueError("six numbers are a time")
    second, minute, hour, day, month, year = numbers
    leap = 0 if year % 4 else 1
    if not (second < 60 and minute < 60 and hour < 24 and 1 <= month <= 12):
        raise ValueError("no time")
    if not 1 <= day <= _MONTHS[month - 1] + (leap if month == 2 else 0):
        raise ValueError("no day")
    days = 365 * year + (year + 3) // 4 + sum(_MONTHS[: month - 1]) + (leap if month > 2 else 0) + day - 1
    return _DAY_S * days + 3600 * hour + 60 * minute + second

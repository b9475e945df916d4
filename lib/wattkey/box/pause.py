# pause.py - a collection terminal that stands alone waits for the next pass; what its interval does to the flash
"""A pass of more than eight meters erases each sector of /mail/readings.json twice, and a flash bears 100,000 erases
(W25Q16JV, which the Pico has). Where it would be worn out within five years, the screen and the console warn. The
interval is counted from the end of a pass; a power cut ends it."""

from micropython import const

from wattkey.box.packed import BATCH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

_ERASES = const(100_000)
_YEAR_MIN = const(525_600)
_LONGEST = const(8000)  # minutes
_SHORT = const(5)  # years: a flash that lasts less is told of
_MINUTE_MS = const(60_000)
_KEY_MS = const(20)


class Pause:
    """Between two passes."""

    def __init__(self, device: "Device", meters: int) -> None:
        self._device = device
        self._minutes = interval(device)
        self._years = years(self._minutes, meters)
        self._text = "say.rest minutes years"
        if self._years < _SHORT:
            self._text = "say.wears minutes years"
            enough = -(-_SHORT * _YEAR_MIN * erases(meters) // _ERASES)
            told = self._minutes, _SHORT, enough
            print("settings.toml: COLLECT_PASS = %d wears the flash out within %d years; %d does not" % told)

    async def wait(self) -> str:
        """Until the next pass is "due", or a key was pressed: "ok" for the table, else "back"."""
        device, clock, person = self._device, self._device.clock, self._device.person
        if device.passed < 0:
            device.passed = clock.ticks_ms()
        shown, left = 0, self._minutes
        while left > 0 or device.drive.host():  # under a host not: each eight meters are a reset
            if left > 0 and left != shown:
                self._show(left)
                shown = left
            key = person.key()
            if key:
                return "ok" if key == "ok" else "back"
            await clock.sleep_ms(_KEY_MS)
            if left > 0:  # ticks wrap
                left = self._minutes - clock.since(device.passed) // _MINUTE_MS
        device.passed = -1
        return "due"

    def _show(self, left: int) -> None:
        facts = self._device.facts
        facts["minutes"], facts["years"] = left, self._years
        self._device.presenter.step("collect", self._text, 0)


def interval(device: "Device") -> int:
    """COLLECT_PASS in minutes; one hour where it is no number from 1 to 8000 (ticks wrap behind six days)."""
    text = device.settings("COLLECT_PASS", "60")
    if text.isdigit() and 0 < int(text) <= _LONGEST:
        return int(text)
    print("settings.toml: COLLECT_PASS is a number of minutes, 1 to 8000; 60 is taken")
    return 60


def years(minutes: int, meters: int) -> int:
    """Whole years that the flash bears a pass over so many meters every so many minutes."""
    return _ERASES * minutes // (_YEAR_MIN * erases(meters))


def erases(meters: int) -> int:
    """Of a sector, in a pass over so many meters."""
    return 2 if meters > BATCH else 1

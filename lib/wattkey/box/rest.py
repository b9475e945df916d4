# rest.py - a terminal that stands alone waits for the next pass; what its interval does to the flash
"""A pass of more than eight meters erases each sector of /mail/readings.json twice, and a flash bears 100,000 erases
(W25Q16JV, which the Pico has). The interval is counted from the end of a pass; a power cut ends it."""

from micropython import const

from wattkey.box.packed import BATCH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

_ERASES = const(100_000)
_YEAR_MIN = const(525_600)
_SOON_YEARS = const(5)  # a flash that does not last so long is told of
_MINUTE_MS = const(60_000)
_KEY_MS = const(20)


class Rest:
    """Between two passes."""

    def __init__(self, device: "Device", meters: int) -> None:
        self._device = device
        self._minutes = interval(device)
        self._years = years(self._minutes, meters)

    async def wait(self) -> str:
        """Until the next pass is "due", or a key was pressed: "ok" for the table, else "back"."""
        clock, person = self._device.clock, self._device.person
        for left in range(self._minutes, 0, -1):
            self._show(left)
            since = clock.ticks_ms()
            while clock.since(since) < _MINUTE_MS:
                key = person.key()
                if key:
                    return "ok" if key == "ok" else "back"
                await clock.sleep_ms(_KEY_MS)
        while self._device.drive.host() and not person.pressed():  # each eight meters are a reset
            await clock.sleep_ms(_KEY_MS)
        return "due"

    def _show(self, left: int) -> None:
        facts = self._device.facts
        facts["minutes"], facts["years"] = left, self._years
        text = "say.rest_worn minutes years" if self._years < _SOON_YEARS else "say.rest minutes"
        self._device.presenter.step("collect", text, 0)


def interval(device: "Device") -> int:
    """COLLECT_PASS in minutes; one hour where it is no number above zero."""
    text = device.settings("COLLECT_PASS", "60")
    if text.isdigit() and int(text):
        return int(text)
    print("settings.toml: COLLECT_PASS is a number of minutes; 60 is taken")
    return 60


def years(minutes: int, meters: int) -> int:
    """Whole years that the flash bears a pass over so many meters every so many minutes."""
    erases = 2 if meters > BATCH else 1
    return _ERASES * minutes // (_YEAR_MIN * erases)

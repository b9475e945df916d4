# bareboard.py - what a Pico without parts has: a cable, at its other end a PC with the chip, and a meter behind that
"""Settings, and the PC's side on the virtual clock. In real time that side is `wattkey chip`."""

import re
from collections.abc import Callable

from wattkey_host.sim.adapter import Adapter
from wattkey_host.sim.air import AirByte, FarEnd
from wattkey_host.sim.cable import Cable
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.overusb import OverUsb
from wattkey_host.sim.clock import VirtualClock

PARTS = {"LINK": "usb", "ESAM": "usb", "KEYS": "console", "SCREEN": "console"}
TYPED = {"up": "a", "down": "b", "close": "c", "menu": "d", "back": "*", "ok": "#"} | {d: d for d in "0123456789"}
_TITLE = re.compile("\x1b\\][^\x1b\x07]*(\x1b\\\\|\x07)")  # what CircuitPython writes into a terminal's title bar
_REOPEN_US = 200_000  # from the host having found the board to the program having opened the port [assumed]


def bare(settings: bytes) -> bytes:
    """settings.toml for a board without parts. Raises ValueError where one of the four lines is not in it."""
    text = settings.decode()
    for name, driver in PARTS.items():
        text, found = re.subn(rf'(?m)^{name} = "\w*".*$', f'{name} = "{driver}"', text)
        if found != 1:
            raise ValueError(f"settings.toml has {found} lines {name} = ...")
    return text.encode()


def _last(console: str) -> list[str]:
    """The lines of the page that was printed last (drivers/screen_console.py); none before the first."""
    lines = _TITLE.sub("", console).replace("\r", "").split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith("[")]
    return lines[starts[-1] :] if starts else []


def selected(console: str) -> str:
    """The line of that page that is highlighted, "" for none."""
    return next((line[2:] for line in _last(console) if line.startswith("> ")), "")


def page(console: str) -> list[str]:
    """The page that the console shows: its title, its lines without what leads them."""
    title, *rest = _last(console) or [""]
    return [title.replace("[", "", 1).replace("]", "", 1), *(line[2:] for line in rest if line[:2] in ("  ", "> "))]


class _Line:
    """What an Adapter takes for its cable: the link's bytes, unwrapped."""

    def __init__(self) -> None:
        self.to_host = bytearray()
        self.to_device = bytearray()
        self.written: Callable[[], None] = lambda: None


class PcSide:
    """`wattkey chip` at the cable: a chip, and a meter at 1200 baud behind its link."""

    def __init__(self, clock: VirtualClock, cable: Cable, chip: Chip, connected: Callable[[], bool]) -> None:
        """`connected` tells whether a host has found the board."""
        self._clock, self._cable, self._connected = clock, cable, connected
        self._line = _Line()
        self._open = False
        self._ends = OverUsb(chip, cable.to_device.extend, self._to_meter)
        self.adapter: Adapter | None = None
        cable.written = self._heard
        self._look()

    def hang(self, meter: FarEnd | None, log: list[AirByte]) -> None:
        """Put a meter behind the link, whose bytes are noted in `log`; None: nothing is there."""
        self.adapter = Adapter(self._clock, self._line, meter, log) if meter else None  # type: ignore[arg-type]

    def _look(self) -> None:
        """Every so often: open the port when it has come, pass on what the meter said."""
        if self._open != self._connected():
            self._open = not self._open
            if self._open:
                self._cable.to_device.clear()
                self._ends.opened()
        if self._open and self._line.to_device:
            self._ends.link_says(bytes(self._line.to_device))
        self._line.to_device.clear()
        self._clock.after(_REOPEN_US // 20, self._look)

    def _heard(self) -> None:
        data = bytes(self._cable.to_host)
        self._cable.to_host.clear()
        self._ends.heard(data)

    def _to_meter(self, data: bytes) -> None:
        if self.adapter:
            self._line.to_host += data
            self._line.written()

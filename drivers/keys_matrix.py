# keys_matrix.py - the keypad, scanned by the program itself, for a board without the module keypad
"""Settings, and which key is which: as in keys_native.py."""

import board
from adafruit_matrixkeypad import Matrix_Keypad
from digitalio import DigitalInOut
from micropython import const

from wattkey.errors import PartBroken
from wattkey.ports import Clock, Keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_SCAN_MS = const(15)
_MOST = const(2)  # keys at a time; from three on, a matrix without diodes shows keys that nobody presses
_LAYOUT = (
    ("1", "2", "3", "up"),
    ("4", "5", "6", "down"),
    ("7", "8", "9", "close"),
    ("back", "0", "ok", "menu"),
)


class MatrixKeys(Keys):
    """A key counts when two scans in a row agree; once, until it was let go; up and down again while they are held."""

    def __init__(self, keypad: Matrix_Keypad, clock: Clock) -> None:
        """Events come from `keypad`, whose keys bear the names of the port."""
        super().__init__(clock)
        self._keypad = keypad
        self._seen: list[str] = []  # the scan before
        self._down: list[str] = []  # the keys that are down, bounces left out
        self._events: list[str] = []

    async def next(self) -> str:
        """The next key pressed. Keys are only scanned while someone waits here."""
        while not self._events:
            await self.clock.sleep_ms(_SCAN_MS)
            self._scan()
            key = self._down[0] if len(self._down) == 1 == len(self._seen) else ""
            if self.again(key):
                return key
        return self._events.pop(0)

    def clear(self) -> None:
        """What was seen until now does not count."""
        self._events.clear()

    def _scan(self) -> None:
        pressed = self._keypad.pressed_keys
        steady = pressed == self._seen
        self._seen = pressed
        if not steady or len(pressed) > _MOST:
            return
        self._events += [key for key in pressed if key not in self._down]
        self._down = pressed


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Keys:
    """The keypad; `settings(name, default)` answers a setting. Raises PartBroken (P04) on pins that cannot be had."""
    try:
        rows = _pins(settings("KEYS_ROWS", "GP6,GP7,GP8,GP9"))
        columns = _pins(settings("KEYS_COLS", "GP10,GP11,GP12,GP13"))
        keypad = Matrix_Keypad(rows, columns, _LAYOUT)
    except (AttributeError, ValueError, RuntimeError) as error:
        raise PartBroken("P04", str(error)) from error
    return MatrixKeys(keypad, clock)


def _pins(names: str) -> list:
    return [DigitalInOut(getattr(board, name.strip())) for name in names.split(",")]

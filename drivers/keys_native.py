# keys_native.py - the keypad, scanned in the background: a key pressed while the program is busy is not lost
"""Settings: KEYS_ROWS and KEYS_COLS, four pins each ("GP6,GP7,GP8,GP9", "GP10,GP11,GP12,GP13").

CircuitPython's `keypad` looks at the matrix every five milliseconds, whatever runs:

    1 2 3 A
    4 5 6 B
    7 8 9 C
    * 0 # D

A is up, B down, C close, D menu, * back, # ok.
"""

import sys

import board
import keypad
from micropython import const

from wattkey.errors import PartBroken
from wattkey.ports import Clock, Keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_POLL_MS = const(5)
_SCAN_S = 0.005
_SCANS = const(3)  # that agree: contacts bounce for less than two
_EVENTS = const(32)  # kept while nobody looks: sixteen keys, down and up
_MOST = const(2)  # keys at a time; from three on, a matrix without diodes shows keys that nobody presses
_NAMES = "1 2 3 up 4 5 6 down 7 8 9 close back 0 ok menu"


class NativeKeys(Keys):
    """A key counts when it goes down, once, until it was let go; up and down again while they are held."""

    def __init__(self, rows: list, columns: list, clock: Clock) -> None:
        """The pins of a matrix, whose keys are numbered row by row. Raises ValueError, RuntimeError for pins in use."""
        super().__init__(clock)
        self._pins = rows, columns
        self._scan()
        self._event = keypad.Event()
        self._down: "set[int]" = set()
        self._alone = ""  # the only key that is down

    async def next(self) -> str:
        """The next key pressed, which may have been some time ago."""
        while True:
            while self._events.get_into(self._event):
                if self._counts():
                    return _NAMES.split(" ")[self._event.key_number]
            if self.again(self._alone):
                return self._alone
            await self.clock.sleep_ms(_POLL_MS)

    async def nap(self, ms: int) -> bool:
        from napping import nap  # only now: it goes again behind it

        self._matrix.deinit()
        try:
            return await nap(*self._pins, ms, self.clock)
        finally:
            sys.modules.pop("napping")
            self._scan()
            self._down.clear()
            self._alone = ""

    def _scan(self) -> None:
        rows, columns = self._pins
        self._matrix = keypad.KeyMatrix(  # it scans for as long as somebody holds it
            rows, columns, interval=_SCAN_S, max_events=_EVENTS, debounce_threshold=_SCANS
        )
        self._events = self._matrix.events

    def clear(self) -> None:
        """What was pressed until now does not count; what is down is still known to be."""
        while self._events.get_into(self._event):
            self._counts()

    def _counts(self) -> bool:
        """Take note of the event; whether a key was pressed that can be told from a ghost."""
        down, number, new = self._down, self._event.key_number, False
        if self._events.overflowed:  # some were lost: which keys are down is not known
            self._events.clear()
            down.clear()
        elif self._event.released:
            down.discard(number)
        else:
            down.add(number)
            new = len(down) <= _MOST
        self._alone = _NAMES.split(" ")[min(down)] if len(down) == 1 else ""  # here: a poll is to be quick
        return new


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Keys:
    """The keypad; `settings(name, default)` answers a setting. Raises PartBroken (P04) on pins that cannot be had."""
    try:
        rows = _pins(settings("KEYS_ROWS", "GP6,GP7,GP8,GP9"))
        columns = _pins(settings("KEYS_COLS", "GP10,GP11,GP12,GP13"))
        if len(rows) != 4 or len(columns) != 4:
            raise ValueError("four rows, four columns")
        return NativeKeys(rows, columns, clock)
    except (AttributeError, ValueError, RuntimeError) as error:
        raise PartBroken("P04", str(error)) from error


def _pins(names: str) -> list:
    return [getattr(board, name.strip()) for name in names.split(",")]

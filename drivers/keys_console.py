# keys_console.py - keys typed at the USB console, for a board without a keypad
"""Setting: KEYS = "console". 0..9, a up, b down, c close, d menu, * or Backspace back, # or Enter ok. The arrows for up
and down work too: a terminal sends them as ESC [ A and ESC [ B. Anything else is answered with this list."""

import usb_cdc
from micropython import const

from wattkey.errors import PartBroken
from wattkey.ports import Clock, Keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_POLL_MS = const(20)
_TYPED = "aAbBcd*\x08\x7f#\r\n"  # the names in their order; capital C and D are the other two arrows
_NAMES = "up up down down close menu back back back ok ok ok"
_SILENT = "\x1b[CD"  # of an arrow
_HELP = "keys: 0..9, a up, b down, c close, d menu, * back, # or Enter ok"


class ConsoleKeys(Keys):
    """What a person types into a terminal program."""

    def __init__(self, port: "usb_cdc.Serial", clock: Clock) -> None:
        super().__init__(clock)
        port.timeout = 0
        self._port = port
        self._last = ""

    async def next(self) -> str:
        """The next key typed, which may have been some time ago."""
        while True:
            while self._port.in_waiting:
                key = self._key(chr((self._port.read(1) or b"\x1b")[0]))
                if key:
                    return key
            await self.clock.sleep_ms(_POLL_MS)

    def clear(self) -> None:
        """What was typed until now does not count."""
        self._port.reset_input_buffer()

    def _key(self, typed: str) -> str:
        """The name of a key; "" for what is none."""
        last, self._last = self._last, typed
        if typed.isdigit():
            return typed
        if typed in _TYPED:
            return "" if last + typed == "\r\n" else _NAMES.split(" ")[_TYPED.index(typed)]
        if typed not in _SILENT:
            print(_HELP)
        return ""


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Keys:
    """No pins. Raises PartBroken (P04) where there is no console over USB."""
    if usb_cdc.console is None:
        raise PartBroken("P04", "usb_cdc.console is off")
    return ConsoleKeys(usb_cdc.console, clock)

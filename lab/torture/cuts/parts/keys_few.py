# keys_few.py - a driver for three keys of the keypad: scanning all sixteen is a third of a recharge's work
"""For the benches of torture and tests. Keys are seen every 30 ms, which is longer than they bounce."""

import board
from digitalio import DigitalInOut, Pull

from wattkey.ports import Clock, Keys

# key -> its row (driven low) and its column
_WIRES = (("back", "GP9", "GP10"), ("ok", "GP9", "GP12"), ("close", "GP8", "GP13"))


class FewKeys(Keys):
    """# and * of the keypad's last row, C of the one above."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._rows: dict = {}
        self._keys: list = []
        for name, row, column in _WIRES:
            if row not in self._rows:
                self._rows[row] = DigitalInOut(getattr(board, row))
                self._rows[row].switch_to_output(False)
            key = DigitalInOut(getattr(board, column))
            key.switch_to_input(pull=Pull.UP)
            self._keys.append([name, key, True])

    async def next(self) -> str:
        """The next key that goes down."""
        while True:
            await self.clock.sleep_ms(30)
            for row in self._keys:
                was, row[2] = row[2], row[1].value
                if was and not row[2]:
                    return row[0]


def make(settings: object, clock: Clock) -> Keys:
    """The pins are fixed."""
    return FewKeys(clock)

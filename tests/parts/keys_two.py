# keys_two.py - a driver for two keys of the keypad, ok and back: scanning all sixteen is a third of a recharge's work
"""For the benches of the tests. Keys are seen every 30 ms, which is longer than they bounce."""

import board
from digitalio import DigitalInOut, Pull

from wattkey.ports import Clock, Keys


class TwoKeys(Keys):
    """# and * of the keypad's last row."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._row = DigitalInOut(board.GP9)
        self._row.switch_to_output(False)
        self._keys = []
        for name, pin in (("back", board.GP10), ("ok", board.GP12)):
            key = DigitalInOut(pin)
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
    return TwoKeys(clock)

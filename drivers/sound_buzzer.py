# sound_buzzer.py - a piezo disc without electronics of its own, between a pin and ground
"""Setting: BUZZER (GP22). A square wave of 3.3 V; no other PWM may be on its slice, that of GP6 and GP7."""

import board
import pwmio
from micropython import const

from wattkey.errors import PartBroken
from wattkey.ports import Clock
from wattkey.sound import Sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_HALF = const(0x8000)  # of the duty cycle: the loudest
# CLICK, DONE, REFUSED: (hertz, milliseconds); 0 Hz is a rest. Small discs are loudest near 2 to 4 kHz
_TUNES = (
    ((2000, 8),),
    ((2093, 90), (0, 30), (2637, 160)),
    ((1047, 140), (0, 40), (784, 220)),
)


class Buzzer(Sound):
    """One tone at a time."""

    def __init__(self, pwm: pwmio.PWMOut, clock: Clock) -> None:
        """`pwm` has a variable frequency and is silent."""
        self._pwm = pwm
        self._clock = clock

    async def play(self, what: int) -> None:
        try:
            for hertz, ms in _TUNES[what]:
                if hertz:
                    self._pwm.frequency = hertz
                self._pwm.duty_cycle = _HALF if hertz else 0
                await self._clock.sleep_ms(ms)
        finally:
            self._pwm.duty_cycle = 0


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Sound:
    """`settings(name, default)` answers a setting. Raises PartBroken (P15) on a pin that cannot be had."""
    try:
        pin = getattr(board, settings("BUZZER", "GP22"))
        pwm = pwmio.PWMOut(pin, duty_cycle=0, frequency=2000, variable_frequency=True)
    except (AttributeError, ValueError, RuntimeError) as error:
        raise PartBroken("P15", str(error)) from error
    return Buzzer(pwm, clock)

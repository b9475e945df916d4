# power_battery.py - a lithium cell at VSYS, measured by the board's own divider, and the OFF input of a latching switch
"""Settings: BATTERY (VOLTAGE_MONITOR: VSYS / 3) and POWER_OFF, the pin at the switch's OFF input; without it nothing is
switched off. A high level of 50 ms is the pulse.
"""

import board
import digitalio
import microcontroller
from analogio import AnalogIn
from micropython import const

from wattkey.errors import PartBroken
from wattkey.ports import Clock
from wattkey.power import Power

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_FULL_SCALE_MV = const(9900)  # three times 3.3 V
_LOOKS = const(8)  # of the ADC, whose steps are a few millivolts wide
# millivolts at VSYS, percent: a cell of 4.2 V at rest [typical curve, not measured], behind a diode that takes 0.2 V
_CURVE = ((3950, 100), (3700, 75), (3550, 50), (3450, 25), (3300, 10), (3100, 0))
_STEP = const(4)  # percent: what is shown moves only by more, so that it does not flicker
_EMPTY_MV = const(3200)  # no session below; the regulator needs 1.8, the chip and the LED more under load
_AGAIN_MV = const(3350)  # and none until it was charged to here
_NO_CELL_MV = const(2000)
_PULSE_US = const(50_000)


class BatteryPower(Power):
    """Measured whenever it is asked for."""

    def __init__(self, adc: AnalogIn, off: "digitalio.DigitalInOut | None") -> None:
        self._adc = adc
        self._off = off
        self._shown = -1
        self._empty = False

    def level(self) -> int:
        percent = _percent(self._millivolts())
        if percent < 0 or abs(percent - self._shown) > _STEP or self._shown < 0:
            self._shown = percent
        return self._shown

    def empty(self) -> bool:
        millivolts = self._millivolts()
        self._empty = _NO_CELL_MV < millivolts < (_AGAIN_MV if self._empty else _EMPTY_MV)
        return self._empty

    def off(self) -> None:
        if self._off:
            self._off.value = True
            microcontroller.delay_us(_PULSE_US)  # here the power goes
            self._off.value = False

    def _millivolts(self) -> int:
        total = 0
        for _ in range(_LOOKS):
            total += self._adc.value
        return total * _FULL_SCALE_MV // (_LOOKS * 65535)


def _percent(millivolts: int) -> int:
    """0 to 100 along the curve; -1 where no cell can be."""
    if millivolts < _NO_CELL_MV:
        return -1
    above, most = _CURVE[0]
    for below, least in _CURVE:
        if millivolts >= below:
            return most if above == below else least + (most - least) * (millivolts - below) // (above - below)
        above, most = below, least
    return 0


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Power:
    """`settings(name, default)` answers a setting. Raises PartBroken (P14) on pins that cannot be had."""
    try:
        adc = AnalogIn(getattr(board, settings("BATTERY", "VOLTAGE_MONITOR")))
        name, off = settings("POWER_OFF", ""), None
        if name:
            off = digitalio.DigitalInOut(getattr(board, name))
            off.switch_to_output(False)
    except (AttributeError, ValueError, RuntimeError) as error:
        raise PartBroken("P14", str(error)) from error
    return BatteryPower(adc, off)

# analogio.py - the analog input: on GP29 the board's divider measures a third of VSYS, on the others nothing
"""Module `analogio`."""

from wattkey_host.sim.hw.microcontroller import Pin
from wattkey_host.sim.run import current

_life = current()
_REFERENCE_V = 3.3
_STEPS = 4096  # of the chip; `value` is stretched to 16 bits
_LOOK_US = 2


class AnalogIn:
    """One of GP26 to GP29. Raises ValueError for another pin, or one that is in use."""

    def __init__(self, pin: Pin) -> None:
        if pin.number not in range(26, 30):
            raise ValueError("Invalid pin")
        _life.claim(pin.name)
        self._pin = pin

    @property
    def value(self) -> int:
        """0 to 65535 for 0 to 3.3 V."""
        _life.check()
        _life.spend(_LOOK_US)
        volts = _life.world.volts / 3 if self._pin.number == 29 else 0.0
        step = min(_STEPS - 1, int(volts / _REFERENCE_V * _STEPS))
        return step << 4 | step >> 8

    def deinit(self) -> None:
        """Give the pin back."""
        _life.free(self._pin.name)

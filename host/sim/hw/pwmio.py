# pwmio.py - square waves; the one under the LED is the infrared carrier
"""Module `pwmio`."""

from wattkey_host.sim.hw.microcontroller import Pin
from wattkey_host.sim.run import current

_life = current()
_TOP = 0xFFFF


class PWMOut:
    """A square wave on a pin; `duty_cycle` is 0..65535."""

    def __init__(
        self, pin: Pin, *, duty_cycle: int = 0, frequency: int = 500, variable_frequency: bool = False
    ) -> None:
        _life.claim(pin.name)
        self._name = pin.name
        self._variable = variable_frequency
        self._frequency = frequency
        self._duty = duty_cycle
        self._tell()

    def _tell(self) -> None:
        _life.check()
        if not (0 <= self._duty <= _TOP and self._frequency > 0):
            raise ValueError("duty_cycle must be 0-65535")
        _life.world.waves[self._name] = (self._frequency, self._duty / (_TOP + 1))

    @property
    def duty_cycle(self) -> int:
        """The part of the time that the pin is high, of 65536."""
        return self._duty

    @duty_cycle.setter
    def duty_cycle(self, value: int) -> None:
        self._duty = value
        self._tell()

    @property
    def frequency(self) -> int:
        """Hertz; settable when made with variable_frequency."""
        return self._frequency

    @frequency.setter
    def frequency(self, value: int) -> None:
        if not self._variable:
            raise AttributeError("PWM frequency not writable when variable_frequency is False on construction.")
        self._frequency = value
        self._tell()

    def deinit(self) -> None:
        """Stop, and give the pin back."""
        if self._name:
            _life.free(self._name)
            _life.world.waves.pop(self._name, None)
            self._name = ""

    def __enter__(self) -> "PWMOut":
        return self

    def __exit__(self, *_error: object) -> None:
        self.deinit()

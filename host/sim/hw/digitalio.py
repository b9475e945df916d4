# digitalio.py - pins as digital inputs and outputs
"""Module `digitalio`."""

from wattkey_host.sim.hw.microcontroller import Pin
from wattkey_host.sim.run import current

_life = current()
_nets = _life.world.nets
_READ_US = 2  # what a look at a pin takes, so that a loop which waits for one comes to its end


class Direction:
    """Which way a pin works."""

    INPUT = "Direction.INPUT"
    OUTPUT = "Direction.OUTPUT"


class DriveMode:
    """How an output drives high: with a transistor, or not at all."""

    PUSH_PULL = "DriveMode.PUSH_PULL"
    OPEN_DRAIN = "DriveMode.OPEN_DRAIN"


class Pull:
    """The internal resistor."""

    UP = "Pull.UP"
    DOWN = "Pull.DOWN"


_LEVELS = {Pull.UP: True, Pull.DOWN: False, None: None}


class DigitalInOut:
    """One pin; an input without a pull at first."""

    def __init__(self, pin: Pin) -> None:
        if not isinstance(pin, Pin):
            raise TypeError("pin must be of type Pin, not " + type(pin).__name__)
        _life.claim(pin.name)
        self._name = pin.name
        self._open = True
        self._output = False
        self._wanted = False
        self._pull: str | None = None
        self._mode = DriveMode.PUSH_PULL

    def _check(self) -> None:
        if not _life.alive:
            _life.check()
        if not self._open:
            raise ValueError("Object has been deinitialized and can no longer be used. Create a new object.")

    def _drive(self, level: bool | None) -> None:
        if _nets.watched(self._name):
            _life.outside(lambda: _nets.drive(self._name, level))
        else:
            _nets.drive(self._name, level)

    def switch_to_output(self, value: bool = False, drive_mode: str = DriveMode.PUSH_PULL) -> None:
        """Drive the pin."""
        self._check()
        self._output, self._mode, self._pull = True, drive_mode, None
        _nets.pull(self._name, None)
        self.value = value

    def switch_to_input(self, pull: str | None = None) -> None:
        """Read the pin."""
        self._check()
        self._output = False
        self._drive(None)
        self.pull = pull

    @property
    def direction(self) -> str:
        """Direction.INPUT or OUTPUT; setting it switches with the defaults."""
        self._check()
        return Direction.OUTPUT if self._output else Direction.INPUT

    @direction.setter
    def direction(self, direction: str) -> None:
        if direction == Direction.OUTPUT:
            self.switch_to_output()
        else:
            self.switch_to_input()

    @property
    def value(self) -> bool:
        """The level of the wire. Setting raises AttributeError on an input."""
        self._check()
        _life.spend(_READ_US)
        return _nets.level(self._name)

    @value.setter
    def value(self, value: bool) -> None:
        self._check()
        if not self._output:
            raise AttributeError("Cannot set value when direction is input.")
        self._wanted = bool(value)
        self._drive(None if self._wanted and self._mode == DriveMode.OPEN_DRAIN else self._wanted)

    @property
    def drive_mode(self) -> str:
        """How high is driven."""
        self._check()
        return self._mode

    @drive_mode.setter
    def drive_mode(self, mode: str) -> None:
        self.switch_to_output(self._wanted, mode)

    @property
    def pull(self) -> str | None:
        """The internal resistor of an input."""
        self._check()
        if self._output:
            raise AttributeError("Pull not used when direction is output.")
        return self._pull

    @pull.setter
    def pull(self, pull: str | None) -> None:
        self._check()
        if self._output:
            raise AttributeError("Pull not used when direction is output.")
        self._pull = pull
        _nets.pull(self._name, _LEVELS[pull])

    def deinit(self) -> None:
        """Give the pin back."""
        if self._open:
            _life.free(self._name)
            self._open = False

    def __enter__(self) -> "DigitalInOut":
        return self

    def __exit__(self, *_error: object) -> None:
        self.deinit()

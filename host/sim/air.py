# air.py - the infrared path between the device's LED and eye and the meters
"""A byte is light only with a 38 kHz carrier of about half duty under it; a meter hears 1200 baud 8E1 and nothing
else, and only when the device is aimed at it from the byte's first bit to its last."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from wattkey_host.sim.clock import BYTE_US, VirtualClock

if TYPE_CHECKING:
    from wattkey_host.sim.agc import Agc

OUT, IN = "out", "in"  # from the device, to the device


class FarEnd(Protocol):
    """What stands at the other end of the light."""

    speak: Callable[[bytes], None]  # the air puts its own functions here
    fall_silent: Callable[[], None]  # what it was saying ends in the middle

    def hear(self, byte: int) -> None:
        """One byte, at its stop bit."""


class AirByte(NamedTuple):
    """One byte of light: when its start bit began and its stop bit ended, microseconds."""

    start_us: int
    end_us: int
    direction: str
    value: int


class Eye(Protocol):
    """The receiving end in the device."""

    sending: bool

    def receive(self, value: int) -> None:
        """One byte, at its stop bit."""


class Air:
    """`echo`: the LED's light leaks into the device's own eye. `log` holds every byte as it was sent.

    `tamper(direction, value)` damages bytes on their way: it returns what arrives, or None for nothing; `gain` has
    receivers that turn themselves down (agc.py).
    """

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self.meters: list[FarEnd] = []
        self.echo = True
        self.log: list[AirByte] = []
        self.tamper: Callable[[str, int], int | None] | None = None
        self.gain: dict[str, Agc] = {}  # direction -> the receiver at its end, where it has a gain of its own
        self.eye: Eye | None = None  # the UART, while it is open at 1200 8E1
        self.shining = False  # the LED is in the middle of a byte, where the eye's own UART does not know it
        self._aimed: FarEnd | None = None
        self._aimed_us = 0
        self._spoken_us = 0.0  # until when the meter's light is busy
        self._own_us = -1  # the end of the last own byte
        self._voices: dict[int, int] = {}  # meter (its id) -> how often it fell silent in the middle of an answer

    def add(self, meter: FarEnd) -> None:
        """Put a meter into the world."""
        self.meters.append(meter)
        self._voices[id(meter)] = 0
        meter.speak = lambda data: self._answer(meter, data)
        meter.fall_silent = lambda: self._hush(meter)

    @property
    def aimed(self) -> FarEnd | None:
        """What the device points at."""
        return self._aimed

    def aim(self, meter: FarEnd | None) -> None:
        """Point the device at a meter, or away from all."""
        if meter is not None and not any(known is meter for known in self.meters):
            self.add(meter)
        self._aimed = meter
        self._aimed_us = self._clock.now_us

    def shine(self, start_us: int, value: int) -> None:
        """The device's LED has sent a byte; its stop bit ends now."""
        now = self._clock.now_us
        self.log.append(AirByte(start_us, now, OUT, value))
        self._own_us = now
        meter = self._aimed
        if self.echo and self.eye:
            self.eye.receive(value)
        arrives = self._damaged(OUT, start_us, value)
        if meter and self._aimed_us <= start_us and arrives is not None:
            meter.hear(arrives)

    def _hush(self, meter: FarEnd) -> None:
        self._voices[id(meter)] += 1
        self._spoken_us = 0.0

    def _answer(self, meter: FarEnd, data: bytes) -> None:
        start = max(float(self._clock.now_us), self._spoken_us)
        for value in data:
            self._spoken_us = start + BYTE_US
            self._schedule(meter, value, round(start), self._spoken_us)
            start = self._spoken_us

    def _schedule(self, meter: FarEnd, value: int, start_us: int, end_us: float) -> None:
        voice = self._voices[id(meter)]

        def arrive() -> None:
            if voice == self._voices[id(meter)]:
                self._arrive(meter, value, start_us)

        self._clock.after(end_us - self._clock.now_us, arrive)

    def _arrive(self, meter: FarEnd, value: int, start_us: int) -> None:
        if meter is not self._aimed or self._aimed_us > start_us:
            return
        self.log.append(AirByte(start_us, self._clock.now_us, IN, value))
        if self.eye is None:
            return
        blinded = self.echo and (self.eye.sending or self.shining or self._own_us > start_us)
        arrives = self._damaged(IN, start_us, value)
        if arrives is not None and not blinded:
            self.eye.receive(arrives)

    def _damaged(self, direction: str, start_us: int, value: int) -> int | None:
        """What arrives. A meter drops a byte with a wrong parity bit, the board's own UART does not."""
        if receiver := self.gain.get(direction):
            heard, whole = receiver.hears(start_us, value)
            if heard is None or (direction == OUT and not whole):
                return None
            value = heard
        return self.tamper(direction, value) if self.tamper else value

# bus.py - an RS-485 pair: the device's transceiver and the meters on it, half duplex
"""The direction pin of the transceiver drives the pair while it is high (and its receiver is off then). Two that
drive at once spoil each other's bytes; so does a transceiver that lets go late. Bytes are bits on the pair, and `noise`
may turn over any of them: meters drop a byte whose parity or stop bit is wrong, the board's own UART lets it pass."""

from collections.abc import Callable
from typing import NamedTuple

from wattkey_host.meter.heard import Found, Heard
from wattkey_host.meter.hearing import heard_alike
from wattkey_host.sim.air import IN, OUT, AirByte, FarEnd
from wattkey_host.sim.bits import Noise, Receiver, framed, width
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.levels import Levels
from wattkey_host.sim.uart import IR_LINE, UartConfig, UartPort

SPOILT = 0x5A  # bits of a byte that two senders turn over [made up: any damage would do]
_GAP_US = 100
_REMEMBERED_US = 100_000  # how long a byte is remembered, and its bits can be looked at; at 300 baud it takes 37 ms


class Station(NamedTuple):
    """A meter, how its port is set, and its receiver: one for all that are set alike, since all hear every bit."""

    meter: FarEnd
    config: UartConfig
    receiver: Receiver


def _understood(receiver: Receiver, word: int, gap: bool) -> list[int]:
    """One more byte, after a gap or not. A byte with a wrong parity or stop bit is dropped."""
    before = receiver.rest() if gap else []
    return [value for value, good in before + receiver.hear(word) if good]


def _part(meter: FarEnd) -> None:
    """From now on it may hear other things than those it heard with."""
    for ear in getattr(meter, "ears", ()):
        ear.part()


class Bus:
    """`log` holds every byte as it was sent; `collisions` counts those that another driver spoilt.

    `noise(word)` is what becomes of the bits of a byte on their way, both ways (bits.py). `look` is called when the
    bits of a meter's byte are on `levels`, which a state machine reads.
    """

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self.stations: list[Station] = []
        self.log: list[AirByte] = []
        self.collisions = 0
        self.noise: Noise | None = None
        self.ear: UartPort | None = None  # the device's UART, while it is open
        self.levels = Levels()
        self.look: Callable[[], None] = lambda: None
        self._receiver = Receiver(IR_LINE)  # of that UART
        self.driving = False  # the direction pin is high
        self._own_us = 0  # the end of the device's last byte
        self._turned_us = 0  # when the direction pin changed last
        self._speaking: list[tuple[float, float]] = []  # the bytes of meters that are on their way

    def add(self, meter: FarEnd, config: UartConfig = IR_LINE) -> None:
        """Put a meter on the pair. If it has `ears` (hearing.py), they are used, and its `hear` is not called."""
        _part(meter)
        alike = (station.receiver for station in self.stations if station.config == config)
        self.stations.append(Station(meter, config, next(alike, None) or Receiver(config)))
        meter.speak = lambda data: self._answer(config, data)

    def take_off(self, meter: FarEnd) -> None:
        """Take a meter from the pair."""
        _part(meter)
        self.stations = [station for station in self.stations if station.meter is not meter]

    def unheard(self) -> None:
        """Nothing reads the levels any more."""
        self.look = lambda: None

    def turn(self, driving: bool) -> None:
        """The direction pin has changed."""
        self.look()
        self.driving = self.levels.closed = driving
        self._turned_us = self._clock.now_us

    def drive(self, start_us: int, value: int, config: UartConfig) -> None:
        """A byte has left the device's UART; on the pair only if the transceiver drove it from end to end."""
        if not self.driving or self._turned_us > start_us:
            return
        now = self._clock.now_us
        self.log.append(AirByte(start_us, now, OUT, value))
        word = self._damaged(framed(self._spoilt(value, start_us, now, by_meters=True), config))
        gap = start_us - self._own_us > _GAP_US
        self._own_us = now
        understood = {
            station.receiver: _understood(station.receiver, word, gap)
            for station in {station.receiver: station for station in self.stations}.values()
            if station.config.fits(config)
        }
        self._hear({receiver: bytes(values) for receiver, values in understood.items() if values})

    def _hear(self, understood: dict[Receiver, bytes]) -> None:
        """The meters hear what their receivers understood, in their order. What ears hear alike is looked at once."""
        stations = [(one, getattr(one.meter, "ears", ())) for one in self.stations]
        found: dict[Heard, list[Found]] = {}
        for receiver, data in understood.items():
            alike = [ear for one, ears in stations if one.receiver is receiver for ear in ears]
            found |= heard_alike(alike, data, self._clock.now_us)
        for one, ears in stations if found or not all(ears for _, ears in stations) else ():
            for ear in ears:
                ear.take(ear.heard, found.get(ear.heard, ()))
            for byte in understood.get(one.receiver, b"") if not ears else b"":
                one.meter.hear(byte)

    def _answer(self, config: UartConfig, data: bytes) -> None:
        start = float(self._clock.now_us)
        for value in data:
            self._speaking.append((start, start + config.byte_us))
            self._schedule(config, value, start)
            start += config.byte_us

    def _schedule(self, config: UartConfig, value: int, start: float) -> None:
        """The start bit begins, then the stop bit ends."""

        def begin() -> None:
            word = self._damaged(framed(value, config))
            self.levels.put(start, config.byte_us / width(config), word, width(config))
            self._clock.after(
                start + config.byte_us - self._clock.now_us, lambda: self._arrive(config, value, word, start)
            )

        self._clock.after(start - self._clock.now_us, begin)

    def _arrive(self, config: UartConfig, value: int, word: int, start: float) -> None:
        end = start + config.byte_us
        self.log.append(AirByte(round(start), self._clock.now_us, IN, value))
        spoilt = self._spoilt(value, start, end, by_meters=False)
        self._speaking = [span for span in self._speaking if span[1] > start - _REMEMBERED_US]
        self.look()
        self.levels.forget(end - _REMEMBERED_US)
        if self.ear and self.ear.config.fits(config) and not self.driving:
            self._to_ear(self.ear, word ^ framed(value, config) ^ framed(spoilt, config))

    def _to_ear(self, ear: UartPort, word: int) -> None:
        """CircuitPython's UART passes bytes on whatever their parity and stop bits say."""
        if self._receiver.config != ear.config:
            self._receiver = Receiver(ear.config)
        last = not any(begun > self._clock.now_us - _GAP_US for begun, _ in self._speaking)
        for heard, _ in self._receiver.hear(word) + (self._receiver.rest() if last else []):
            ear.receive(heard)

    def _damaged(self, word: int) -> int:
        return self.noise(word) if self.noise else word

    def _spoilt(self, value: int, start: float, end: float, *, by_meters: bool) -> int:
        """The byte as it arrives: whole, or damaged by whoever else drove the pair meanwhile."""
        others = [span for span in self._speaking if span[0] < end and span[1] > start]
        held = not by_meters and (self.driving or self._turned_us > start)
        if held or len(others) > (0 if by_meters else 1):
            self.collisions += 1
            return value ^ SPOILT
        return value

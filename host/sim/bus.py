# bus.py - an RS-485 pair: the device's transceiver and the meters on it, half duplex
"""The direction pin of the transceiver drives the pair while it is high (and its receiver is off then). Two that
drive at once spoil each other's bytes; so does a transceiver that lets go late."""

from typing import NamedTuple

from wattkey_host.sim.air import IN, OUT, AirByte, Meter
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.uart import IR_LINE, UartConfig, UartPort

SPOILT = 0x5A  # bits of a byte that two senders turn over [made up: any damage would do]


class Station(NamedTuple):
    """A meter and how its port is set."""

    meter: Meter
    config: UartConfig


class Bus:
    """`log` holds every byte as it was sent; `collisions` counts those that another driver spoilt."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self.stations: list[Station] = []
        self.log: list[AirByte] = []
        self.collisions = 0
        self.ear: UartPort | None = None  # the device's UART, while it is open
        self._driving = False
        self._turned_us = 0  # when the direction pin changed last
        self._speaking: list[tuple[float, float]] = []  # the bytes of meters that are on their way

    def add(self, meter: Meter, config: UartConfig = IR_LINE) -> None:
        """Put a meter on the pair."""
        self.stations.append(Station(meter, config))
        meter.speak = lambda data: self._answer(config, data)

    def turn(self, driving: bool) -> None:
        """The direction pin has changed."""
        self._driving = driving
        self._turned_us = self._clock.now_us

    def drive(self, start_us: int, value: int, config: UartConfig) -> None:
        """A byte has left the device's UART; on the pair only if the transceiver drove it from end to end."""
        if not self._driving or self._turned_us > start_us:
            return
        now = self._clock.now_us
        self.log.append(AirByte(start_us, now, OUT, value))
        value = self._spoilt(value, start_us, now, by_meters=True)
        for station in self.stations:
            if station.config.fits(config):
                station.meter.hear(value)

    def _answer(self, config: UartConfig, data: bytes) -> None:
        start = float(self._clock.now_us)
        for value in data:
            end = start + config.byte_us
            self._speaking.append((start, end))
            self._schedule(config, value, start, end)
            start = end

    def _schedule(self, config: UartConfig, value: int, start: float, end: float) -> None:
        self._clock.after(end - self._clock.now_us, lambda: self._arrive(config, value, start, end))

    def _arrive(self, config: UartConfig, value: int, start: float, end: float) -> None:
        self.log.append(AirByte(round(start), self._clock.now_us, IN, value))
        spoilt = self._spoilt(value, start, end, by_meters=False)
        self._speaking = [span for span in self._speaking if span[1] > start - 1_000_000]
        if self.ear and self.ear.config.fits(config) and not self._driving:
            self.ear.receive(spoilt)

    def _spoilt(self, value: int, start: float, end: float, *, by_meters: bool) -> int:
        """The byte as it arrives: whole, or damaged by whoever else drove the pair meanwhile."""
        others = [span for span in self._speaking if span[0] < end and span[1] > start]
        held = not by_meters and (self._driving or self._turned_us > start)
        if held or len(others) > (0 if by_meters else 1):
            self.collisions += 1
            return value ^ SPOILT
        return value

# conftest.py - a master on the chip's pins
"""Fixture `bus`: a powered chip behind select, transfer and the clock; `Bus` builds the frames by itself."""

import pytest

from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock

RIGHT = (1_000_000, 1, 1, 8)


def xor(data):
    x = 0
    for b in data:
        x ^= b
    return x


def checked(body):
    """55, the body, NOT of its XOR."""
    return b"\x55" + body + bytes([~xor(body) & 0xFF])


class Bus:
    """A master that keeps the timing unless told otherwise."""

    def __init__(self, chip):
        self.clock = VirtualClock()
        self.spi = SpiChip(chip, self.clock)

    @staticmethod
    def frame(command):
        """What the master sends."""
        return checked(command[:4] + (len(command) - 4).to_bytes(2, "big") + command[4:])

    @staticmethod
    def answer(data, sw):
        """What the chip must send."""
        return checked(sw.to_bytes(2, "big") + len(data).to_bytes(2, "big") + data)

    def start(self):
        self.spi.power_on()
        self.clock.advance(50_000)

    def byte(self, value, config=RIGHT):
        got = self.spi.transfer(value, config)
        self.clock.advance(8)
        return got

    def send(self, frame, config=RIGHT):
        self.spi.select(True)
        self.clock.advance(60)
        got = [self.byte(b, config) for b in frame]
        self.clock.advance(8)
        self.spi.select(False)
        self.clock.advance(100)
        return got

    def read(self, n, config=RIGHT):
        """n bytes in one selection, 200 us apart."""
        self.spi.select(True)
        self.clock.advance(60)
        got = []
        for _ in range(n):
            got.append(self.byte(0, config))
            self.clock.advance(192)
        self.spi.select(False)
        self.clock.advance(100)
        return bytes(got)


@pytest.fixture
def bus(bench):
    bus = Bus(bench.chip)
    bus.start()
    return bus


@pytest.fixture
def make_bus():
    """The class of masters; their chip has no power yet."""
    return Bus

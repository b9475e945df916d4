# bus_spi.py - SPI master
"""Not for the device; it is busio.SPI."""

from typing import Any

from wattkey_host.sim.hw.bus_lock import LockedBus
from wattkey_host.sim.hw.microcontroller import Pin
from wattkey_host.sim.run import current
from wattkey_host.sim.spibus import FLOATING, SpiConfig
from wattkey_host.sim.world import WIRING

_life = current()
_FUNCTIONS = {"SCK": (2, 6), "MOSI": (3, 7), "MISO": (0, 4)}


class SPI(LockedBus):
    """A bus; each byte takes 8 bits at the baud rate."""

    def __init__(self, clock: Pin, MOSI: Pin | None = None, MISO: Pin | None = None, half_duplex: bool = False) -> None:
        if half_duplex:
            raise NotImplementedError("Half duplex SPI is not implemented")
        super().__init__({"SCK": clock, "MOSI": MOSI, "MISO": MISO}, _FUNCTIONS)
        self._wired = tuple(self._pins) == WIRING["spi"]
        self._config = SpiConfig(250_000, 0, 0, 8)

    def configure(self, *, baudrate: int = 100_000, polarity: int = 0, phase: int = 0, bits: int = 8) -> None:
        """Set speed and mode; needs the lock."""
        self._check_lock()
        self._config = SpiConfig(baudrate, polarity, phase, bits)

    @property
    def frequency(self) -> int:
        """Bits a second."""
        return self._config.baudrate

    def write(self, buffer: Any, *, start: int = 0, end: int | None = None) -> None:
        """Send."""
        self._exchange(bytes(memoryview(buffer).cast("B")[start:end]))

    def readinto(self, buffer: Any, *, start: int = 0, end: int | None = None, write_value: int = 0) -> None:
        """Receive, sending `write_value` all the while."""
        view = memoryview(buffer).cast("B")[start:end]
        view[:] = self._exchange(bytes([write_value]) * len(view))

    def write_readinto(
        self,
        out_buffer: Any,
        in_buffer: Any,
        *,
        out_start: int = 0,
        out_end: int | None = None,
        in_start: int = 0,
        in_end: int | None = None,
    ) -> None:
        """Send and receive; both slices must be of one length."""
        out = bytes(memoryview(out_buffer).cast("B")[out_start:out_end])
        view = memoryview(in_buffer).cast("B")[in_start:in_end]
        if len(out) != len(view):
            raise ValueError("buffer slices must be of equal length")
        view[:] = self._exchange(out)

    def _exchange(self, out: bytes) -> bytes:
        self._check_lock()
        return bytes([self._byte(value) for value in out])

    def _byte(self, value: int) -> int:
        _life.spend(round(8_000_000 / self._config.baudrate))
        if not self._wired:
            return FLOATING
        answer = _life.outside(lambda: _life.world.spi.transfer(value, self._config))
        return int(answer)

# bus_i2c.py - I2C master
"""Not for the device; it is busio.I2C."""

import errno
from typing import Any

from wattkey_host.sim.hw.bus_lock import LockedBus
from wattkey_host.sim.hw.microcontroller import Pin
from wattkey_host.sim.run import current
from wattkey_host.sim.world import WIRING

_life = current()
_BITS = 9  # a byte and its acknowledge
_SCL, _SDA = (1, 3, 5, 7), (0, 2, 4, 6)


class I2C(LockedBus):
    """A bus; each byte takes 9 bits at `frequency`."""

    def __init__(self, scl: Pin, sda: Pin, *, frequency: int = 100_000, timeout: int = 255) -> None:
        super().__init__({"SCL": scl, "SDA": sda}, {"SCL": _SCL, "SDA": _SDA})
        if (scl.name, sda.name) != WIRING["i2c"]:
            self.deinit()
            raise RuntimeError("No pull up found on SDA or SCL; check your wiring")
        self._byte_us = _BITS * 1_000_000 / frequency

    def _device(self, address: int, count: int) -> Any:
        self._check_lock()
        device = _life.world.i2c.get(address)
        _life.op("i2c", address)
        _life.spend(round((1 + count if device else 1) * self._byte_us))
        if device is None:
            raise OSError(errno.ENODEV, "No such device")
        return device

    def probe(self, address: int) -> bool:
        """Whether a device answers."""
        self._check_lock()
        return address in _life.world.i2c

    def scan(self) -> list[int]:
        """The addresses that answer."""
        self._check_lock()
        return sorted(_life.world.i2c)

    def writeto(self, address: int, buffer: Any, *, start: int = 0, end: int | None = None) -> None:
        """Write to a device. Raises OSError 19 when none answers."""
        data = bytes(memoryview(buffer).cast("B")[start:end])
        device = self._device(address, len(data))
        _life.outside(lambda: device.write(data))

    def readfrom_into(self, address: int, buffer: Any, *, start: int = 0, end: int | None = None) -> None:
        """Read from a device. Raises OSError 19 when none answers."""
        view = memoryview(buffer).cast("B")[start:end]
        device = self._device(address, len(view))
        view[:] = _life.outside(lambda: device.read(len(view)))

    def writeto_then_readfrom(
        self,
        address: int,
        out_buffer: Any,
        in_buffer: Any,
        *,
        out_start: int = 0,
        out_end: int | None = None,
        in_start: int = 0,
        in_end: int | None = None,
    ) -> None:
        """Write, then read without letting go of the bus."""
        self.writeto(address, out_buffer, start=out_start, end=out_end)
        self.readfrom_into(address, in_buffer, start=in_start, end=in_end)

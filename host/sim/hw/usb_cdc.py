# usb_cdc.py - the serial ports over USB
"""Module `usb_cdc`. `console` is there, `data` only when boot.py enabled it."""

from typing import Any

from wattkey_host.sim.clock import NEVER
from wattkey_host.sim.hw.bus_uart import POLLIN, POLLOUT
from wattkey_host.sim.run import BOOT, current

_life = current()


class Serial:
    """One port: `taken` is what came from the host, `given` what goes there."""

    def __init__(self, taken: bytearray, given: bytearray) -> None:
        self._taken = taken
        self._given = given
        self.timeout: float | None = None
        self.write_timeout: float | None = None

    @property
    def connected(self) -> bool:
        """A host has the port open."""
        _life.check()
        return _life.machine.usb_connected

    @property
    def in_waiting(self) -> int:
        """Bytes that can be read at once."""
        _life.spend(5)
        return len(self._taken)

    out_waiting = 0

    def read(self, size: int = 1) -> bytes:
        """Up to `size` bytes, waiting for `timeout` seconds (None: for ever)."""
        wait_us = NEVER if self.timeout is None else round(self.timeout * 1_000_000)
        _life.wait(wait_us, lambda: len(self._taken) >= size)
        data = bytes(self._taken[:size])
        del self._taken[:size]
        return data

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`; the number of bytes."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def write(self, data: Any) -> int:
        """Send to the host; lost when there is none."""
        _life.op("usb", len(data))
        if _life.machine.usb_connected:
            self._given += bytes(data)
            _life.outside(_cable.written)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""
        _life.check()

    def reset_input_buffer(self) -> None:
        """Throw away what came."""
        _life.check()
        self._taken.clear()

    def poll_state(self) -> int:
        """For select: what would not block now."""
        return (POLLIN if self._taken else 0) | POLLOUT


class _Console(Serial):
    """The console shows what it is given."""

    def write(self, data: Any) -> int:
        """Print."""
        _life.check()
        _life.machine.print(bytes(data).decode(errors="replace"))
        return len(data)


_cable = _life.world.cable
console = _Console(_cable.typed, bytearray())
data = Serial(_cable.to_device, _cable.to_host) if _life.machine.usb_data and _life.phase != BOOT else None


def enable(*, console: bool = True, data: bool = False) -> None:
    """Choose the ports; boot.py only."""
    _life.check_before_usb()
    _life.machine.usb_data = data


def disable() -> None:
    """No ports; boot.py only."""
    enable(console=False, data=False)

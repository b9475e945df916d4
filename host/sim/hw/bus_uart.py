# bus_uart.py - the asynchronous serial port
"""Not for the device; it is busio.UART."""

from typing import Any

from wattkey_host.sim.clock import NEVER
from wattkey_host.sim.hw.bus_lock import PinUser
from wattkey_host.sim.hw.microcontroller import Pin
from wattkey_host.sim.run import current
from wattkey_host.sim.uart import UartConfig

_life = current()
_FUNCTIONS = {"TX": (0, 4), "RX": (1, 5)}
_LOOK_US = 5  # what asking for received bytes takes
POLLIN, POLLOUT = 1, 4


class Parity:
    """The parity bit."""

    EVEN = "even"
    ODD = "odd"


class UART(PinUser):
    """A port; reading waits up to `timeout` seconds for each byte."""

    Parity = Parity

    def __init__(
        self,
        tx: Pin | None = None,
        rx: Pin | None = None,
        *,
        baudrate: int = 9600,
        bits: int = 8,
        parity: str | None = None,
        stop: int = 1,
        timeout: float = 1,
        receiver_buffer_size: int = 64,
    ) -> None:
        if tx is None and rx is None:
            raise ValueError("All UART pins cannot be None")
        super().__init__({"TX": tx, "RX": rx}, _FUNCTIONS)
        self.timeout = timeout
        config = UartConfig(baudrate, bits, parity, stop)
        names = (tx.name if tx else None, rx.name if rx else None)
        self._port = _life.world.open_uart(_life, *names, config, receiver_buffer_size)

    @property
    def baudrate(self) -> int:
        """Bits a second."""
        return self._port.config.baudrate

    @baudrate.setter
    def baudrate(self, value: int) -> None:
        self._check()
        self._port.config = self._port.config._replace(baudrate=value)

    @property
    def in_waiting(self) -> int:
        """Bytes that have arrived and were not read."""
        self._check()
        _life.spend(_LOOK_US)
        return len(self._port.received)

    def write(self, data: Any) -> int:
        """Send; returns when the last byte is in the FIFO."""
        self._check()
        raw = bytes(memoryview(data).cast("B"))
        self._port.write(raw)
        return len(raw)

    def read(self, nbytes: int | None = None) -> bytes | None:
        """Up to `nbytes`; without a number, all until the line is silent for `timeout`. None for nothing."""
        self._check()
        room = NEVER if nbytes is None else nbytes
        out = bytearray()
        while len(out) < room and _life.wait(round(self.timeout * 1_000_000), self._any):
            out += self._take(room - len(out))
        return bytes(out) or None

    def readinto(self, buffer: Any, nbytes: int | None = None) -> int | None:
        """Read into `buffer`; the number of bytes, or None."""
        view = memoryview(buffer).cast("B")
        data = self.read(min(len(view), NEVER if nbytes is None else nbytes))
        if data is None:
            return None
        view[: len(data)] = data
        return len(data)

    def readline(self) -> bytes | None:
        """Up to a line end or `timeout`; None for nothing."""
        out = bytearray()
        while not out.endswith(b"\n"):
            byte = self.read(1)
            if byte is None:
                break
            out += byte
        return bytes(out) or None

    def reset_input_buffer(self) -> None:
        """Throw away what has arrived."""
        self._check()
        self._port.received.clear()

    def deinit(self) -> None:
        """Close; what is still in the FIFO is lost."""
        if self._open:
            _life.outside(self._port.close)
            super().deinit()

    def _any(self) -> bool:
        return bool(self._port.received)

    def _take(self, count: int) -> bytes:
        taken = bytes(self._port.received[:count])
        del self._port.received[:count]
        return taken

    def poll_state(self) -> int:
        """For select: what would not block now."""
        return (POLLIN if self._port.received else 0) | (POLLOUT if self._port.room() else 0)

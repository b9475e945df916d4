# line.py - a serial line of this PC as a link: an infrared head, a USB port, a pseudo terminal or a socket
"""The port Link and the Clock for programs of the PC that speak with real things, over pyserial."""

import asyncio
import re
import time

import serial

from wattkey.ports import Clock, Link
from wattkey_host.vend.errors import VendError

_POLL_S = 0.002
_LAST_PORT = 65535
_REPLY_MS = 1000  # an answer begins within 500 ms (DL/T 645-2007, 5.3), and as much for adapters on the way


class PcClock(Clock):
    """The monotonic clock of this PC."""

    def ticks_ms(self) -> int:
        """Milliseconds, wrapping at 2^29."""
        return time.monotonic_ns() // 1_000_000 & 0x1FFFFFFF

    async def sleep_ms(self, n: int) -> None:
        """Let other tasks run."""
        await asyncio.sleep(n / 1000)


class SerialLine(Link):
    """An open port of pyserial. An infrared head shows the own light again; the asking side passes it over."""

    hears_itself = True

    def __init__(self, port: serial.Serial) -> None:
        self._port = port

    async def send(self, data: bytes | bytearray) -> None:
        """Give the bytes to the port; the patience for the answer counts the time that they need at 1200 baud."""
        self._port.reset_input_buffer()
        self._port.write(bytes(data))
        self.patience_ms = _REPLY_MS + len(data) * 11000 // self.baud

    async def receive(self, limit_ms: int) -> bytes:
        """What has come; b"" after `limit_ms` of silence. Raises OSError when the port is gone."""
        end = time.monotonic() + limit_ms / 1000
        while not self._port.in_waiting:
            if time.monotonic() >= end:
                return b""
            await asyncio.sleep(_POLL_S)
        return self._port.read(max(1, self._port.in_waiting))

    def close(self) -> None:
        """Give the port back."""
        self._port.close()


def check_address(name: str) -> None:
    """A TCP address has a host and a port; of one that has not, pyserial speaks in riddles. Raises ValueError."""
    if name.startswith("socket:") and not re.fullmatch(r"socket://[^/]+:([1-9]\d{0,4})", name):
        raise ValueError("a TCP address is written socket://HOST:PORT")
    if name.startswith("socket:") and int(name.rpartition(":")[2]) > _LAST_PORT:
        raise ValueError(f"TCP ports end at {_LAST_PORT}")


def open_line(name: str) -> SerialLine:
    """A port by its name (`/dev/ttyUSB0`, `COM3`) or URL (`socket://HOST:PORT`), 1200 8E1. Raises VendError."""
    try:
        check_address(name)
        port = serial.serial_for_url(name, baudrate=SerialLine.baud, parity=serial.PARITY_EVEN, timeout=0)
    except (serial.SerialException, ValueError) as error:
        raise VendError(f"the port {name} cannot be opened: {error}", "Check the cable and the name") from error
    return SerialLine(port)

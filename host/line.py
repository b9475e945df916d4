# line.py - a serial line of this PC as a link: an infrared head, a USB port, a pseudo terminal or a socket
"""The port Link and the Clock for programs of the PC that speak with real things, over pyserial."""

import asyncio
import time

import serial

from wattkey.ports import Clock, Link
from wattkey_host.serialport import PortGone, full_address, not_opened, opened

try:
    import termios

    _GONE: tuple[type[Exception], ...] = (OSError, termios.error)  # which is no OSError, and pyserial lets it through
except ImportError:
    _GONE = (OSError,)  # Windows

_REFUSED: tuple[type[Exception], ...] = (*_GONE, ValueError)  # a URL that is none
_POLL_S = 0.002
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

    def __init__(self, port: serial.Serial, name: str) -> None:
        self._port = port
        self.name = name
        self._sent, self._came = b"", b""  # the last question, and all that has come since

    async def send(self, data: bytes | bytearray) -> None:
        """Give the bytes to the port; the patience for the answer counts the time that they need at 1200 baud.

        Raises PortGone.
        """
        self._sent, self._came = bytes(data), b""
        try:
            self._port.reset_input_buffer()
            self._port.write(self._sent)
        except _GONE as error:
            raise PortGone(self.name, error) from error
        self.patience_ms = _REPLY_MS + len(data) * 11000 // self.baud

    async def receive(self, limit_ms: int) -> bytes:
        """What has come; b"" after `limit_ms` of silence. Raises PortGone."""
        end = time.monotonic() + limit_ms / 1000
        try:
            while not self._port.in_waiting:
                if time.monotonic() >= end:
                    return b""
                await asyncio.sleep(_POLL_S)
            data = self._port.read(max(1, self._port.in_waiting))
        except _GONE as error:
            raise PortGone(self.name, error) from error
        self._came += data
        return data

    @property
    def heard(self) -> tuple[str, int]:
        """What came back after the last question ("nothing", "echo": only what was sent, "noise"), and how many bytes:
        for a person who looks for what is wrong."""
        kind = "nothing" if not self._came else "echo" if self._came == self._sent else "noise"
        return kind, len(self._came)

    def close(self) -> None:
        """Give the port back."""
        self._port.close()


def open_line(name: str) -> SerialLine:
    """A port by its name (`/dev/ttyUSB0`, `COM3`) or URL (`socket://HOST:PORT`), 1200 8E1. Raises Complaint."""
    name = full_address(name)
    try:
        port = opened(name, SerialLine.baud, timeout=0, exclusive=True)
    except _REFUSED as error:
        raise not_opened(name, error) from error
    return SerialLine(port, name)

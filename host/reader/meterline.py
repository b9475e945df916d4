# meterline.py - a serial line or a TCP connection as the core's Link, for asking from a PC
"""pyserial opens both: a device name, or a URL such as socket://127.0.0.1:7645."""

import serial

from wattkey.ports import Link
from wattkey_host.serialport import opened

PARITIES = {"even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD, "none": serial.PARITY_NONE}


class MeterLine(Link):
    """An open line. `heard` and `said` keep every byte since `fresh`, to tell afterwards what went wrong."""

    def __init__(self, to: str, patience_s: float, preamble: int, baud: int = 1200, parity: str = "even") -> None:
        """Raises serial.SerialException if it cannot be opened, ValueError for no address."""
        self.patience_ms = round(patience_s * 1000)
        self.preamble = preamble
        self.baud = baud
        self.heard = bytearray()
        self.said = bytearray()
        self._open = True
        self.speedless = to.startswith("socket:")
        self._port = opened(to, baud, PARITIES[parity], timeout=patience_s)

    def fresh(self) -> None:
        """Forget what was heard and said."""
        self.heard.clear()
        self.said.clear()

    def tune(self, baud: int) -> bool:
        """Go over to another speed; a TCP connection has none."""
        if self.speedless:
            return baud == self.baud
        if baud != self.baud:
            self._port.baudrate = self.baud = baud
        return True

    def close(self) -> None:
        """Give the line back."""
        self._port.close()

    async def send(self, data: bytes | bytearray) -> None:
        """Send all of `data`; what came before it is no answer. Raises serial.SerialException."""
        if not self._open:  # the other end had hung up
            self._port.close()
            self._port.open()
            self._open = True
        self._port.reset_input_buffer()
        self._port.write(data)
        self._port.flush()
        self.said += data

    async def receive(self, limit_ms: int) -> bytes:
        """Whatever has come; b"" after `limit_ms` of silence, or when the other end hangs up."""
        if not self._open:
            return b""
        self._port.timeout = limit_ms / 1000
        data = b""
        try:
            data = self._port.read(1)
            while data and (waiting := self._port.in_waiting):
                data += self._port.read(waiting)
        except serial.SerialException:
            self._open = False
        self.heard += data
        return data

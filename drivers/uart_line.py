# uart_line.py - what links on a serial line share: bytes out without holding up the loop, bytes in as they come
"""`UART.write` blocks until its last byte is in the 32-byte FIFO, so the FIFO is filled once and then topped up in
pieces that fit: it never runs empty while the loop comes round within half of it (73 ms at 1200 baud)."""

import board
import busio
from micropython import const

from wattkey.ports import Clock, Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from uart_pio import PioReceiver

_FIFO = const(32)  # bytes, RP2040
_PIECE = const(16)
_POLL_MS = const(4)
_STOP = const(0x400)
_ODD_NIBBLES = const(0x6996)  # bit n: whether n has an odd number of ones


class UartLine(Link):
    """8E1; a byte is 11 bits. `ear` receives where the UART does not: a PioReceiver (uart_pio)."""

    def __init__(self, uart: busio.UART, clock: Clock, ear: "busio.UART | PioReceiver | None" = None) -> None:
        self._uart = uart
        self._ear = ear or uart
        self._clock = clock
        self.baud = uart.baudrate

    async def feed(self, data: "bytes | bytearray", early_ms: int = 0) -> int:
        """Send all of `data`; comes back `early_ms` before its last stop bit, with the milliseconds left until then."""
        start = self._clock.ticks_ms()
        view = memoryview(data)
        self._uart.write(view[:_FIFO])
        for at in range(_FIFO, len(data), _PIECE):
            await self._until(start, self._ms(at - _PIECE))
            self._uart.write(view[at : at + _PIECE])
        whole = self._ms(len(data)) + 1  # a tick may have been nearly over when we began
        await self._until(start, whole - early_ms)
        return max(0, whole - self._clock.since(start))

    async def receive(self, limit_ms: int) -> bytes:
        start = self._clock.ticks_ms()
        while True:
            count = self._ear.in_waiting
            data = self._ear.read(count) if count else b""
            if data:  # nothing, where all of it was damaged
                return data
            if self._clock.since(start) >= limit_ms:
                return b""
            await self._clock.sleep_ms(_POLL_MS)

    def _ms(self, count: int) -> int:
        """What so many bytes take, rounded up."""
        return -(-count * 11000 // self.baud)

    async def _until(self, start: int, ms: int) -> None:
        wait = ms - self._clock.since(start)
        if wait > 0:
            await self._clock.sleep_ms(wait)


def framed(value: int) -> int:
    """The bits of a byte on the line, the first one lowest: start, 8 of data from the lowest, even parity, stop."""
    return _STOP | (_ODD_NIBBLES >> ((value ^ value >> 4) & 15) & 1) << 9 | value << 1


def open_uart(tx: str, rx: str, baud: int) -> busio.UART:
    """An 8E1 port on the pins of these names; without `tx` it only receives, without `rx` it only sends."""
    return busio.UART(
        getattr(board, tx) if tx else None,
        getattr(board, rx) if rx else None,
        baudrate=baud,
        parity=busio.UART.Parity.EVEN,  # type: ignore[arg-type]  # the stub calls it an int
        timeout=0,
        receiver_buffer_size=512,  # the longest frame, and what comes while another task is at work
    )

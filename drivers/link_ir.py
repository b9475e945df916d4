# link_ir.py - infrared: UART 1200 8E1, its LED between the TX pin and a 38 kHz carrier
"""The LED lights when TX is low (a 0 bit) and the carrier pin is high; the receiver module behind RX
takes the carrier off again (PROTOCOL: 0 is a burst, 1 is dark). Light leaks into the own eye."""

import board
import busio
import pwmio
from micropython import const

from wattkey.ports import Clock, Link

try:
    from typing import Callable
except ImportError:
    pass

_CARRIER_HZ = const(38000)
_PIECE = const(16)  # bytes at once; the UART swallows 32, more would block the loop
_POLL_MS = const(4)


class InfraredLink(Link):
    """One meter within sight."""

    hears_itself = True

    def __init__(self, uart: busio.UART, carrier: pwmio.PWMOut, clock: Clock) -> None:
        self._uart = uart
        self._carrier = carrier
        self._clock = clock

    async def send(self, data: "bytes | bytearray") -> None:
        """Send, and forget what leaked back."""
        await self._shine(data)
        self._uart.reset_input_buffer()

    async def echo(self, data: bytes) -> bytes:
        self._uart.reset_input_buffer()
        await self._shine(data)
        return self._uart.read(self._uart.in_waiting) or b""

    async def _shine(self, data: "bytes | bytearray") -> None:
        """Feed the UART piece by piece, and wait for the last stop bit."""
        start = self._clock.ticks_ms()
        view = memoryview(data)
        for at in range(0, len(data), _PIECE):
            await self._until(start, (at - _PIECE) * 11000 // self.baud)
            self._uart.write(view[at : at + _PIECE])
        await self._until(start, len(data) * 11000 // self.baud + 2)

    async def receive(self, limit_ms: int) -> bytes:
        start = self._clock.ticks_ms()
        while not self._uart.in_waiting:
            if self._clock.since(start) >= limit_ms:
                return b""
            await self._clock.sleep_ms(_POLL_MS)
        return self._uart.read(self._uart.in_waiting) or b""

    async def _until(self, start: int, ms: int) -> None:
        wait = ms - self._clock.since(start)
        if wait > 0:
            await self._clock.sleep_ms(wait)


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Link:
    """Pins: IR_TX, IR_RX, IR_CARRIER."""
    uart = busio.UART(
        getattr(board, settings("IR_TX", "GP0")),
        getattr(board, settings("IR_RX", "GP1")),
        baudrate=Link.baud,
        parity=busio.UART.Parity.EVEN,  # type: ignore[arg-type]  # the stub calls it an int
        timeout=0,
        receiver_buffer_size=256,
    )
    carrier = pwmio.PWMOut(getattr(board, settings("IR_CARRIER", "GP2")), frequency=_CARRIER_HZ, duty_cycle=0x8000)
    return InfraredLink(uart, carrier, clock)

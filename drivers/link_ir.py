# link_ir.py - infrared: UART 1200 8E1, its LED between the TX pin and a 38 kHz carrier
"""The LED lights when TX is low (a 0 bit) and the carrier pin is high; the receiver module behind RX
takes the carrier off again (0 is a burst, 1 is dark). Light leaks into the own eye. 12 mA at most: for a bench."""

import board
import busio
import pwmio
from micropython import const
from pads import strengthen
from uart_line import UartLine, open_uart

from wattkey.ports import Clock, Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_CARRIER_HZ = const(38000)


class InfraredLink(UartLine):
    """One meter within sight."""

    hears_itself = True

    def __init__(self, uart: busio.UART, carrier: object, clock: Clock) -> None:
        super().__init__(uart, clock)
        self._carrier = carrier  # only to be kept

    async def send(self, data: "bytes | bytearray") -> None:
        """Send, wait for the last stop bit, and forget what leaked back."""
        await self.feed(data)
        self._uart.reset_input_buffer()

    async def echo(self, data: bytes) -> bytes:
        self._uart.reset_input_buffer()
        await self.feed(data)
        return self._uart.read(self._uart.in_waiting) or b""


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Link:
    """Pins: IR_TX (GP0 where settings.toml has none), IR_RX, IR_CARRIER."""
    low, high = settings("IR_TX", "") or "GP0", settings("IR_CARRIER", "GP2")
    uart = open_uart(low, settings("IR_RX", "GP1"), Link.baud)
    carrier = pwmio.PWMOut(getattr(board, high), frequency=_CARRIER_HZ, duty_cycle=0x8000)
    strengthen(low, high)  # the LED is between these two
    return InfraredLink(uart, carrier, clock)

# link_rs485.py - meters on a pair of wires: 8E1 behind an RS-485 transceiver with a direction pin
"""Sends by UART and receives by PIO, which knows a damaged byte by its parity. The transceiver drives the pair while
the pin is high (DE and /RE tied), so the own frame is not heard. A meter may answer 20 ms after the last stop bit (DL/T
645-2007, 5.3), so the pair must be let go by then however late the loop comes round: the last milliseconds are waited
out on the spot."""

import board
import busio
import digitalio
import microcontroller
from micropython import const
from uart_line import UartLine, open_uart
from uart_pio import PioReceiver

from wattkey.ports import Clock, Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_SPOT_MS = const(12)  # waited out without giving way; as late may the loop come back
_HALF_BIT = const(500_000)  # microseconds at 1 baud


class Rs485Link(UartLine):
    """Up to 64 meters on one pair, each at its own speed."""

    patience_ms = 560  # the longest answer delay is 500 ms (DL/T 645-2007, 5.3); the rest is the loop's own
    bus = True
    checks_parity = True

    def __init__(self, uart: busio.UART, ear: PioReceiver, direction: digitalio.DigitalInOut, clock: Clock) -> None:
        super().__init__(uart, clock, ear)
        self._direction = direction

    @property
    def damaged(self) -> int:  # type: ignore[override]
        return self._ear.damaged  # type: ignore[union-attr]

    async def send(self, data: "bytes | bytearray") -> None:
        """Drive the pair for exactly this frame."""
        microcontroller.delay_us(_HALF_BIT // self.baud)  # a byte is read in the middle of its stop bit
        self._direction.value = True
        try:
            left_ms = await self.feed(data, _SPOT_MS)
            microcontroller.delay_us(1000 * left_ms)
        finally:
            self._direction.value = False
        self._ear.reset_input_buffer()

    def tune(self, baud: int) -> bool:
        if baud != self.baud:
            self._uart.baudrate = self._ear.baudrate = baud
            self.baud = baud
        return True

    def close(self) -> None:
        """Give the pins back, for whoever opens them next."""
        self._uart.deinit()
        self._direction.deinit()


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Link:
    """Pins: RS485_TX, RS485_RX, RS485_DIRECTION. RS485_BAUD: 1200 unless the meters were set otherwise."""
    baud = int(settings("RS485_BAUD", "1200"))
    uart = open_uart(settings("RS485_TX", "GP20"), "", baud)
    ear = PioReceiver(settings("RS485_RX", "GP21"), baud)
    direction = digitalio.DigitalInOut(getattr(board, settings("RS485_DIRECTION", "GP22")))
    direction.switch_to_output(False)
    return Rs485Link(uart, ear, direction, clock)

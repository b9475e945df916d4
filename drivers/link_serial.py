# link_serial.py - a plain UART 8E1 and nothing behind it but a wire: a slave power-line module, a single meter
"""Two wires, one for each direction: no direction pin, no carrier, no echo. As the uplink of a gateway it
takes its pins from UPLINK_TX, UPLINK_RX and UPLINK_BAUD (lib/wattkey/box/uplink.py)."""

from uart_line import UartLine, open_uart

from wattkey.ports import Clock, Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable


class SerialLink(UartLine):
    """Whoever is at the other end of the wire."""

    async def send(self, data: "bytes | bytearray") -> None:
        """Send, wait for the last stop bit; what came before is no answer to it."""
        self._uart.reset_input_buffer()
        await self.feed(data)

    def tune(self, baud: int) -> bool:
        if baud != self.baud:
            self._uart.baudrate = baud
            self.baud = baud
        return True

    def close(self) -> None:
        """Give the pins back, for whoever opens them next."""
        self._uart.deinit()


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Link:
    """Pins: SERIAL_TX, SERIAL_RX, where an infrared head would be. SERIAL_BAUD: as the other end has it."""
    baud = int(settings("SERIAL_BAUD", "1200"))
    return SerialLink(open_uart(settings("SERIAL_TX", "GP0"), settings("SERIAL_RX", "GP1"), baud), clock)

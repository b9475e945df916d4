# link_plc.py - meters over the power line: the concentrator's side of a local module, Q/GDW 376.2 at 9600 8E1
"""A question travels inside AFN 13H F1 and comes back the same way, after as long as a minute. The module's own reports
are confirmed in between; asked by its router what to read, we say that there is nothing: we ask for ourselves."""

import busio
from micropython import const
from uart_line import UartLine, open_uart

from wattkey import gdw3762
from wattkey.ports import Clock, Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_BAUD = const(9600)  # Q/GDW 376.2, of the local module's port
_NOTHING_TO_READ = b"\x01\0\0"  # AFN 14H F1 down: that node is read already, no content, no attached nodes


class PlcLink(UartLine):
    """Every node that the module's router knows."""

    preamble = 0  # the module wakes its meters itself
    patience_ms = 60_000

    def __init__(self, uart: busio.UART, me: bytes, clock: Clock) -> None:
        """`me`: the concentrator's own address, 6 BCD bytes in wire order."""
        super().__init__(uart, clock)
        self._me = me
        self._sequence = 0
        self._scanner = gdw3762.Scanner()

    async def send(self, data: "bytes | bytearray") -> None:
        """Hand one DL/T 645 frame to the module, for the node that stands in it."""
        start = data.find(b"\x68")
        frame = bytes(data[start:])
        self._sequence = (self._sequence + 1) & 0xFF
        self._scanner = gdw3762.Scanner()
        self._uart.reset_input_buffer()
        await self.feed(gdw3762.forward(frame, frame[1:7], self._me, self._sequence))

    async def receive(self, limit_ms: int) -> bytes:
        """What the node answered; b"" also as soon as the module says that it got nothing."""
        start = self._clock.ticks_ms()
        while True:
            packet = self._scanner.next()
            if packet is None:
                left = limit_ms - self._clock.since(start)
                data = await super().receive(max(0, left))
                if not data:
                    return b""
                self._scanner.feed(data)
                continue
            content = gdw3762.forwarded(packet)
            if content is not None:
                return content
            if packet.afn == gdw3762.CONFIRM and packet.dt == gdw3762.F2:
                return b""
            await self._please(packet)

    async def _please(self, packet: gdw3762.Packet) -> None:
        """Answer what the module says or asks of its own accord."""
        if packet.afn == gdw3762.ROUTE_ASKS:
            answer = gdw3762.Packet(gdw3762.ROUTE_ASKS, gdw3762.F1, _NOTHING_TO_READ, packet.sequence)
        elif packet.afn == gdw3762.REPORT:
            answer = gdw3762.Packet(gdw3762.CONFIRM, gdw3762.F1, b"\xff\xff\xff\xff\0\0", packet.sequence)
        else:
            return
        answer.began = False
        await self.feed(gdw3762.encode(answer))


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Link:
    """Pins: PLC_TX, PLC_RX. PLC_ADDRESS: the concentrator's own address, 12 digits."""
    uart = open_uart(settings("PLC_TX", "GP20"), settings("PLC_RX", "GP21"), _BAUD)
    return PlcLink(uart, bytes(reversed(bytes.fromhex(settings("PLC_ADDRESS", "000000000001")))), clock)

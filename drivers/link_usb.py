# link_usb.py - the second serial port over USB (usb_cdc.data, which boot.py enables): a seller's program, or a meter
"""With LINK = "usb" a meter behind an adapter is reached through whatever passes the bytes on at the other end of the
cable. USB_BAUD is the speed of that adapter: questions are not handed over faster than it can send them. With ESAM =
"usb" the port is shared with the chip."""

import usb_cdc
from micropython import const

from wattkey.errors import PartBroken
from wattkey.ports import Clock, Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_PIECE = const(64)  # bytes at once; a full-speed packet
_POLL_MS = const(4)
_PATIENCE_MS = const(2000)  # with a host that does not take what we have to say


class UsbLink(Link):
    """Whoever has opened the port. `baud` 0: nothing slower than USB is behind it."""

    def __init__(self, port: "usb_cdc.Serial", baud: int, clock: Clock) -> None:
        self._port = port
        self.baud = baud
        self._clock = clock
        port.timeout = 0
        port.write_timeout = 0  # a host that does not read must not stop the loop

    async def send(self, data: "bytes | bytearray") -> None:
        """Hand the bytes over as fast as they are taken, and wait until the adapter has sent them."""
        self._port.reset_input_buffer()
        start = self._clock.ticks_ms()
        view = memoryview(data)
        at = 0
        while at < len(data):
            if self._clock.since(start) > _PATIENCE_MS:
                return  # nobody there: the answer will not come either
            taken = self._port.write(view[at : at + _PIECE]) if self._port.connected else 0
            at += taken or 0
            if not taken:
                await self._clock.sleep_ms(_POLL_MS)
        if self.baud:
            await self._clock.sleep_ms(len(data) * 11000 // self.baud + 2)

    async def receive(self, limit_ms: int) -> bytes:
        start = self._clock.ticks_ms()
        while not self._port.in_waiting:
            if self._clock.since(start) >= limit_ms:
                return b""
            await self._clock.sleep_ms(_POLL_MS)
        return self._port.read(self._port.in_waiting) or b""


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Link:
    """Setting: USB_BAUD. Raises PartBroken when boot.py has not enabled the port."""
    if usb_cdc.data is None:
        raise PartBroken("P03", "usb_cdc.data is off")
    port = usb_cdc.data
    if settings("ESAM", "spi") == "usb":
        from usbshare import share  # only then: code costs memory

        port = share()  # type: ignore[assignment]  # it looks like one
    return UsbLink(port, int(settings("USB_BAUD", "1200")), clock)

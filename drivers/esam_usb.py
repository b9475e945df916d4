# esam_usb.py - the simulated chip of a PC (`wattkey chip`), over the second serial port: for a board without one
"""Setting: ESAM = "usb". INSECURE: whoever has the PC has the keys and the money; every screen says so.

The PC tells the chip's answer to reset when it opens the port, and again when its program was started anew; only then
it is asked. A command whose answer does not come is never sent again: it may have been carried out. A link (LINK =
"usb") goes over the port beside it (usbshare.py)."""

from micropython import const
from usbshare import Share, share

from wattkey.errors import PartBroken
from wattkey.ports import Clock, Esam

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_POLL_MS = const(2)
_START_MS = const(15_000)  # a host finds the board, and the program the port, some seconds after a reset
_PATIENCE_MS = const(2000)
_LONGEST = const(260)  # bytes of a command


class UsbEsam(Esam):
    """Behind `wattkey chip`."""

    insecure = True

    def __init__(self, port: Share, clock: Clock) -> None:
        self._port = port
        self._clock = clock
        self._started = clock.ticks_ms()
        self._new = True

    async def apdu(self, command: bytes) -> "tuple[bytes, int]":
        if not 4 <= len(command) <= _LONGEST:
            raise ValueError("an APDU of %d bytes" % len(command))
        port = self._port
        await self._until(lambda: port.atr, "nobody runs `wattkey chip`")
        atr = self.atr = port.atr
        port.ask(command)
        await self._until(lambda: port.answer or port.atr is not atr, "the chip does not answer")
        if port.answer is None:
            raise PartBroken("P02", "the chip has started anew")
        self._new = False
        return port.answer

    async def _until(self, true: "Callable[[], object]", else_: str) -> None:
        """Look until it is so. Raises PartBroken (P01) when it does not come to be."""
        start = self._clock.ticks_ms()
        while True:
            self._port.look()
            if true():
                return
            if self._clock.since(start) > _PATIENCE_MS and not self._starting():
                raise PartBroken("P01", else_)
            await self._clock.sleep_ms(_POLL_MS)

    def _starting(self) -> bool:
        """Whether the board has just started and the chip has not answered yet."""
        self._new = self._new and self._clock.since(self._started) < _START_MS
        return self._new


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Esam:
    """No pins. Raises PartBroken (P03) when boot.py has not enabled the port."""
    return UsbEsam(share(), clock)

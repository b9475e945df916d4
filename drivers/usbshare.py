# usbshare.py - one serial port over USB for two: the chip that sits on the PC, and the link beside it
"""Both travel as frames, those of a chip on SPI (docs/esam.md): 55, CLA INS P1 P2, LenH LenL, DATA, LRC to the PC; 55,
SW1 SW2, LenH LenL, DATA, LRC back. F0 in the place of CLA or SW1: bytes of the link, as they are. F1: a number of two
bytes, high byte first, then a command, or SW1 SW2 and the data of the answer to it: an answer that comes late, after
the next command, is known by its number and dropped. LRC is NOT XOR."""

import os

import usb_cdc
from micropython import const

from wattkey.errors import PartBroken

_HEAD = const(0x55)
_LINK = const(0xF0)
_CHIP = const(0xF1)
_ROOM = const(272)  # bytes of the longest frame
_OVERHEAD = const(6)  # of a frame from the PC: 55, SW1 SW2, LenH LenL, LRC
_ATR = b"\x3b\x69\0\0\x57"


class Share:
    """The port. For a link it looks like a port of its own that nobody shares (what link_usb asks of one)."""

    def __init__(self, port: "usb_cdc.Serial") -> None:
        port.timeout = 0
        port.write_timeout = 0  # a host that does not read must not stop the loop
        self._port = port
        self._came = bytearray()
        self._link = bytearray()
        self._out = b""
        self._number = os.urandom(2)  # of the last command; not the one of the board's start before
        self.atr = b""  # of the chip, since somebody has opened the port
        self.answer: "tuple[bytes, int] | None" = None  # what the chip has said, until it is asked again

    # --- the chip's side

    def ask(self, command: bytes) -> None:
        """Hand `command` (CLA INS P1 P2 data) to the chip; what it said before is forgotten, and not heard any more."""
        self.answer = None
        self._number = (int.from_bytes(self._number, "big") + 1 & 0xFFFF).to_bytes(2, "big")
        self._put(_CHIP, self._number + command)

    def look(self) -> None:
        """Take in what came, give out what waits. Nobody at the other end: all of it is void."""
        if not self._port.connected:
            self._out = self.atr = b""
            self._came = bytearray()
            return
        if self._out:
            self._out = self._out[self._port.write(self._out) or 0 :]
        count = self._port.in_waiting
        if count:
            self._came.extend(self._port.read(count) or b"")
            while self._sort():
                pass

    # --- the link's side, as a usb_cdc.Serial

    @property
    def connected(self) -> bool:
        """Whether a program at the PC has the port open."""
        return self._port.connected

    @property
    def in_waiting(self) -> int:
        """How many bytes have come for the link."""
        self.look()
        return len(self._link)

    def read(self, count: int) -> bytes:
        """The first `count` of them."""
        data = bytes(self._link[:count])
        self._link = self._link[count:]
        return data

    def write(self, data: "bytes | memoryview") -> int:
        """How many bytes were taken: all, or none while the frame before is on its way."""
        self.look()
        if self._out:
            return 0
        self._put(_LINK, bytes(data))
        self.look()
        return len(data)

    def reset_input_buffer(self) -> None:
        """Forget what has come for the link."""
        self.look()
        self._link = bytearray()

    # --- frames

    def _put(self, whose: int, data: bytes) -> None:
        body = bytes((whose, 0, 0, 0, len(data) >> 8, len(data) & 0xFF)) + data
        self._out += bytes((_HEAD,)) + body + bytes((_lrc(body),))

    def _sort(self) -> bool:
        """Take the next whole frame out of what came; False when there is none. What is no frame is dropped."""
        came = self._came
        start = came.find(bytes((_HEAD,)))
        if start:
            self._came = came = came[start:] if start > 0 else bytearray()
        if len(came) < _OVERHEAD:
            return False
        end = 5 + (came[3] << 8 | came[4])
        if end < _ROOM and len(came) <= end:
            return False
        if end >= _ROOM or _lrc(came[1:end]) != came[end]:
            self._came = came[1:]  # a 55 inside something that was cut off
            return True
        self._came = came[end + 1 :]
        self._arrived(bytes(came[5:end]), came[1] << 8 | came[2])
        return True

    def _arrived(self, data: bytes, sw: int) -> None:
        if sw >> 8 == _LINK:
            self._link.extend(data)
        elif sw >> 8 != _CHIP:
            if data[:5] == _ATR:
                self.atr = data
                self.answer = None
        elif data[:2] == self._number and len(data) >= 4:
            self.answer = data[4:], data[2] << 8 | data[3]


def _lrc(data: "bytes | bytearray") -> int:
    x = 0xFF
    for value in data:
        x ^= value
    return x


_shared: "list[Share]" = []


def share() -> Share:
    """The port, one for all who ask. Raises PartBroken (P03) when boot.py has not enabled it."""
    if usb_cdc.data is None:
        raise PartBroken("P03", "usb_cdc.data is off")
    if not _shared:
        _shared.append(Share(usb_cdc.data))
    return _shared[0]

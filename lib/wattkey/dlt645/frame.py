# frame.py - the DL/T 645 frame: encode one, find them in a stream of bytes
"""68 A0..A5 68 C L DATA CS 16, the same for the 1997 and the 2007 edition (DL/T 645-2007, 5.2).

Addresses are six BCD bytes, low byte first on the wire; here they are given as printed on the
meter (high byte first). DATA travels with 33H added to each byte. CS is the sum modulo 256 of
all bytes from the first 68 to the end of DATA, as sent.
"""

from micropython import const

from wattkey.dlt645 import codes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_START = const(0x68)
_END = const(0x16)
_BIAS = const(0x33)
_OVERHEAD = const(12)  # 68 + address 6 + 68 + C + L + CS + 16
MAX_DATA = const(200)  # read answers; DL/T 645-2007, 5.2.4


class Frame:
    """One frame: `address` (6 bytes as printed), `control` code, `data` (33H taken off, wire order)."""

    __slots__ = ("address", "control", "data")

    def __init__(self, address: bytes, control: int, data: bytes = b"") -> None:
        self.address = address
        self.control = control
        self.data = data

    def is_answer(self) -> bool:
        """D7 of the control code: 1 in what a meter sends."""
        return bool(self.control & codes.ANSWER)

    def is_error(self) -> bool:
        """D6 of the control code: the meter refuses; DATA holds the error byte or word."""
        return bool(self.control & codes.ERROR)


def _shifted(step: int) -> "Callable[[bytes], bytes]":
    """A function that adds `step` to every byte, modulo 256; by a table where Python can, which the board's cannot."""
    table = bytes([(b + step) & 0xFF for b in range(256)])
    if hasattr(table, "translate"):
        return lambda data: data.translate(table)
    return lambda data: bytes([(b + step) & 0xFF for b in data])


biased = _shifted(_BIAS)
unbiased = _shifted(-_BIAS)


def encode(frame: Frame, preamble: int = 4) -> bytes:
    """The bytes to send: `preamble` times FE, then the frame. Raises ValueError if it cannot be sent."""
    length = len(frame.data)
    if len(frame.address) != 6 or length > MAX_DATA:
        raise ValueError("a frame has 6 address bytes and at most 200 data bytes")
    head = b"\x68" + bytes(reversed(frame.address))
    body = head + bytes((_START, frame.control, length)) + biased(frame.data)
    return b"\xfe" * preamble + body + bytes((sum(body) & 0xFF, _END))


class Scanner:
    """Finds frames in a stream that comes in any slices, with noise between and false headers before.

    A header that turns out false costs one byte, never the frame behind it.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._at = 0  # what lies before is done with; cut off when more comes: one copy a slice, not one a byte

    def clear(self) -> None:
        """Forget what has come so far."""
        self._buffer = bytearray()
        self._at = 0

    def feed(self, data: bytes) -> None:
        """Add the bytes that arrived."""
        if self._at:
            self._buffer = self._buffer[self._at :]
            self._at = 0
        self._buffer += data

    def next(self, idle: bool = False) -> "Frame | None":
        """The next whole, right frame, or None until more bytes come.

        With `idle` no more bytes will come: a header that still waits for some is a false one.
        """
        buffer = self._buffer
        at = buffer.find(b"\x68", self._at)
        while at >= 0:
            size = self._size(at)
            if size < 0 and not idle:
                self._at = at
                return None
            if size > 0:
                body = bytes(buffer[at : at + size - 2])
                if sum(body) & 0xFF == buffer[at + size - 2]:
                    self._at = at + size
                    return Frame(bytes(reversed(body[1:7])), body[8], unbiased(body[10:]))
            at = buffer.find(b"\x68", at + 1)
        self._at = len(buffer)
        return None

    def _size(self, at: int) -> int:
        """Length of what looks like a frame at `at`; 0 if nothing does; negative if more bytes are needed to tell."""
        b = self._buffer
        have = len(b) - at
        if have > 7 and b[at + 7] != _START or have > 9 and b[at + 9] > MAX_DATA:
            return 0
        if have < _OVERHEAD or have < _OVERHEAD + b[at + 9]:
            return -1
        size = _OVERHEAD + b[at + 9]
        return size if b[at + size - 1] == _END else 0

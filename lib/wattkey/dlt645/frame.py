# frame.py - the DL/T 645 frame: encode one, find them in a stream of bytes
"""68 A0..A5 68 C L DATA CS 16, the same for the 1997 and the 2007 edition (DL/T 645-2007, 5.2).

Addresses are six BCD bytes, low byte first on the wire; here they are given as printed on the
meter (high byte first). DATA travels with 33H added to each byte. CS is the sum modulo 256 of
all bytes from the first 68 to the end of DATA, as sent.
"""

from micropython import const

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
        return bool(self.control & 0x80)

    def is_error(self) -> bool:
        """D6 of the control code: the meter refuses; DATA holds the error byte or word."""
        return bool(self.control & 0x40)


def encode(frame: Frame, preamble: int = 4) -> bytearray:
    """The bytes to send: `preamble` times FE, then the frame. Raises ValueError if it cannot be sent."""
    length = len(frame.data)
    if len(frame.address) != 6 or length > MAX_DATA:
        raise ValueError("a frame has 6 address bytes and at most 200 data bytes")
    out = bytearray(preamble + _OVERHEAD + length)
    for i in range(preamble):
        out[i] = 0xFE
    out[preamble] = out[preamble + 7] = _START
    for i in range(6):
        out[preamble + 1 + i] = frame.address[5 - i]
    out[preamble + 8] = frame.control
    out[preamble + 9] = length
    for i in range(length):
        out[preamble + 10 + i] = (frame.data[i] + _BIAS) & 0xFF
    out[-2] = sum(memoryview(out)[preamble:-2]) & 0xFF
    out[-1] = _END
    return out


class Scanner:
    """Finds frames in a stream that comes in any slices, with noise between and false headers before.

    A header that turns out false costs one byte, never the frame behind it.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()

    def clear(self) -> None:
        """Forget what has come so far."""
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        """Add the bytes that arrived."""
        self._buffer += data

    def next(self, idle: bool = False) -> "Frame | None":
        """The next whole, right frame, or None until more bytes come.

        With `idle` no more bytes will come: a header that still waits for some is a false one.
        """
        while True:
            at = self._buffer.find(b"\x68")
            self._drop(at if at >= 0 else len(self._buffer))
            state = self._judge()
            if state is None and idle and self._buffer:
                state = 0
            if state is None:
                return None
            if state:
                return self._take(state)
            self._drop(1)

    def _judge(self) -> "int | None":
        """Length of the frame at the front; 0 if there is none; None if that cannot be told yet."""
        b = self._buffer
        have = len(b)
        if have > 7 and b[7] != _START or have > 9 and b[9] > MAX_DATA:
            return 0
        if have < _OVERHEAD:
            return None
        size = _OVERHEAD + b[9]
        if have < size:
            return None
        good = b[size - 1] == _END and sum(memoryview(b)[: size - 2]) & 0xFF == b[size - 2]
        return size if good else 0

    def _take(self, size: int) -> Frame:
        b = self._buffer
        data = bytes([(x - _BIAS) & 0xFF for x in b[10 : size - 2]])
        address = bytes([b[6 - i] for i in range(6)])
        frame = Frame(address, b[8], data)
        self._drop(size)
        return frame

    def _drop(self, count: int) -> None:
        if count:
            self._buffer = self._buffer[count:]

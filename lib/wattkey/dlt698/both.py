# both.py - one scanner for DL/T 645 and DL/T 698.45 on one stream of bytes
"""Both begin with 68, and a frame of 698.45 may begin like a whole one of 645: `68 17 00 43 05 50 00 68 93 00 12 16`
has a right sum, and is the head of a question. So the sum counts only where no head of 698.45 can be, or where its
check of two bytes is wrong, or where the frame behind it is none after all."""

from micropython import const

from wattkey.dlt645 import frame
from wattkey.dlt645.frame import Frame, unbiased
from wattkey.dlt698.link import EXTENDED, SCRAMBLED, Frame698, check, crc

_LEAST = const(10)  # L: one byte of address, no APDU
_MOST = const(2048)  # L; meters send 512 at most, unless something else was agreed upon
_FUNCTION = const(0x17)  # bits of C that are 1 (link) or 3 (user data)
_NONE = const(-1)


class Scanner(frame.Scanner):
    """Finds frames of either kind; else like the scanner of 645, and as deaf to noise."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = 0  # size of the frame of 698.45 that begins at _at: 0 not known yet, _NONE: there is none
        self._register = 0  # CRC of its head, both check bytes included

    def clear(self) -> None:
        """Forget what has come so far."""
        super().clear()
        self._whole = 0

    def next(self, idle: bool = False) -> "Frame | Frame698 | None":  # type: ignore[override]  # one kind more
        """The next whole, right frame, or None until more bytes come; `idle` as for the scanner of 645."""
        at = self._at
        while True:
            at = self._buffer.find(b"\x68", at)
            if at < 0:
                self._move(len(self._buffer))
                return None
            if at != self._at:
                self._move(at)
            size = self._known_size()
            if size > 0:
                found = self._taken(at, size)
                if found:
                    return found
            elif size < 0 and not idle:
                return None
            size = self._size(at)
            if size < 0 and not idle:
                return None
            body = bytes(self._buffer[at : at + size - 2]) if size > 0 else b""
            if body and sum(body) & 0xFF == self._buffer[at + size - 2]:
                self._move(at + size)
                return Frame(bytes(reversed(body[1:7])), body[8], unbiased(body[10:]))
            at += 1

    def _move(self, at: int) -> None:
        self._at = at
        self._whole = 0

    def _known_size(self) -> int:
        """Size of the frame of 698.45 at _at; 0 if there is none, negative if more bytes are needed."""
        at = self._at
        have = len(self._buffer) - at
        if not self._whole:
            size = self._judged(bytes(self._buffer[at : at + 24]), have)
            if size < 0:
                return size
            self._whole = size or _NONE
        if self._whole < 0:
            return 0
        return self._whole if have >= self._whole else -1

    def _judged(self, head: bytes, have: int) -> int:
        """Size of the frame with this head; 0 if it is none, negative if more bytes are needed to tell."""
        if have > 2 and not _LEAST <= head[1] | head[2] << 8 <= _MOST or have > 3 and head[3] & _FUNCTION not in (1, 3):
            return 0
        end = 7 + (head[4] & 15) if have > 4 else 24  # where HCS stands
        if have < end + 2:
            return -1
        register = crc(head[1:end])
        if head[end : end + 2] != check(register):
            return 0
        self._register = crc(head[end : end + 2], register)
        size = (head[1] | head[2] << 8) + 2
        return size if size >= end + 5 else 0

    def _taken(self, at: int, size: int) -> "Frame698 | None":
        """The frame of 698.45 that lies here whole, if it is right; else there is none."""
        raw = bytes(self._buffer[at : at + size])
        end = 9 + (raw[4] & 15)
        data = raw[end:-3]
        if raw[-1] != 0x16 or raw[-3:-1] != check(crc(data, self._register)):
            self._whole = _NONE
            return None
        self._move(at + size)
        first = 6 if raw[4] & EXTENDED else 5
        address = bytes(reversed(raw[first : end - 3]))
        logical = raw[5] if first > 5 else raw[4] >> 4 & 1
        return Frame698(
            address, raw[3], unbiased(data) if raw[3] & SCRAMBLED else data, raw[end - 3], raw[4] & 0xF0, logical
        )

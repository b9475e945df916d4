# frames698.py - a frame of DL/T 698.45 at a place in a stream: right, or what is wrong with it
"""A frame is known by either of its checks, two bytes each: the one of its head, or the one of its whole."""

from dataclasses import dataclass, field
from typing import NamedTuple

from wattkey.dlt645.frame import unbiased
from wattkey.dlt698.link import EXTENDED, SCRAMBLED, Frame698, check, crc

FROM_SERVER = 0x80  # bit of C: the meter speaks; asked or not
FRAGMENT = 0x20  # bit of C
GROUP, BROADCAST = 0x80, 0xC0  # bits 7-6 of AF
FIRST, LAST, HEARD, BETWEEN = 0, 1, 2, 3  # kinds of fragments
_LEAST = 13  # bytes: one of address, no APDU


@dataclass(frozen=True)
class JudgedFrame:
    """A frame of `size` bytes, as much of it as is there; `wrong` says what is, and where."""

    size: int
    frame: Frame698
    wrong: list[str] = field(default_factory=list)


def fits(asked: bytes, own: bytes) -> bool:
    """Whether a question to `asked`, in which an A stands for any digit, is one to the meter of this address."""
    digits, theirs = asked.hex(), own.hex()
    return len(digits) == len(theirs) and all(a in ("a", b) for a, b in zip(digits, theirs, strict=True))


class Fragment(NamedTuple):
    """A piece of an APDU: FIRST, LAST or BETWEEN, its number from 0; or that it was HEARD. Low byte first it has two
    bytes in front: bits 15 and 14 the kind, 11 to 0 the number."""

    kind: int
    number: int
    piece: bytes = b""

    @classmethod
    def of(cls, frame: Frame698) -> "Fragment | None":
        """The fragment that a frame holds; None where it holds a whole APDU."""
        if not frame.control & FRAGMENT or len(frame.data) < 2:
            return None
        head = int.from_bytes(frame.data[:2], "little")
        return cls(head >> 14, head & 0x0FFF, frame.data[2:])

    def packed(self) -> bytes:
        """The bytes of a fragment: kind and number, low byte first, then the piece."""
        return (self.kind << 14 | self.number).to_bytes(2, "little") + self.piece


def size_of(stream: bytes, at: int = 0) -> int:
    """The size of the frame whose head, with a right check of its own, begins at `at`, or 0."""
    if len(stream) < at + 9:
        return 0
    end = _head_end(stream, at)
    right = stream[end : end + 2] == check(crc(stream[at + 1 : end]))
    return max(_said(stream, at), _LEAST) if right else 0


def right(stream: bytes, at: int) -> JudgedFrame | None:
    """The whole, right frame that begins at `at`."""
    size = size_of(stream, at)
    raw = stream[at : at + size]
    if not size or len(raw) < size or raw[-1] != 0x16 or raw[-3:-1] != check(crc(raw[1:-3])):
        return None
    return JudgedFrame(size, _parsed(raw))


def broken(stream: bytes, at: int, guess: bool = False) -> JudgedFrame | None:
    """A frame of which one check is right and not all the rest, as far as it came. With `guess` both checks may be
    wrong, where all else is as in a frame."""
    said, end = _said(stream, at), _head_end(stream, at) - at
    raw = stream[at : at + said]
    if said < end + 5 or len(raw) <= end + 2:
        return None
    hcs = check(crc(raw[1:end]))
    fcs = check(crc(raw[1:end] + hcs + raw[end + 2 : said - 3]))
    head, ended = raw[end : end + 2] == hcs, len(raw) == said and raw[-1] == 0x16
    if not head and not (ended and (raw[-3:-1] == fcs or guess and raw[3] & 0x17 in (1, 3))):
        return None
    wrong = [] if head else [_differs("check of the head (HCS)", end, raw[end : end + 2], hcs)]
    if len(raw) < said:
        wrong.append(f"cut: L says {said} bytes, and {len(raw)} came")
    elif raw[-1] != 0x16:
        wrong.append(f"end: byte {said - 1} is {raw[-1]:02X}, should be 16")
    if len(raw) == said and raw[-3:-1] != fcs:
        wrong.append(_differs("check of the frame (FCS)", said - 3, raw[-3:-1], fcs))
    return JudgedFrame(len(raw), _parsed(raw + bytes(said - len(raw)), said - len(raw)), wrong)


def _differs(what: str, at: int, there: bytes, should: bytes) -> str:
    return f"{what}: bytes {at} and {at + 1} are {there.hex(' ').upper()}, should be {should.hex(' ').upper()}"


def _said(stream: bytes, at: int) -> int:
    """The size that L says."""
    return (int.from_bytes(stream[at + 1 : at + 3], "little") & 0x3FFF) + 2


def _head_end(stream: bytes, at: int) -> int:
    """Where HCS stands."""
    return at + 7 + (stream[at + 4] & 15) if len(stream) > at + 4 else at + 7


def _parsed(raw: bytes, lacking: int = 0) -> Frame698:
    """The parts of a frame; `lacking`: so many bytes of its end never came."""
    end = _head_end(raw, 0)
    data = raw[end + 2 : -3] if lacking < 3 else raw[end + 2 : len(raw) - lacking]
    first = 6 if raw[4] & EXTENDED and end > 7 else 5
    logical = raw[5] if first == 6 else raw[4] >> 4 & 1
    data = unbiased(data) if raw[3] & SCRAMBLED else data
    return Frame698(raw[first : end - 1][::-1], raw[3], data, raw[end - 1], raw[4] & 0xF0, logical)

# axdr.py - data of DL/T 698.45: a type, then its value, high byte first
"""A type is one byte (table of data types of DL/T 698.45). What has parts (array, structure) holds data in turn."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from struct import unpack
from typing import TypeAlias

Plain: TypeAlias = Decimal | int | str | None
NULL, ARRAY, STRUCTURE, BOOL, BITS = 0x00, 0x01, 0x02, 0x03, 0x04
DOUBLE_LONG, DOUBLE_LONG_UNSIGNED, OCTETS, TEXT, UTF8 = 0x05, 0x06, 0x09, 0x0A, 0x0C
INTEGER, LONG, UNSIGNED, LONG_UNSIGNED, LONG64, LONG64_UNSIGNED = 0x0F, 0x10, 0x11, 0x12, 0x14, 0x15
DATE_TIME_S = 0x1C
_WHOLE = {BOOL: 1, DOUBLE_LONG_UNSIGNED: 4, UNSIGNED: 1, LONG_UNSIGNED: 2, LONG64_UNSIGNED: 8, 0x16: 1}
_SIGNED = {DOUBLE_LONG: 4, INTEGER: 1, LONG: 2, LONG64: 8}
_HEX = {0x50: 2, 0x51: 4, 0x53: 4, 0x54: 3, 0x59: 2, 0x5F: 5}  # OI, OAD, OMD, TI, scaler and unit, COMDCB
_COUNTED = (OCTETS, TEXT, UTF8, 0x55, 0x56, 0x57)  # length, then so many bytes; TSA, MAC, RN too
_DEEPEST = 16


@dataclass(frozen=True)
class Datum:
    """One piece of data: its `kind` (type byte), its `wire` bytes without it, what it says; `parts` of array and
    structure."""

    kind: int
    wire: bytes
    value: Plain = None
    parts: "tuple[Datum, ...]" = ()

    @property
    def raw(self) -> bytes:
        """The bytes of the value, its type in front."""
        return bytes([self.kind]) + self.wire

    @property
    def text(self) -> str:
        """The value and all its parts in one line."""
        if self.kind in (ARRAY, STRUCTURE):
            inside = ", ".join(part.text for part in self.parts)
            return f"[{inside}]" if self.kind == ARRAY else f"{{{inside}}}"
        return "null" if self.value is None else str(self.value)


class Cursor:
    """Takes one thing after the other from bytes. Raises ValueError where they end too soon."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    @property
    def left(self) -> int:
        """Bytes that were not taken."""
        return len(self.data) - self.at

    def take(self, size: int) -> bytes:
        """The next bytes, as many as asked for."""
        if size > self.left:
            raise ValueError(f"{size - self.left} bytes are missing behind byte {len(self.data)} of the APDU")
        self.at += size
        return self.data[self.at - size : self.at]

    def byte(self) -> int:
        """One byte as a number."""
        return self.take(1)[0]

    def length(self) -> int:
        """A length: one byte up to 127, else 80H + n and n bytes."""
        first = self.byte()
        if first < 0x80:
            return first
        if not 1 <= first & 0x7F <= 4:
            raise ValueError(f"{first:02X} is no length")
        return int.from_bytes(self.take(first & 0x7F), "big")

    def octets(self) -> bytes:
        """An octet string: its length, then its bytes."""
        return self.take(self.length())

    def datum(self, depth: int = 0) -> Datum:
        """One piece of data, its type in front. Raises ValueError for a type that is not known."""
        kind, start = self.byte(), self.at
        if depth > _DEEPEST:
            raise ValueError(f"data in data, more than {_DEEPEST} deep")
        if kind in (ARRAY, STRUCTURE):
            parts = tuple(self._several(self.length(), depth))
            return Datum(kind, self.data[start : self.at], None, parts)
        reader = _READERS.get(kind)
        if reader is None:
            raise ValueError(f"type {kind:02X} is no data type that is read here")
        value = reader(self)
        return Datum(kind, self.data[start : self.at], value)

    def _several(self, count: int, depth: int) -> "Iterator[Datum]":
        if count > self.left:
            raise ValueError(f"{count} parts in {self.left} bytes")
        for _ in range(count):
            yield self.datum(depth + 1)

    def csd(self) -> str:
        """A column selector: an OAD, or one with others below it (ROAD)."""
        if self.byte() == 0:
            return self.take(4).hex().upper()
        return self.road()

    def road(self) -> str:
        """An OAD with others below it."""
        head = self.take(4).hex().upper()
        return f"{head}({' '.join(self.take(4).hex().upper() for _ in range(self.length()))})"

    def rcsd(self) -> list[str]:
        """Several column selectors."""
        return [self.csd() for _ in range(self.length())]

    def rsd(self) -> str:
        """A row selector; only the kinds that energy needs. Raises ValueError for another."""
        choice = self.byte()
        if choice == 0:
            return "all"
        if choice == 1:
            return f"where {self.take(4).hex().upper()} is {self.datum().text}"
        if choice == 2:
            oad = self.take(4).hex().upper()
            return f"where {oad} is {self.datum().text} to {self.datum().text}, step {self.datum().text}"
        if choice == 9:
            return f"record {self.byte()} from the last"
        raise ValueError(f"row selector {choice} is not read here")


def moment(data: bytes) -> str:
    """A date_time_s (7 bytes) or date_time (10 bytes) in words. Year FFFF or FF elsewhere is left open."""
    year = int.from_bytes(data[:2], "big")
    if len(data) == 10:
        date, clock = data[2:4], data[5:8]
        part = f".{int.from_bytes(data[8:10], 'big'):03d}"
    else:
        date, clock, part = data[2:4], data[4:7], ""
    return f"{year:04d}-{date[0]:02d}-{date[1]:02d} {clock[0]:02d}:{clock[1]:02d}:{clock[2]:02d}{part}"


def _number(size: int, signed: bool) -> "Callable[[Cursor], Plain]":
    return lambda cursor: int.from_bytes(cursor.take(size), "big", signed=signed)


def _hex(size: int) -> "Callable[[Cursor], Plain]":
    return lambda cursor: cursor.take(size).hex().upper()


def _text(cursor: Cursor) -> str:
    return "".join(chr(b) if 32 <= b < 127 else f"\\x{b:02X}" for b in cursor.octets())


def _sid(cursor: Cursor) -> str:
    return f"{cursor.take(4).hex().upper()} {cursor.octets().hex().upper()}"


_READERS: "dict[int, Callable[[Cursor], Plain]]" = {
    NULL: lambda cursor: None,
    **{kind: _number(size, False) for kind, size in _WHOLE.items()},
    **{kind: _number(size, True) for kind, size in _SIGNED.items()},
    **{kind: _hex(size) for kind, size in _HEX.items()},
    **{kind: lambda cursor: cursor.octets().hex().upper() for kind in _COUNTED},
    TEXT: _text,
    BITS: lambda cursor: cursor.take((cursor.length() + 7) // 8).hex().upper(),
    0x17: lambda cursor: str(unpack(">f", cursor.take(4))[0]),
    0x18: lambda cursor: str(unpack(">d", cursor.take(8))[0]),
    0x19: lambda cursor: moment(cursor.take(10)),
    0x1A: lambda cursor: moment(cursor.take(5)[:4] + b"\0\0\0")[:10],
    0x1B: lambda cursor: moment(b"\0\0\1\1" + cursor.take(3))[11:],
    DATE_TIME_S: lambda cursor: moment(cursor.take(7)),
    0x52: Cursor.road,
    0x5A: Cursor.rsd,
    0x5B: Cursor.csd,
    0x5D: _sid,
    0x5E: lambda cursor: f"{_sid(cursor)} {cursor.octets().hex().upper()}",
    0x60: lambda cursor: " ".join(cursor.rcsd()),
}


def length(size: int) -> bytes:
    """A length as it travels."""
    if size < 0x80:
        return bytes([size])
    wide = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(wide)]) + wide


def octets(data: bytes) -> bytes:
    """An octet string as it travels, without a type in front."""
    return length(len(data)) + data

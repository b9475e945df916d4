# formats.py - what the bytes of one value mean: the notation of the standards, read and written
"""A format is given in the notation of DL/T 645, annex A, most significant digit first:

    XXXXXX.XX   BCD number with so many digits and decimals; with a sign in its top bit: ±XXXXXX.XX
    NNNN        BCD digits that are a name rather than a number (leading zeros count)
    YYMMDDhhmm  time; WW weekday (0 is Sunday), NN a number that goes with it
    ASCII32  HEX4  BIN2  CENTS4  DI4    text, plain bytes, binary number, binary cents, data identifier
    BITS:name   a word whose bits mean something (tables/bits.tsv)

On the wire every value comes low byte first. FF in every byte means absent: None.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import TypeAlias

from wattkey.dlt645.values import bcd, flip
from wattkey_host.reader.dlt645.tables import bit_names, word_length

Plain: TypeAlias = Decimal | int | str | None  # what a value is in Python
WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_JOINTS = {"YYMM": "-", "MMDD": "-", "hhmm": ":", "mmss": ":"}


class Width(Enum):
    """How many bytes a number may have, and whether a record may have grown."""

    EXACT = "as the standard says"
    WIDER = "more than the standard says: later editions and some makers send such"
    ANY = "fewer as well: only for a meter that is known for it"


@dataclass(frozen=True)
class Format:
    """One value: `length` in bytes (0: whatever comes), `read` and `write` of its bytes in wire order."""

    spec: str
    length: int
    decode: Callable[[bytes], Plain]
    encode: Callable[[Plain], bytes]
    explain: Callable[[bytes], tuple[str, str]] = lambda data: ("", "")  # what bits say, in English and Chinese

    def read(self, data: bytes, width: Width = Width.EXACT) -> Plain:
        """The value of these bytes; None if absent. Raises ValueError for a wrong length and for what is no BCD."""
        if self.length and len(data) != self.length and not self._may_have(len(data), width):
            raise ValueError(f"{self.spec} has {self.length} bytes, not {len(data)}")
        if data and all(b == 0xFF for b in data):
            return None
        return self.decode(data)

    def _may_have(self, count: int, width: Width) -> bool:
        """A number may be wider where that is allowed; in a narrower one nobody knows which digits are left out."""
        return (
            bool(count) and "X" in self.spec and (width == Width.ANY or (width == Width.WIDER and count > self.length))
        )

    def write(self, value: Plain) -> bytes:
        """The bytes of a value, wire order. Raises ValueError if it does not fit."""
        if value is None:
            return b"\xff" * self.length
        data = self.encode(value)
        if self.length and len(data) != self.length:
            raise ValueError(f"{value} does not fit into {self.spec}")
        return data


@cache
def parse(spec: str) -> Format:
    """The format of a notation. Raises ValueError for an unknown one."""
    if match := re.fullmatch(r"(±?)(X+)(?:\.(X+))?", spec):
        return _number(spec, bool(match[1]), len(match[2]), len(match[3] or ""))
    if re.fullmatch("N+", spec):
        return Format(spec, len(spec) // 2, _digits, _from_digits)
    if re.fullmatch("((YY|MM|DD|WW|hh|mm|ss|NN))+", spec):
        return _moment(spec)
    if match := re.fullmatch(r"(ASCII|HEX|BIN|CENTS|DI)(\d*)", spec):
        decode, encode = _PLAIN[match[1]]
        length = int(match[2] or 0)
        return Format(spec, length, decode, lambda value: encode(value, length))
    if match := re.fullmatch(r"BITS:(\w+)", spec):
        return _bits(spec, match[1])
    raise ValueError(f"unknown format {spec}")


def _number(spec: str, signed: bool, whole: int, decimals: int) -> Format:
    length = (whole + decimals + 1) // 2

    def decode(data: bytes) -> Plain:
        negative = signed and data[-1] & 0x80
        if negative:
            data = data[:-1] + bytes([data[-1] & 0x7F])
        number = Decimal(bcd(data) or 0).scaleb(-decimals)
        return -number if negative else number

    def encode(value: Plain) -> bytes:
        try:
            scaled = Decimal(str(value)).scaleb(decimals)
            digits = f"{abs(int(scaled)):0{2 * length}d}"
        except (InvalidOperation, OverflowError) as wrong:
            raise ValueError(f"{value} is no number") from wrong
        sign = scaled < 0
        top = 7 if signed else 9
        if scaled != int(scaled) or len(digits) > 2 * length or (sign and not signed) or int(digits[0]) > top:
            raise ValueError(f"{value} does not fit into {spec}")
        data = bytearray(flip(bytes.fromhex(digits)))
        data[-1] |= 0x80 if sign else 0
        return bytes(data)

    return Format(spec, length, decode, encode)


def _digits(data: bytes) -> str:
    text = flip(data).hex()
    if not text.isdecimal():
        raise ValueError(f"{text.upper()} is not BCD")
    return text


def _from_digits(value: Plain) -> bytes:
    text = str(value)
    if not text.isdecimal() or len(text) % 2:
        raise ValueError(f"{text} is not an even number of digits")
    return flip(bytes.fromhex(text))


def _moment(spec: str) -> Format:
    tokens = re.findall("..", spec)

    def decode(data: bytes) -> str:
        digits = re.findall("..", _digits(data))
        return _said(dict(zip(tokens, digits, strict=True)))

    def encode(value: Plain) -> bytes:
        parts = re.findall(r"\d+|[A-Za-z]+", str(value))
        if len(parts) == 1 and len(parts[0]) == len(spec):
            parts = re.findall("..", parts[0])
        parts = [str(WEEKDAYS.index(part.title()) if part.title() in WEEKDAYS else part) for part in parts]
        if "WW" in tokens and len(parts) == len(tokens) - 1:
            year, month, day = (int(part) for part in parts[:3])
            parts.insert(3, str(date(2000 + year % 100, month, day).isoweekday() % 7))
        if len(parts) != len(tokens) or not all(part.isdecimal() for part in parts):
            raise ValueError(f"{value} is no {spec}")
        return flip(bytes.fromhex("".join(part[-2:].zfill(2) for part in parts)))

    return Format(spec, len(tokens), decode, encode)


def _said(part: dict[str, str]) -> str:
    """A time in words: 2026-11-20 Fri 08:30:00. What is no calendar date keeps its two-digit year."""
    real = "01" <= part.get("MM", "00") <= "12" and "01" <= part.get("DD", "00") <= "31"
    words, last = "", ""
    for token, digits in part.items():
        if token == "YY" and real:
            text = "20" + digits
        elif token == "WW":
            text = WEEKDAYS[int(digits) % 7] if int(digits) <= 7 else f"weekday {digits}"
        else:
            text = "#" + str(int(digits)) if token == "NN" else digits
        words += (_JOINTS.get(last + token, " ") if words else "") + text
        last = token
    return words


def _bits(spec: str, table: str) -> Format:
    length = word_length(table)

    def explain(data: bytes) -> tuple[str, str]:
        return bit_names(table, int.from_bytes(data, "little"))

    return Format(spec, length, _hex, lambda value: _from_hex(value, length), explain)


def _hex(data: bytes) -> str:
    return flip(data).hex().upper()


def _from_hex(value: Plain, length: int) -> bytes:
    return flip(bytes.fromhex(str(value)))


def _ascii(data: bytes) -> str:
    return "".join(chr(b) if 32 <= b < 127 else f"\\x{b:02X}" for b in flip(data).strip(b"\0")).strip()


def _from_ascii(value: Plain, length: int) -> bytes:
    return flip(str(value).encode("ascii").ljust(length, b"\0"))


def _from_binary(value: Plain, length: int) -> bytes:
    try:
        return int(str(value)).to_bytes(length, "little")
    except OverflowError as wrong:
        raise ValueError(f"{value} does not fit into {length} bytes") from wrong


_PLAIN: dict[str, tuple[Callable[[bytes], Plain], Callable[[Plain, int], bytes]]] = {
    "ASCII": (_ascii, _from_ascii),
    "HEX": (_hex, _from_hex),
    "DI": (_hex, _from_hex),
    "BIN": (lambda data: int.from_bytes(data, "little"), _from_binary),
    "CENTS": (
        lambda data: Decimal(int.from_bytes(data, "little")).scaleb(-2),
        lambda value, length: _from_binary(int(Decimal(str(value)).scaleb(2)), length),
    ),
}

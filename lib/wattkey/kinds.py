# kinds.py - the kinds of fields in a document: how each is written for people, how it is packed
"""One value has one spelling: what does not come back as it was written is refused by the caller.

Packed values are most significant byte first.
"""

from wattkey.amount import ABSENT, DEAREST, all_digits, cents, money
from wattkey.info import STATES

HEX = "hex"  # small hexadecimal digits, two a byte
DIGITS = "digits"  # decimal digits as printed (BCD), two a byte
INT = "int"
FLAG = "flag"  # 0 or 1
CENTS = "cents"  # binary hundredths <-> "1234.56"; all ones: absent, ""
PRICE = "price"  # binary hundredths <-> "1234.56", from 0.01 to 99999.99; never absent
DATE = "date"  # YYMMDD BCD <-> "2026-11-20"
TIME = "time"  # YYMMDDhhmmss BCD <-> "2026-11-20 09:30:15"; zeros: never, ""
STATE = "state"  # one of STATES
VERSION = "version"  # three bytes <-> "0.1.0"


def to_bytes(value: "str | int", length: int, kind: str) -> bytes:
    """The packed form of one value. Raises ValueError or TypeError saying what is wrong with it."""
    if kind in (INT, FLAG):
        if not isinstance(value, int) or not 0 <= value < (2 if kind == FLAG else 1 << 8 * length):
            raise ValueError("must be 0 or 1" if kind == FLAG else f"must be a whole number of {length} bytes")
        return value.to_bytes(length, "big")
    if not isinstance(value, str):
        raise ValueError("must be text")
    if kind == STATE:
        if value not in STATES:
            raise ValueError("no such state")
        return bytes([STATES.index(value)])
    if kind == VERSION:
        return bytes([int(part) for part in value.split(".")])
    if kind in (CENTS, PRICE):
        number = cents(value) if value or kind == PRICE else ABSENT
        if kind == PRICE and not 0 < number <= DEAREST:
            raise ValueError("must be 0.01 to 99999.99")
        return number.to_bytes(length, "big")
    return bytes.fromhex(_digits(value, 2 * length, kind))


def _digits(value: str, length: int, kind: str) -> str:
    digits = value
    if kind == DATE:
        digits = _shape(value, "20dd-dd-dd")
        if not (1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[4:]) <= 31):
            raise ValueError("no such day")
    elif kind == TIME:
        digits = _shape(value, "20dd-dd-dd dd:dd:dd") if value else "0" * length
    if len(digits) != length or kind == DIGITS and not all_digits(digits):
        raise ValueError(f"must have {length} digits")
    return digits


def _shape(value: str, shape: str) -> str:
    if len(value) != len(shape):
        raise ValueError("looks like " + shape)
    digits = ""
    for i, want in enumerate(shape):
        if want == "d" and value[i] in "0123456789":
            digits += value[i]
        elif want == "d" or value[i] != want:
            raise ValueError("looks like " + shape)
    return digits


def from_bytes(raw: bytes, kind: str) -> "str | int":
    """The value whose packed form this is, as a document writes it."""
    number = int.from_bytes(raw, "big")
    if kind in (INT, FLAG):
        return number
    if kind in (CENTS, PRICE):
        return "" if number == ABSENT else money(number)
    if kind == STATE:
        return STATES[number] if number < len(STATES) else "?"
    if kind == VERSION:
        return ".".join([str(part) for part in raw])
    return _dashed(raw.hex(), kind)


def _dashed(digits: str, kind: str) -> str:
    if kind not in (DATE, TIME):
        return digits
    if kind == TIME and digits == "0" * 12:
        return ""
    pairs = [digits[i : i + 2] for i in range(0, len(digits), 2)]
    day = "20" + "-".join(pairs[:3])
    return day + " " + ":".join(pairs[3:]) if kind == TIME else day

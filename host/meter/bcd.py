# bcd.py - how values look on the meter's wire: BCD, money, dates
"""Everything a DL/T 645 meter sends is low byte first; these helpers return bytes ready for the wire.

Fields of C=03 are reversed by prepaid/security.py itself, one by one, so the ESAM side stays high byte first.
"""

from datetime import datetime


def bcd(value: int, length: int) -> bytes:
    """`value` as `length` BCD bytes, high byte first. Raises ValueError if it does not fit."""
    digits = f"{value:0{2 * length}d}"
    if value < 0 or len(digits) != 2 * length:
        raise ValueError(f"{value} does not fit into {length} BCD bytes")
    return bytes.fromhex(digits)


def low_first(value: int, length: int) -> bytes:
    """`value` as `length` BCD bytes for the wire."""
    return bcd(value, length)[::-1]


def stamp(when: datetime) -> bytes:
    """YYMMDDhhmmss in BCD, high byte first."""
    return bytes.fromhex(when.strftime("%y%m%d%H%M%S"))


def weekday(when: datetime) -> int:
    """The week byte of 04000101: 0 is Sunday (DL/T 645-2007, table A.3)."""
    return when.isoweekday() % 7


def number(digits: str) -> bytes:
    """12 digits, as printed, as 6 bytes. Raises ValueError."""
    if len(digits) != 12 or not digits.isascii() or not digits.isdigit():
        raise ValueError(f"{digits!r} is not a number of 12 digits")
    return bytes.fromhex(digits)


def is_bcd(data: bytes) -> bool:
    """Whether every half byte is a decimal digit."""
    return data.hex().isdigit()


def identifier(data: bytes) -> int | None:
    """DI3 DI2 DI1 DI0 as one number from the first four bytes of DATA; None if there are fewer."""
    return int.from_bytes(data[:4], "little") if len(data) >= 4 else None

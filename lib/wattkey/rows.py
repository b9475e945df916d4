# rows.py - a value that a meter told as one row of the screen: label, number, unit
"""A line for each identifier that a meter's own key usually pages through; any other is shown as it came."""

from micropython import const

from wattkey.amount import money
from wattkey.dlt645 import codes, ids
from wattkey.dlt645.values import bcd, flip
from wattkey.text import Texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Sequence

_DATE = const(-1)
_TIME = const(-2)
_NUMBER = const(-3)
# identifier: text, decimals or one of these, unit
_KNOWN = {
    0x00000000: ("row.total", 2, "kWh"),
    codes.TOTAL[2007]: ("row.total", 2, "kWh"),
    0x00010100: ("row.sharp", 2, "kWh"),
    0x00010200: ("row.peak", 2, "kWh"),
    0x00010300: ("row.flat", 2, "kWh"),
    0x00010400: ("row.valley", 2, "kWh"),
    0x02010100: ("row.voltage", 1, "V"),
    0x02020100: ("row.current", 3, "A"),
    0x02030000: ("row.power", 4, "kW"),
    ids.ADDRESS: ("row.number", _NUMBER, ""),
    ids.METER_NUMBER: ("row.number", _NUMBER, ""),
    ids.DATE: ("", _DATE, ""),
    ids.TIME: ("", _TIME, ""),
    ids.DATE_1997: ("", _DATE, ""),
    ids.TIME_1997: ("", _TIME, ""),
}


def row_of(texts: Texts, di: int, data: bytes) -> str:
    """One row; a dash where `data` (wire order) is empty or all FF. Raises ValueError for what is no BCD."""
    label, kind, unit = _KNOWN.get(di, ("", 0, ""))
    if kind == 0:
        return "%08X %s" % (di, flip(data).hex() or "-")  # sixteen columns show four bytes of it
    name = texts.get(label) + " " if label else ""
    if not data or data == b"\xff" * len(data):
        return (name or "%X " % di) + "-"
    digits = flip(data).hex()
    if kind == _DATE:
        return "20%s-%s-%s" % (digits[:2], digits[2:4], digits[4:6])
    if kind == _TIME:
        return "%s:%s:%s" % (digits[:2], digits[2:4], digits[4:6])
    if kind == _NUMBER:
        return name + digits
    return name + _number(data, kind) + unit


def register_rows(texts: Texts, names: "tuple[str, ...]", values: "Sequence[int | None]") -> "list[str]":
    """A row for each register of energy, in hundredths of a kWh; a dash where the meter has none."""
    return [
        texts.get("row." + name) + " " + ("-" if value is None else money(value) + "kWh")
        for name, value in zip(names, values)
    ]


def _number(data: bytes, decimals: int) -> str:
    """A signed BCD number (top bit: minus) with `decimals`."""
    minus = data[-1] & 0x80
    if minus:
        data = data[:-1] + bytes([data[-1] & 0x7F])
    text = "%0*d" % (decimals + 1, bcd(data) or 0)
    return ("-" if minus else "") + text[:-decimals] + "." + text[-decimals:]

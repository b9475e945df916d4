# objects.py - values of DL/T 698.45 objects by the notation of the catalogue: read and written
"""A format is a data type of the standard, with what one step of a number is worth behind it: `double-long 0.01`. A
word of bits is BITS:name, the fields of a structure or array stand in tables/records.tsv under @name. Bit 0 of a word
is the top bit of its first byte here, the lowest in 645: words are told as 645 has them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from wattkey_host.reader.dlt645.blocks import Item, Value
from wattkey_host.reader.dlt645.tables import bit_names, rows, word_length
from wattkey_host.reader.dlt698 import axdr
from wattkey_host.reader.dlt698.axdr import ARRAY, NULL, STRUCTURE, Cursor, Datum, Plain

if TYPE_CHECKING:
    from wattkey_host.reader.dlt645.identifier import Identifier

NUMBERS = {  # type byte, bytes, signed
    "double-long": (axdr.DOUBLE_LONG, 4, True),
    "double-long-unsigned": (axdr.DOUBLE_LONG_UNSIGNED, 4, False),
    "long": (axdr.LONG, 2, True),
    "long-unsigned": (axdr.LONG_UNSIGNED, 2, False),
    "long64": (axdr.LONG64, 8, True),
    "long64-unsigned": (axdr.LONG64_UNSIGNED, 8, False),
}
TEXTS = {"octet-string": axdr.OCTETS, "visible-string": axdr.TEXT, "date_time_s": axdr.DATE_TIME_S}
_WIDE = 8  # bits of a byte


def read(found: "Identifier", data: bytes) -> list[Value]:
    """The named values in the data of an answer, type in front. Raises ValueError for what does not belong there."""
    cursor = Cursor(data)
    datum = cursor.datum()
    if cursor.left:
        raise ValueError(f"{cursor.left} bytes behind the data")
    return values(found, datum)


def values(found: "Identifier", datum: Datum) -> list[Value]:
    """The named values of one piece of data. Raises ValueError for what does not belong there."""
    if found.format == "HEX":
        return [Value("value", found.name, found.name_zh, datum.text, "", wire=datum.raw)]
    if found.items is None and not found.format.startswith("@"):
        return [_value(Item("value", found.name, found.name_zh, found.unit), found.format, datum)]
    parts = datum.parts if datum.kind in (ARRAY, STRUCTURE) else () if datum.kind == NULL else (datum,)
    if found.format.startswith("@"):
        known = _fields(found.format)
        if len(parts) > len(known):
            raise ValueError(f"{len(parts)} values where there are 1 to {len(known)}")
        return [_value(item, form, part) for (item, form), part in zip(known, parts, strict=False)]
    items = found.named(len(parts)) if parts else ()
    return [_value(item, found.format, part) for item, part in zip(items, parts, strict=True)]


def write(found: "Identifier", value: object) -> bytes:
    """The data of a value, type in front; a sequence of them for a block. Raises ValueError for what does not fit."""
    if found.items is None and not found.format.startswith("@"):
        return _written(found.format, value)
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValueError("a list of values is needed")
    forms = [form for _, form in _fields(found.format)] if found.format.startswith("@") else [found.format] * len(value)
    kind = STRUCTURE if found.format == "@wallet" else ARRAY
    parts = b"".join(_written(form, one) for form, one in zip(forms, value, strict=False))
    return bytes([kind, len(value)]) + parts


def _fields(spec: str) -> list[tuple[Item, str]]:
    lines = [row for row in rows("records") if row["record"] == spec.removeprefix("@")]
    return [(Item(row["key"], row["name"], row["name_zh"], row["unit"]), row["format"]) for row in lines]


def _value(item: Item, form: str, datum: Datum) -> Value:
    name, _, step = form.partition(" ")
    value: Plain = datum.value
    note = note_zh = ""
    if datum.kind in (ARRAY, STRUCTURE):
        raise ValueError(f"parts where one {name} belongs: {datum.text}")
    if value is not None and name in NUMBERS:
        if not isinstance(value, int):
            raise ValueError(f"{datum.text} where a number belongs")
        value = Decimal(value).scaleb(-decimals(step))
    if value is not None and name.startswith("BITS:"):
        word = mirrored(datum.wire[1:], word_length(name[5:]))
        value, (note, note_zh) = f"{word:0{2 * word_length(name[5:])}X}", bit_names(name[5:], word)
    return Value(item.key, item.name, item.name_zh, value, item.unit, note, note_zh, datum.raw)


def decimals(step: str) -> int:
    """Decimals of a number that counts in such steps: 2 of 0.01."""
    return len(step.partition(".")[2])


def mirrored(data: bytes, size: int) -> int:
    """A word of bits as a number, bit 0 the lowest. Raises ValueError for another size."""
    if len(data) != size:
        raise ValueError(f"{len(data)} bytes where a word has {size}")
    return sum((data[bit // _WIDE] >> (7 - bit % _WIDE) & 1) << bit for bit in range(_WIDE * size))


def _written(form: str, value: object) -> bytes:
    name, _, step = form.partition(" ")
    if value is None:
        return bytes([NULL])
    if name in NUMBERS:
        kind, size, signed = NUMBERS[name]
        return bytes([kind]) + _number(value, decimals(step), size, signed)
    if name.startswith("BITS:"):
        word = int(str(value), 16)
        size = word_length(name[5:])
        bits = sum((word >> bit & 1) << (_WIDE * size - 1 - bit) for bit in range(_WIDE * size))
        return bytes([axdr.BITS, _WIDE * size]) + bits.to_bytes(size, "big")
    if name == "date_time_s":
        year, *rest = (int(part) for part in str(value).replace("-", " ").replace(":", " ").split() if part.isdecimal())
        return bytes([TEXTS[name]]) + year.to_bytes(2, "big") + bytes(rest)
    raw = bytes.fromhex(str(value)) if name == "octet-string" else str(value).encode("ascii")
    return bytes([TEXTS[name]]) + axdr.octets(raw)


def _number(value: object, places: int, size: int, signed: bool) -> bytes:
    whole = Decimal(str(value)).scaleb(places)
    try:
        return round(whole).to_bytes(size, "big", signed=signed)
    except OverflowError as wrong:
        raise ValueError(f"{value} does not fit into {size} bytes") from wrong

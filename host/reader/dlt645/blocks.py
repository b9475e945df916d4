# blocks.py - answers of more than one value: blocks of tariff rates or phases, records of fields, lists
"""How many values a block holds is told by its length alone: a meter with three rates sends one less than with four."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TypeAlias

from wattkey.dlt645.registers import NAMED, rates
from wattkey_host.reader.dlt645.formats import Format, Plain, Width, parse
from wattkey_host.reader.dlt645.tables import rows

Given: TypeAlias = "Plain | Sequence[Given] | Mapping[str, Given]"
_OPEN = ("LOAD", "C03")  # load records; the fields of a security command, which differ with its direction


@dataclass(frozen=True)
class Item:
    """What a value is: short key, names, unit."""

    key: str
    name: str
    name_zh: str
    unit: str


@dataclass(frozen=True)
class Value:
    """One value out of an answer; None if the meter says that it has none. `note`: what the bits of a word say.

    `wire` holds the bytes that it was read from.
    """

    key: str
    name: str
    name_zh: str
    value: Plain
    unit: str
    note: str = ""
    note_zh: str = ""
    wire: bytes = b""

    @property
    def spoken(self) -> str:
        """The value in words: 12.50 kWh; 0050 (relay open, ...); absent; empty."""
        if self.value is None:
            return "absent"
        if self.value == "":
            return "empty"
        return f"{self.text} {self.unit}".strip() + (f" ({self.note})" if self.note else "")

    @property
    def text(self) -> str:
        """The value as text, decimals as in its format; empty if absent."""
        return (
            "" if self.value is None else format(self.value, "f") if hasattr(self.value, "scaleb") else str(self.value)
        )


_GROWN = Item("rest", "rest, of a later edition", "其余（新版标准）", "")


@cache
def fields(spec: str) -> tuple[tuple[Item, Format], ...]:
    """The fields of a record format (@name). Raises LookupError if tables/records.tsv has none."""
    found = [row for row in rows("records") if row["record"] == spec.removeprefix("@")]
    if not found:
        raise LookupError(f"tables/records.tsv has no {spec}")
    return tuple((Item(r["key"], r["name"], r["name_zh"], r["unit"]), parse(r["format"])) for r in found)


def length(spec: str) -> int | None:
    """Bytes of a format or record; None if it depends on what comes."""
    if spec.endswith("*") or spec in _OPEN:
        return None
    if spec.startswith("@"):
        lengths = [form.length for _, form in fields(spec)]
        return sum(lengths) if all(lengths) else None
    return parse(spec).length or None


def read(spec: str, item: Item, data: bytes, width: Width = Width.EXACT) -> list[Value]:
    """The values of one item: a number, the fields of a record, a list. Raises ValueError if the length is wrong."""
    if spec.endswith("*"):
        return _read_list(spec[:-1], item, data)
    if spec.startswith("@"):
        return _read_record(spec, data, width)
    form = parse("HEX" if spec in _OPEN else spec)
    value = form.read(data, width)
    notes = form.explain(data) if value else ("", "")
    if form.length and len(data) != form.length:
        notes = f"{len(data)} bytes, the standard has {form.length}", f"{len(data)}字节，标准为{form.length}字节"
    return [Value(item.key, item.name, item.name_zh, value, item.unit, *notes, data)]


def cut(spec: str, data: bytes) -> list[tuple[Item, Format, bytes]]:
    """The fields of a record with their bytes; a field without a length of its own takes what the others leave.

    Raises ValueError if the length is wrong.
    """
    fixed = sum(form.length for _, form in fields(spec))
    spare = len(data) - fixed
    if spare < 0 or (spare and length(spec) is not None):
        raise ValueError(f"{spec.removeprefix('@')} has {fixed} bytes, not {len(data)}")
    found, at = [], 0
    for item, form in fields(spec):
        size = form.length or spare
        found.append((item, form, data[at : at + size]))
        at += size
    return found


def _read_record(spec: str, data: bytes, width: Width) -> list[Value]:
    """With `width` what a later edition has put behind the known fields is told too: as the record whose name has a +
    behind it, where it has just these bytes, else as bytes."""
    size = length(spec)
    known = data[:size] if size and width != Width.EXACT else data
    found = [value for item, form, part in cut(spec, known) for value in read(form.spec, item, part)]
    if len(known) == len(data):
        return found
    rest, later = data[size:], spec + "+"
    if any(row["record"] == later[1:] for row in rows("records")) and len(rest) == length(later):
        return found + _read_record(later, rest, Width.EXACT)
    return found + read("HEX", _GROWN, rest)


def _read_list(spec: str, item: Item, data: bytes) -> list[Value]:
    size = length(spec) or 1
    if not data or len(data) % size:
        raise ValueError(f"{len(data)} bytes are not a number of values of {size} bytes")
    found = []
    for number, at in enumerate(range(0, len(data), size), 1):
        one = Item(str(number), f"{item.name}, {number}", f"{item.name_zh}{number}", item.unit)
        found += _inside(spec, one, data[at : at + size])
    return found


def choose(edition: int, items: tuple[Item, ...], plain: tuple[Item, ...], count: int) -> tuple[Item, ...]:
    """Which of the items a block of so many values holds; rates by the rule that the device follows (registers.py).

    `plain` are the items with the rates numbered, for a meter whose rates have no names. Raises ValueError for a count
    that no block has.
    """
    if tuple(item.key for item in items[:5]) == NAMED:
        by_key = {item.key: item for item in (*plain, *items)}
        return tuple(by_key.get(name) or _beyond(plain[-1], name) for name in rates(edition, count))
    if count > len(items):
        raise ValueError(f"{count} values where there are 1 to {len(items)}")
    return items[:count]


def _beyond(last: Item, key: str) -> Item:
    """A rate with a number for which the standard has no identifier of its own, though a frame has room for it."""
    old, new = last.key.removeprefix("rate"), key.removeprefix("rate")
    return replace(last, key=key, name=last.name.replace(old, new), name_zh=last.name_zh.replace(old, new))


def read_block(spec: str, chosen: Iterable[Item], data: bytes) -> list[Value]:
    """The values of a block, one after the other."""
    size = length(spec) or 1
    found: list[Value] = []
    for number, item in enumerate(chosen):
        found += _inside(spec, item, data[number * size : (number + 1) * size])
    return found


def _inside(spec: str, item: Item, data: bytes) -> list[Value]:
    """The values of one item of a block or list; the fields of a record go by both names."""
    found = read(spec, item, data)
    if not spec.startswith("@"):
        return found
    return [
        replace(v, key=f"{item.key}.{v.key}", name=f"{item.name}: {v.name}", name_zh=item.name_zh + v.name_zh)
        for v in found
    ]


def write(spec: str, value: Given) -> bytes:
    """The bytes of one item. Raises ValueError if something does not fit or is missing."""
    if spec.endswith("*"):
        return b"".join(write(spec[:-1], one) for one in _sequence(value))
    if not spec.startswith("@"):
        if not (value is None or isinstance(value, str | int | float | Decimal)):
            raise ValueError(f"{spec} takes one value")
        return parse("HEX" if spec in _OPEN else spec).write(value)
    parts = _ordered(value, [item.key for item, _ in fields(spec)])
    return b"".join(write(form.spec, part) for (_, form), part in zip(fields(spec), parts, strict=True))


def write_block(spec: str, items: tuple[Item, ...], value: Given) -> bytes:
    """The bytes of a block: as many values as are given, in order, or by key."""
    if isinstance(value, Mapping):
        value = [value[item.key] for item in items if item.key in value]
    return b"".join(write(spec, one) for one in _sequence(value))


def _sequence(value: Given) -> Sequence[Given]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ValueError("a list of values is needed")
    return value


def _ordered(value: Given, keys: list[str]) -> Sequence[Given]:
    if isinstance(value, Mapping):
        if missing := [key for key in keys if key not in value]:
            raise ValueError(f"{', '.join(missing)}: missing")
        return [value[key] for key in keys]
    if len(_sequence(value)) != len(keys):
        raise ValueError(f"{len(keys)} values are needed: {', '.join(keys)}")
    return _sequence(value)

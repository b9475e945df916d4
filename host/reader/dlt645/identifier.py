# identifier.py - a data identifier of any standard: what it is called, how its values are read and written
"""catalogue.py finds one by its number or name. Of DL/T 645 a value travels low byte first, in the format of the
tables; of DL/T 698.45 with its type in front (objects.py)."""

from collections.abc import Collection
from dataclasses import dataclass

from wattkey.dlt645.registers import values_in
from wattkey_host.reader.dlt645 import blocks, loadrecord
from wattkey_host.reader.dlt645.blocks import Given, Item, Value
from wattkey_host.reader.dlt645.formats import Width
from wattkey_host.reader.dlt698 import objects

STANDARDS = ("2007", "1997")  # of DL/T 645
DLT698 = "698.45"
ALL = (*STANDARDS, DLT698)
DIGITS = {"2007": 8, "1997": 4, DLT698: 8}
_RULES = {"2007": 2007, "1997": 1997, DLT698: 2007}  # how an edition names the rates of a block (registers.py)


def standard_of(text: str) -> str:
    """The standard that somebody calls so; 698 will do. Raises LookupError."""
    if text not in (*ALL, "698"):
        raise LookupError(f"{text} is none of {', '.join(ALL)}")
    return DLT698 if text == "698" else text


def title(standard: str) -> str:
    """The standard as it is called: DL/T 645-2007, DL/T 698.45."""
    return f"DL/T {standard}" if standard == DLT698 else f"DL/T 645-{standard}"


def languages(standards: Collection[str]) -> str:
    """What a meter speaks: DL/T 645-2007 and -1997 and DL/T 698.45."""
    editions = " and -".join(one for one in standards if one != DLT698)
    return " and ".join(([f"DL/T 645-{editions}"] if editions else []) + [title(DLT698)] * (DLT698 in standards))


@dataclass(frozen=True)
class Identifier:
    """A data identifier: `code` as written (DI3..DI0, DI1 DI0, or OAD), short `alias`, names, format, unit, source.

    Source: A.1 to A.7 annex A of DL/T 645-2007, 97 annex A of DL/T 645-1997, SG State Grid's supplement; E, V, N
    energy, variables, parameters of DL/T 698.45.
    """

    standard: str
    code: str
    alias: str
    name: str
    name_zh: str
    format: str
    unit: str
    source: str
    items: tuple[Item, ...] | None = None  # of a block: what it can hold, in order
    plain_items: tuple[Item, ...] = ()  # what it can hold where the tariff rates must not be named

    @property
    def number(self) -> int:
        """The identifier as one number, DI3 or DI1 first."""
        return int(self.code, 16)

    @property
    def wire(self) -> bytes:
        """The identifier as it travels: DI0 first, without 33H; an OAD as it is written."""
        raw = bytes.fromhex(self.code)
        return raw if self.standard == DLT698 else raw[::-1]

    @property
    def length(self) -> int | None:
        """Bytes of the value; None if that differs from meter to meter (blocks, lists, 698.45)."""
        return None if self.items or self.standard == DLT698 else blocks.length(self.format)

    def values(self, data: bytes, width: Width = Width.EXACT) -> list[Value]:
        """The named values in the bytes of an answer, wire order.

        Raises ValueError if a digit is wrong, or the length: `width` says what a single number or a record may have. Of
        698.45 `data` is what stands behind the 01 of an answer, types and all.
        """
        if self.standard == DLT698:
            return objects.read(self, data)
        if self.format == "LOAD":
            return loadrecord.read(data)
        if self.items is None:
            return blocks.read(self.format, Item("value", self.name, self.name_zh, self.unit), data, width)
        return blocks.read_block(self.format, self._chosen(data), data)

    def write(self, value: Given) -> bytes:
        """The bytes of a value, wire order: one value, for a block or record a sequence of them or a mapping by key.

        Raises ValueError if one does not fit or is missing.
        """
        if self.standard == DLT698:
            return objects.write(self, value)
        if self.items is None:
            return blocks.write(self.format, value)
        return blocks.write_block(self.format, self.items, value)

    def named(self, count: int) -> tuple[Item, ...]:
        """The items of a block that holds so many values. Raises ValueError if no block does."""
        return blocks.choose(_RULES[self.standard], self.items or (), self.plain_items, count)

    def _chosen(self, data: bytes) -> tuple[Item, ...]:
        size = blocks.length(self.format) or 1
        return self.named(len(values_in(data, size, self.standard == "1997")) // size)

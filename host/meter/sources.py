# sources.py - where the values of a meter come from when nobody has written them
"""Each is a Source of store.py. What a meter measures and what its prepaid part knows are tables of readings; whatever
else a client may ask for stands in values.toml, or is zero."""

import re
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from wattkey_host.meter.equivalents import equivalent
from wattkey_host.meter.store import ABSENT, Store, catalogued, parts, written
from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.identifier import Identifier

STANDING = Path(__file__).with_name("values.toml")
MONTHS = 12  # settlement days, with their zeros

Readings = Mapping[int, Callable[[Any], bytes | None]]  # identifier of 2007 -> what makes its value of a part


class Live:
    """What a part of the meter measures or knows, by a table of readings."""

    def __init__(self, part: object, readings: Readings) -> None:
        self._part = part
        self._readings = readings

    def get(self, standard: str, code: str) -> bytes | None:
        """The value as it is now."""
        reading = self._readings.get(int(code, 16)) if standard == "2007" else None
        return reading(self._part) if reading else None


class Twins:
    """For an identifier of 1997 the same quantity as the 2007 edition has it: a meter measures once."""

    def __init__(self, store: Store, rates: int) -> None:
        self._store = store
        self._rates = rates

    def get(self, standard: str, code: str) -> bytes | None:
        """The value of the twin, in the format of this one."""
        twin = equivalent(code, self._rates) if standard == "1997" else None
        value = self._store.get("2007", twin) if twin else None
        if twin is None or value is None:
            return None
        return _fitted(catalogue.by_code("2007", twin), catalogued("1997", code), value)


class Standing:
    """What values.toml says. A single-phase meter has no phases B and C: it says FF."""

    def __init__(self, phases: int) -> None:
        self._phases = phases

    def get(self, standard: str, code: str) -> bytes | None:
        """The value that stands there."""
        value = standing().get((standard, code))
        if value is None:
            return None
        absent = self._phases == 1 and standard == "2007" and re.fullmatch("02..0[23]00", code)
        return written(catalogued(standard, code), ABSENT if absent else value)


class Zeros:
    """Energies of other directions, and of settlement days before the meter was hung up."""

    def __init__(self, rates: int) -> None:
        self._rates = rates

    def get(self, standard: str, code: str) -> bytes | None:
        """Zero, if the meter would count such an energy."""
        if standard == "2007":
            match = re.fullmatch("000[0-8](..)(..)", code)
            there = match and int(match[1], 16) <= self._rates and int(match[2], 16) <= MONTHS
        else:
            match = re.fullmatch("9[04159][1-6]([0-4])", code) or re.fullmatch("9[48]1([0-4])", code)
            there = match and not (self._rates == 3 and match[1] == "1")
        return bytes(4) if there else None


class Blocks:
    """A block is put together from its parts. `end_mark` stands behind one of 1997."""

    def __init__(self, store: Store, end_mark: bytes = b"") -> None:
        self._store = store
        self._end_mark = end_mark

    def get(self, standard: str, code: str) -> bytes | None:
        """All parts that the meter has."""
        values = [self._store.get(standard, part) for part in parts(standard, code)]
        whole = b"".join(value for value in values if value is not None)
        return whole + (self._end_mark if standard == "1997" else b"") if whole else None


@cache
def standing() -> dict[tuple[str, str], Any]:
    """(standard, code) -> value, of values.toml."""
    with STANDING.open("rb") as file:
        tables = tomllib.load(file)
    return {(standard, code): value for standard, table in tables.items() for code, value in table.items()}


def _fitted(source: Identifier, target: Identifier, data: bytes) -> bytes:
    """The value of one edition in the format of the other, which may have fewer digits."""
    (value,) = source.values(data)
    if value.value is None:
        return b"\xff" * (target.length or 0)
    if not isinstance(value.value, Decimal):
        return target.write(value.value)
    return target.write(round(abs(value.value), len(target.format.partition(".")[2])))

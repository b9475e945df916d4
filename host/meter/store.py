# store.py - what the partner meter holds: values by identifier, set, live or standing
"""In this order: what was written or given in the file of values; what the prepaid meter inside measures; what
values.toml says stands; zeros for the energies that this meter does not count. A block is put together from its parts.
Everything is bytes as on the wire, behind the identifier."""

import re
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wattkey_host.meter.prepaid.readings import read
from wattkey_host.meter.prepaid.wire import low_first
from wattkey_host.meter.registers_1997 import equivalent
from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.catalogue import Identifier

if TYPE_CHECKING:
    from wattkey_host.meter.partner import PartnerMeter

STANDING = Path(__file__).with_name("values.toml")
ABSENT = "absent"  # in a file of values: the meter has none, and says FF
MONTHS = 12  # settlement days, with their zeros
_PARTS = {"2007": 0x40, "1997": 0xF}


@cache
def standing() -> dict[tuple[str, str], Any]:
    """(standard, code) -> value, of values.toml."""
    with STANDING.open("rb") as file:
        tables = tomllib.load(file)
    return {(standard, code): value for standard, table in tables.items() for code, value in table.items()}


def identifier(standard: str, code: str) -> Identifier:
    """The catalogue's identifier; one that it does not know holds plain bytes."""
    try:
        return catalogue.by_code(standard, code)
    except LookupError:
        return catalogue.unknown(standard, code)


def written(found: Identifier, value: Any) -> bytes:
    """A value of a file as bytes. Raises ValueError, with the identifier, if it does not fit."""
    try:
        if value == ABSENT:
            return b"\xff" * (found.length or 0)
        return found.write(value)
    except (ValueError, TypeError, AttributeError) as wrong:
        raise ValueError(f"{found.code} {found.name}: {wrong}") from wrong


class Store:
    """The values of one meter. `rates`: 3 (peak, flat, valley) or 4; `phases`: 1 or 3."""

    def __init__(self, rates: int, phases: int) -> None:
        self.rates = rates
        self.phases = phases
        self._set: dict[tuple[str, str], bytes] = {}

    def put(self, standard: str, code: str, data: bytes) -> None:
        """From now on the value behind an identifier."""
        self._set[standard, code] = data

    def drop(self, standard: str, code: str) -> None:
        """What was put is gone."""
        self._set.pop((standard, code), None)

    def give(self, standard: str, code: str, value: Any) -> None:
        """Set a value as a file writes it; a block is given part by part. Raises ValueError if it does not fit."""
        found = identifier(standard, code)
        if found.items and isinstance(value, list):
            for part, one in zip(self._part_codes(standard, code, len(value)), value, strict=True):
                self.give(standard, part, one)
        else:
            self.put(standard, code, written(found, value))

    def get(self, meter: "PartnerMeter", standard: str, code: str) -> bytes | None:
        """The value as on the wire; None if the meter has no such data."""
        for source in (self._given, self._live, self._standing, self._zeros):
            value = source(meter, standard, code)
            if value is not None:
                return value
        return self._block(meter, standard, code)

    def writable(self, standard: str, code: str) -> bool:
        """Whether it is a parameter that can be set: class 04, or C of 1997, and something that the meter has."""
        return code.startswith("04" if standard == "2007" else "C")

    def _given(self, meter: "PartnerMeter", standard: str, code: str) -> bytes | None:
        return self._set.get((standard, code))

    def _live(self, meter: "PartnerMeter", standard: str, code: str) -> bytes | None:
        if standard == "1997":
            twin = equivalent(code, self.rates)
            if not twin:
                return None
            value = self.get(meter, "2007", twin)
            return None if value is None else _fitted(catalogue.by_code("2007", twin), identifier("1997", code), value)
        if re.fullmatch("000[01](0[0-4]|FF)00", code):
            return self._energy(meter, code)
        if re.fullmatch("0002..00", code) or code in meter.unknown:
            return None
        return read(meter, int(code, 16))

    def _energy(self, meter: "PartnerMeter", code: str) -> bytes | None:
        forward = meter.registers.forward
        held = [forward[0], *forward[5 - self.rates :]]
        if self.rates == 3:
            held[0] = sum(held[1:])
        rate = int(code[4:6], 16)
        if rate == 0xFF:
            parts = [self.get(meter, "2007", f"{code[:4]}{n:02X}00") for n in range(len(held))]
            return b"".join(part for part in parts if part is not None)
        return low_first(held[rate], 4) if rate < len(held) else None

    def _standing(self, meter: "PartnerMeter", standard: str, code: str) -> bytes | None:
        value = standing().get((standard, code))
        if value is None:
            return None
        absent = self.phases == 1 and standard == "2007" and re.fullmatch("02..0[23]00", code)
        return written(identifier(standard, code), ABSENT if absent else value)

    def _zeros(self, meter: "PartnerMeter", standard: str, code: str) -> bytes | None:
        """Energies of other directions, and of settlement days before the meter was hung up."""
        if standard == "2007":
            match = re.fullmatch("000[0-8](..)(..)", code)
            there = match and int(match[1], 16) <= self.rates and int(match[2], 16) <= MONTHS
        else:
            match = re.fullmatch("9[04159][1-6]([0-4])", code) or re.fullmatch("9[48]1([0-4])", code)
            there = match and not (self.rates == 3 and match[1] == "1")
        return bytes(4) if there else None

    def _block(self, meter: "PartnerMeter", standard: str, code: str) -> bytes | None:
        parts = [self.get(meter, standard, part) for part in self._part_codes(standard, code, None)]
        whole = b"".join(part for part in parts if part is not None)
        mark = meter.end_mark if standard == "1997" and whole else b""
        return whole + mark if whole else None

    def _part_codes(self, standard: str, code: str, count: int | None) -> list[str]:
        """The identifiers whose values a block holds; with `count` the first so many, as this meter numbers them."""
        width = 1 if standard == "1997" else 2
        places = (3,) if standard == "1997" else (6, 4)  # settlement days outside, tariff rates inside
        for at in places:
            if code[at : at + width] == "F" * width:
                codes = [f"{code[:at]}{n:0{width}X}{code[at + width :]}" for n in range(_PARTS[standard])]
                return codes if count is None else self._numbered(standard, code, codes, count)
        return []

    def _numbered(self, standard: str, code: str, codes: list[str], count: int) -> list[str]:
        items = identifier(standard, code).items or ()
        first = 0 if items and items[0].key == "total" else 1
        if standard == "1997" and count == 4 and len(items) > 4 and items[1].key == "sharp":
            return [codes[0], *codes[2:5]]
        if count > len(items):
            raise ValueError(f"{code} holds at most {len(items)} values, not {count}")
        return codes[first : first + count]


def _fitted(source: Identifier, target: Identifier, data: bytes) -> bytes:
    """The value of one edition in the format of the other, which may have fewer digits."""
    (value,) = source.values(data)
    if value.value is None:
        return b"\xff" * (target.length or 0)
    if not isinstance(value.value, Decimal):
        return target.write(value.value)
    return target.write(round(abs(value.value), len(target.format.partition(".")[2])))

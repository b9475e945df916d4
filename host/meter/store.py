# store.py - what a meter holds: values by identifier, written or from the sources that it was given
"""First what was written, or given in the file of values; then the sources in their order (sources.py). Everything is
bytes as on the wire, behind the identifier. `standard` is "2007" or "1997", `code` the identifier as printed."""

from typing import Any, Protocol

from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.identifier import Identifier

ABSENT = "absent"  # in a file of values: the meter has none, and says FF
_CODES = {"2007": 0x40, "1997": 0xF}  # so many parts are looked for in a block
_WIDTH = {"2007": 2, "1997": 1}  # digits
_PLACES = {"2007": (6, 4), "1997": (3,)}  # settlement days outside, tariff rates inside


class Source(Protocol):
    """Where values come from."""

    def get(self, standard: str, code: str) -> bytes | None:
        """The value as on the wire; None if it is none of this source's."""


class Store:
    """The values of one meter."""

    def __init__(self) -> None:
        """Nothing in it, and no sources."""
        self.sources: list[Source] = []
        self._written: dict[tuple[str, str], bytes] = {}

    def put(self, standard: str, code: str, data: bytes) -> None:
        """From now on the value behind an identifier."""
        self._written[standard, code] = data

    def drop(self, standard: str, code: str) -> None:
        """What was put is gone."""
        self._written.pop((standard, code), None)

    def give(self, standard: str, code: str, value: Any) -> None:
        """Put a value of a file; a block is given part by part. Raises ValueError if it does not fit."""
        found = catalogued(standard, code)
        if found.items and isinstance(value, list) and standard in _WIDTH:
            for part, one in zip(_numbered(standard, code, found, len(value)), value, strict=True):
                self.give(standard, part, one)
        else:
            self.put(standard, code, written(found, value))

    def get(self, standard: str, code: str) -> bytes | None:
        """The value as on the wire; None if the meter has no such data."""
        value = self._written.get((standard, code))
        if value is not None:
            return value
        for source in self.sources:
            value = source.get(standard, code)
            if value is not None:
                return value
        return None


def writable(standard: str, code: str) -> bool:
    """Whether it is a parameter that can be set: class 04, or C of 1997."""
    return code.startswith("04" if standard == "2007" else "C")


def catalogued(standard: str, code: str) -> Identifier:
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


def parts(standard: str, code: str) -> list[str]:
    """The identifiers whose values a block may hold; none if it is no block."""
    width = _WIDTH.get(standard, 0)
    for at in _PLACES.get(standard, ()):
        if code[at : at + width] == "F" * width:
            return [f"{code[:at]}{n:0{width}X}{code[at + width :]}" for n in range(_CODES[standard])]
    return []


def _numbered(standard: str, code: str, found: Identifier, count: int) -> list[str]:
    """The first so many of them, as a meter with `count` values in this block numbers them. Raises ValueError."""
    codes, items = parts(standard, code), found.items or ()
    if not codes:
        return []
    if standard == "1997" and count == 4 and len(items) > 4 and items[1].key == "sharp":
        return [codes[0], *codes[2:5]]
    if count > len(items):
        raise ValueError(f"{code} holds at most {len(items)} values, not {count}")
    first = 0 if items and items[0].key == "total" else 1
    return codes[first : first + count]

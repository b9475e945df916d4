# axes.py - what the open digits of a family of identifiers stand for: tariff rates, settlement days, phases, records
"""tables/axes.tsv has a line for a digit or a range of them; in a range # is the number (#-1 one less)."""

from dataclasses import dataclass
from functools import cache

from wattkey_host.reader.dlt645.tables import rows


@dataclass(frozen=True)
class Member:
    """One choice on an axis: its hex digits, short key, and what it adds to the names of an identifier."""

    code: str
    key: str
    name: str
    name_zh: str
    series: bool = False  # one of many that differ by a number only
    numbered: "Member | None" = None  # the same choice by its number, where it has a name (rate 1 for sharp)

    @property
    def plain(self) -> "Member":
        """The choice by its number rather than its name, for where nobody knows which is which."""
        return self.numbered or self

    @property
    def block(self) -> bool:
        """Whether it asks for all the others in one answer; F in every digit, in 698.45 index 0."""
        return set(self.code) == {"F"} or (self.code, self.key) == ("00", "block")


@cache
def axis(standard: str, name: str) -> tuple[Member, ...]:
    """All choices on an axis, in order. Raises LookupError if there is no such axis."""
    lines = [row for row in rows("axes") if (row["standard"], row["axis"]) == (standard, name)]
    if not lines:
        raise LookupError(f"tables/axes.tsv has no {name} of {standard}")
    series = next((row for row in lines if "-" in row["code"]), None)
    return tuple(
        _member(row, number, len(first), series)
        for row, first, last in ((row, *_range(row["code"])) for row in lines)
        for number in range(int(first, 16), int(last, 16) + 1)
    )


def _range(code: str) -> tuple[str, str]:
    first, _, last = code.partition("-")
    return first, last or first


def _member(row: dict[str, str], number: int, digits: int, series: dict[str, str] | None) -> Member:
    def text(column: str) -> str:
        return row[column].replace("#-1", str(number - 1)).replace("#", str(number))

    numbered = _member(series, number, digits, None) if series and series is not row and number else None
    code = f"{number:0{digits}X}"
    return Member(code, text("key"), text("name"), text("name_zh"), "-" in row["code"], numbered)


@cache
def listed(standard: str, name: str) -> tuple[Member, ...]:
    """The choices worth showing: those with a name of their own; of a mere series the first."""
    every = axis(standard, name)
    named = tuple(one for one in every if not one.series)
    return named if any(not one.block for one in named) else (every[0], *named)


def member(standard: str, name: str, code: str) -> Member | None:
    """The choice with these hex digits, if there is one."""
    return next((one for one in axis(standard, name) if one.code == code), None)

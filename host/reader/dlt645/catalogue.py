# catalogue.py - data identifiers of all standards: found by number or name, their values read and written
"""The tables say what each identifier is; a family (tariffs, settlement days, phases, records) is one line.

`find("901F")` or `find("0001FF00")` or `find("voltage-a")` gives an Identifier; its `values` turns the bytes of an
answer (wire order, behind the identifier) into named values, its `write` turns values into bytes. An identifier of
DL/T 698.45 is an OAD: object, attribute, index.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from wattkey_host.reader.dlt645.axes import Member, axis, listed, member
from wattkey_host.reader.dlt645.blocks import Item
from wattkey_host.reader.dlt645.identifier import ALL, DIGITS, DLT698, Identifier, title
from wattkey_host.reader.dlt645.tables import rows

_NEAR = 5  # of those that come near


def find(text: str, standard: str | None = None) -> Identifier:
    """The identifier with this number (8 hex digits 2007 or 698.45, 4 hex digits 1997), short name or full name; the
    name of a family of energies, without a rate, stands for its total.

    Raises LookupError, with what comes near, if there is none in `standard` (2007, 1997, 698.45 without one).
    """
    wanted = [standard] if standard else ALL
    code = text.replace(" ", "").upper()
    numbered = [one for one in wanted if re.fullmatch(f"[0-9A-F]{{{DIGITS[one]}}}", code)]
    if numbered:
        return next((found for one in numbered if (found := known(one, code))), None) or by_code(numbered[0], code)
    for names in (_names(False), _names(True), _families()):
        for one in wanted:
            if found := names.get((one, _bare(text))):
                return found
    near = list({i.alias or i.name: f"{i.code} {i.alias or i.name}" for i in reversed(search(text, standard))}.values())
    near = near[: -_NEAR - 1 : -1]
    raise LookupError(f'no data identifier "{text}"' + (f"; near it: {', '.join(near)}" if near else ""))


@lru_cache(4096)  # also of what is not there, which takes longest: a line can bring any number
def known(standard: str, code: str) -> Identifier | None:
    """The identifier with this code; None for one that is not in the catalogue."""
    try:
        return by_code(standard, code)
    except LookupError:
        return None


@cache
def by_code(standard: str, code: str) -> Identifier:
    """The identifier with this code. Raises LookupError for one that is not in the catalogue."""
    for pattern, row in _patterns(standard):
        if match := pattern.fullmatch(code):
            chosen = {a: member(standard, a, digits) for a, digits in match.groupdict().items()}
            if None not in chosen.values():
                return _make(standard, code, row, {a: m for a, m in chosen.items() if m})
    raise LookupError(f"no data identifier {code} in {title(standard)}")


def unknown(standard: str, code: str) -> Identifier:
    """An identifier that is not in the catalogue: its value is plain bytes."""
    return Identifier(standard, code, "", f"unknown identifier {code}", f"未知数据标识{code}", "HEX", "", "")


def by_wire(standard: str, data: bytes) -> Identifier:
    """The identifier at the front of `data` (wire order); one that is not in the catalogue is an `unknown`."""
    code = data[: DIGITS[standard] // 2][:: 1 if standard == DLT698 else -1].hex().upper()
    return known(standard, code) or unknown(standard, code)


def search(text: str, standard: str | None = None) -> list[Identifier]:
    """The identifiers of which every word of `text` occurs in number, names or unit; the plainest first."""
    words = text.casefold().split()
    found = []
    for one in [standard] if standard else ALL:
        found += [i for i in everything(one, False) if words and all(_has(i, word) for word in words)]
    return sorted(found, key=lambda i: (i.alias != text.casefold(), not i.alias, len(i.name), i.code))


def _has(i: Identifier, word: str) -> bool:
    """Whether a word of the search occurs: in the number, where an English word begins, anywhere in Chinese."""
    said = f" {i.alias} {i.name} {i.unit}".casefold()
    number = len(word) > 2 and word in i.code.casefold()
    return number or word in i.name_zh or re.search(r"(?<![a-z0-9])" + re.escape(word), said) is not None


@cache
def everything(standard: str, whole: bool) -> tuple[Identifier, ...]:
    """All identifiers; without `whole` of each numbered series (settlement days, records) only the first."""
    return tuple(_everything(standard, whole))


def _everything(standard: str, whole: bool) -> Iterator[Identifier]:
    for row in rows("identifiers_" + standard):
        axes = re.findall(r"([a-z])\1*", row["id"])
        for members in product(*(axis(standard, a) if whole else listed(standard, a) for a in axes)):
            code = row["id"]
            for name, one in zip(axes, members, strict=True):
                code = re.sub(f"{name}+", one.code, code)
            yield _make(standard, code, row, dict(zip(axes, members, strict=True)))


@cache
def _patterns(standard: str) -> list[tuple[re.Pattern[str], dict[str, str]]]:
    def group(match: re.Match[str]) -> str:
        return f"(?P<{match[1]}>{'.' * len(match[0])})"

    return [(re.compile(re.sub(r"([a-z])\1*", group, row["id"])), row) for row in rows("identifiers_" + standard)]


@cache
def _names(whole: bool) -> dict[tuple[str, str], Identifier]:
    found: dict[tuple[str, str], Identifier] = {}
    for standard in ALL:
        for i in everything(standard, whole):
            for name in (i.alias, i.name, i.name_zh):
                if name:
                    found.setdefault((standard, _bare(name)), i)
    return found


@cache
def _families() -> dict[tuple[str, str], Identifier]:
    """The totals by the names of their families: "forward active energy" for "forward active energy, total"."""
    ending = (", total", "总电能")
    found: dict[tuple[str, str], Identifier] = {}
    for (standard, _), i in _names(False).items():
        if i.name.endswith(ending[0]) and i.name_zh.endswith(ending[1]):
            found.setdefault((standard, _bare(i.name.removesuffix(ending[0]))), i)
            found.setdefault((standard, _bare(i.name_zh.removesuffix(ending[1]).removeprefix("(当前)") + "电能")), i)
    return found


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _make(standard: str, code: str, row: dict[str, str], members: dict[str, Member]) -> Identifier:
    def said(column: str, members: dict[str, Member]) -> str:
        return row[column].format_map({a: m.name if column == "name" else m.name_zh for a, m in members.items()})

    def item(name: str, one: Member) -> Item:
        put = {**members, name: one}
        return Item(one.key, said("name", put), said("name_zh", put), row["unit"])

    open_axes = [name for name, one in members.items() if one.block]
    items: tuple[Item, ...] | None = None
    plain: tuple[Item, ...] = ()
    if len(open_axes) == 1:
        (name,) = open_axes
        ones = [one for one in axis(standard, name) if not one.block]
        items = tuple(item(name, one) for one in ones)
        plain = tuple(item(name, one.plain) for one in ones)
    keys = [one.key for one in members.values() if one.key not in ("", "total", "1")]
    alias = "-".join([row["alias"], *keys]) if row["alias"] != "-" else ""
    form = "HEX" if len(open_axes) > 1 else row["format"]
    names = said("name", members), said("name_zh", members)
    return Identifier(standard, code, alias, *names, form, row["unit"], row["source"], items, plain)

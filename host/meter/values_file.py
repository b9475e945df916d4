# values_file.py - the file that says what a meter is and holds (TOML)
"""All of it may be left out:

[meter]                       # the options of the command line, without dashes
address = "000000123456"
[energy]                      # kWh, registers of the rates
sharp = "1.00"
peak = "2.00"
flat = "3.00"
valley = "4.00"
[account]                     # yuan
history = ["100.00"]          # purchases so far; they open the account
balance = "87.65"
[passwords]                   # level = six digits
02 = "123456"
[keys]                        # of the soft ESAM, 32 hex digits
identity = "..."
[values]                      # identifier, by number or name = value, list, or "absent"
02010100 = "231.5"
901F = ["10.00", "1.00", "2.00", "3.00", "4.00"]
"""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from wattkey.amount import cents
from wattkey_host.meter.prepaid import MeterKeys
from wattkey_host.meter.registers import hundredths
from wattkey_host.meter.setup import Setup
from wattkey_host.meter.store import Store
from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.tomlfile import tables

RATES = ("sharp", "peak", "flat", "valley")
PLAIN = {
    "address", "customer", "rates", "phases", "infrared", "strict", "alone", "end_mark", "room", "answer_ms",
    "preamble", "personality",
}  # fmt: skip


def load(path: Path) -> dict[str, Any]:
    """The tables of a file. Raises ValueError, with what is wrong and where."""
    return tables(path)


def configured(setup: Setup, tables: dict[str, Any]) -> Setup:
    """`setup` with what the file says. Raises ValueError for what it should not say."""
    unknown = set(tables) - {"values", *_READERS}
    if unknown:
        raise ValueError(f"[{unknown.pop()}]: the tables are {', '.join(['values', *_READERS])}")
    for name, reader in _READERS.items():
        if name in tables:
            try:
                setup = replace(setup, **reader(setup, tables[name]))
            except (ValueError, TypeError, KeyError) as wrong:
                raise ValueError(f"[{name}]: {wrong}") from wrong
    return setup


def fill(store: Store, tables: dict[str, Any]) -> None:
    """Put the values of the file into a meter's store. Raises ValueError for one that does not fit."""
    for name, value in tables.get("values", {}).items():
        try:
            found = catalogue.find(name)
            standard, code = found.standard, found.code
        except LookupError as wrong:
            code, standard = name.upper(), {8: "2007", 4: "1997"}.get(len(name), "")
            if not standard or set(code) - set("0123456789ABCDEF"):
                raise ValueError(f"[values]: {wrong}") from wrong
        store.give(standard, code, value)


def _meter(setup: Setup, table: dict[str, Any]) -> dict[str, Any]:
    wrong = set(table) - PLAIN
    if wrong:
        raise ValueError(f"{wrong.pop()} is none of {', '.join(sorted(PLAIN))}")
    kinds = {field.name: type(getattr(setup, field.name)) for field in fields(setup)}
    for name, value in table.items():
        if type(value) is not kinds[name]:
            raise ValueError(f"{name} = {value!r} is no {kinds[name].__name__}")
    return table


def _energy(setup: Setup, table: dict[str, Any]) -> dict[str, Any]:
    if set(table) - set(RATES):
        raise ValueError(f"the rates are {', '.join(RATES)}")
    return {"registers": tuple(hundredths(str(table.get(rate, "0"))) for rate in RATES)}


def _account(setup: Setup, table: dict[str, Any]) -> dict[str, Any]:
    scene: dict[str, Any] = {"history": [cents(amount) for amount in table.get("history", [])]}
    if "balance" in table:
        text = str(table["balance"])
        scene["balance"] = cents(text.removeprefix("-")) * (-1 if text.startswith("-") else 1)
    return {"scene": scene}


def _passwords(setup: Setup, table: dict[str, Any]) -> dict[str, Any]:
    for level, digits in table.items():
        if not (level.isdecimal() and int(level) < 10 and str(digits).isdecimal() and len(str(digits)) == 6):
            raise ValueError(f"{level} = {digits!r}: a level from 00 to 09, and six digits in quotes")
    return {"passwords": {int(level): digits for level, digits in table.items()}}


def _keys(setup: Setup, table: dict[str, Any]) -> dict[str, Any]:
    held = {name: bytes.fromhex(table[name]) for name in ("identity", "load", "control")}
    if any(len(key) != 16 for key in held.values()):
        raise ValueError("identity, load and control have 32 hex digits each")
    return {"keys": MeterKeys(**held)}


_READERS: dict[str, Callable[[Setup, dict[str, Any]], dict[str, Any]]] = {
    "meter": _meter,
    "energy": _energy,
    "account": _account,
    "passwords": _passwords,
    "keys": _keys,
}

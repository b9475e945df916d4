# menucheck.py - the validator of menu tables; runs in the tests, never on the device
"""An entry must have words, lead somewhere, and be seen on a condition that there is."""

from wattkey.menu import opens
from wattkey.selftest import KEYS
from wattkey_lab.docs import tables
from wattkey_lab.docs.flowcheck import text_problems


def problems(menus: dict[str, tuple], flows: dict[str, tuple]) -> list[str]:
    """Everything wrong with the menus, the first of which is "home"."""
    found = []
    for name, entries in menus.values():
        found += [f"{name}: {p}" for row in entries for p in _entry_problems(row, menus, flows)]
        keys = [row[3] for row in entries if row[3]]
        found += [f"{name}: key {key!r} starts two things" for key in sorted({k for k in keys if keys.count(k) > 1})]
        found += [f"{name}: {p}" for p in text_problems("title." + name)]
    reached = {opens(row) for _, entries in menus.values() for row in entries}
    return found + [f"{name}: nobody opens it" for name in menus if name not in reached | {"home"}]


def _entry_problems(row: tuple, menus: dict[str, tuple], flows: dict[str, tuple]) -> list[str]:
    label, starts, when, key = row
    found = []
    if opens(row) and opens(row) not in menus:
        found.append(f"{label} opens the unknown menu {opens(row)!r}")
    if not opens(row) and starts not in flows:
        found.append(f"{label} starts the unknown flow {starts!r}")
    if when and not any(when in names for names in tables.conditions().values()):
        found.append(f"{label} is shown when {when!r}, which wattkey/menu.py does not list as a condition")
    if key and key not in KEYS:
        found.append(f"{label} has the key {key!r}, which no keypad has")
    return found + text_problems(label)

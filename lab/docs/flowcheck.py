# flowcheck.py - the validator of flow and menu tables; runs in the tests, never on the device
"""What the engine takes on trust, checked once on the PC."""

from wattkey.menu import opens
from wattkey.selftest import KEYS
from wattkey.wallet import Info
from wattkey_lab.docs import tables
from wattkey_lab.docs.texts import missing, too_wide


def problems(flow: tuple) -> list[str]:
    """Everything wrong with a flow, each as one sentence that names the step."""
    name, steps = flow
    names = [step[0] for step in steps]
    found = [f"{name}: step {n!r} stands twice" for n in names if names.count(n) > 1]
    found += [f"{name}: no step 'stop' for a step entered too often"] if "stop" not in names else []
    for step in steps:
        found += [f"{name}.{step[0]}: {p}" for p in _step_problems(step, names)]
    reached = _reached(steps)
    found += [f"{name}.{n}: nobody reaches it" for n in names if n not in reached]
    if not _ends(steps):
        found.append(f"{name}: it never ends")
    return found


def menu_problems(menus: dict[str, tuple], flows: dict[str, tuple]) -> list[str]:
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
    if when and not when.isupper() and when not in _properties():
        found.append(f"{label} is shown when {when!r}, which wallet.Info does not know")
    if key and key not in KEYS:
        found.append(f"{label} has the key {key!r}, which no keypad has")
    return found + text_problems(label)


def text_problems(key: str) -> list[str]:
    """A text that is missing in a language, or wider than the screen there."""
    return [f"text {key!r} is missing in {lang}" for lang in missing(key)] + [
        f"text {key!r} is too wide in {lang}: {line!r}" for lang, line in too_wide(key)
    ]


def _properties() -> set[str]:
    return set(vars(Info(b"\2" + bytes(63))))


def _step_problems(step: tuple, names: list[str]) -> list[str]:
    _, verb, leads, visits, text = step
    found = [f"leads to the unknown step {to!r}" for to in leads.values() if to not in [*names, "end"]]
    if not isinstance(visits, int) or visits < 1:
        found.append("a loop without a bound on visits")
    try:
        can = tables.outcomes(verb)
    except LookupError as error:
        return [*found, str(error)]
    if "else" not in leads:
        found += [f"outcome {o!r} of {verb} leads nowhere" for o in sorted(can - set(leads))]
    found += [f"{verb} has no outcome {o!r}" for o in sorted(set(leads) - can - {"else"})]
    return found + (text_problems(text.split(" ")[0]) if text else [])


def _reached(steps: tuple) -> set[str]:
    leads = {step[0]: set(step[2].values()) for step in steps}
    todo, seen = {steps[0][0], "stop"}, set()
    while todo:
        at = todo.pop()
        if at in leads and at not in seen:
            seen.add(at)
            todo |= leads[at]
    return seen


def _ends(steps: tuple) -> bool:
    """From every step there is a way to the end."""
    good = {"end"}
    while True:
        more = {s[0] for s in steps if set(s[2].values()) & good} - good
        if not more:
            return all(s[0] in good for s in steps)
        good |= more

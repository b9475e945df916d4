# tables.py - finds the flows and menus of the device, the verbs that they name, and what each declares
"""Read from the device's own files, so that checks and pages cannot drift from them."""

import importlib
import importlib.util
import inspect
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import wattkey
from wattkey import menu

_CONDITIONS = re.compile(r"^Of ([a-z. ]+): (\w+(?:, \w+)*)\.$", re.MULTILINE)
_OUTCOMES = re.compile(r"\bOutcomes: ([a-z_]+(?:, [a-z_]+)*)\.\s*\Z")


@cache
def nouns() -> dict[str, type]:
    """Every noun of the flow tables and its class: the modules of the core and its rooms that have `make(device)`."""
    found = {}
    core = Path(wattkey.__path__[0])
    for path in sorted(core.rglob("*.py")):
        name = ".".join(path.relative_to(core).with_suffix("").parts)
        module = importlib.import_module("wattkey." + name.removesuffix(".__init__"))
        if hasattr(module, "make"):
            found[name] = getattr(module, module.make.__annotations__["return"].__name__)
    return found


def load(path: Path) -> ModuleType:
    """The module in a file of the device, under a name of its own (our `code` and `menu` shadow nothing)."""
    spec = importlib.util.spec_from_file_location("wattkey_device_" + path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def flows(root: Path) -> dict[str, tuple]:
    """Every flow table in `root`/flows by its name."""
    modules = [load(path) for path in sorted((root / "flows").glob("*.py"))]
    return {m.FLOW[0]: m.FLOW for m in modules if hasattr(m, "FLOW")}


def menus(root: Path) -> dict[str, tuple]:
    """Every menu table in `root`/flows by its name."""
    modules = [load(path) for path in sorted((root / "flows").glob("*.py"))]
    return {m.MENU[0]: m.MENU for m in modules if hasattr(m, "MENU")}


def conditions() -> dict[str, list[str]]:
    """Whose ("the chip", "the device", "settings.toml") -> what an entry of a menu may name, as menu.py declares it."""
    return {whose: names.split(", ") for whose, names in _CONDITIONS.findall(menu.__doc__ or "")}


def outcomes(name: str) -> set[str]:
    """What the verb "noun.method" (or "room.noun.method") declares: its docstring ends with "Outcomes: ok, lost."

    Raises LookupError where there is no such coroutine, where it needs an argument, where it declares nothing.
    """
    noun, _, method = name.rpartition(".")
    found = getattr(nouns().get(noun), method, None)
    if found is None or method.startswith("_") or not inspect.iscoroutinefunction(found):
        raise LookupError(f'no verb "{name}"')
    if len(inspect.signature(found).parameters) > 1:
        raise LookupError(f"{name} is no verb: it needs more than its noun")
    declared = declared_in(found.__doc__ or "")
    if not declared:
        raise LookupError(f'{name} is no verb: its docstring does not end with "Outcomes: ok, lost."')
    return declared


def declared_in(docstring: str) -> set[str]:
    """The outcomes at the end of a docstring; none where it does not end in that form."""
    return {name for words in _OUTCOMES.findall(docstring) for name in words.split(", ")}


def verbs() -> list[str]:
    """Every method that declares outcomes, as "noun.method"."""
    return [
        f"{noun}.{method}"
        for noun, cls in nouns().items()
        for method, found in vars(cls).items()
        if declared_in(getattr(found, "__doc__", None) or "")
    ]

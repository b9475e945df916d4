# facts.py - the facts that fill the texts of the screens: what each is, and which verb sets it
"""A fact is a value that a verb leaves in `device.facts`. A step names it behind the key of its text, for a %s of the
words. All facts are forgotten when a flow begins (Presenter.begin)."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import wattkey
from wattkey_host import device_root
from wattkey_lab.docs import tables


class Fact(NamedTuple):
    """One fact; `widest` is a value as wide as it gets on the screen.

    `set_by`: verb -> the outcomes after which the fact is set; "" where the verb itself shows it while it works.
    """

    name: str
    meaning: str  # with its unit
    widest: str
    set_by: dict[str, str]


_PURCHASE = {"wallet.pending": "ok, none", "seller.talk": "taken"}
_FOUND = {"meter.ir_auth": "ok, silent, refused"}
_TRIED = dict.fromkeys(("pinpad.give", "pinpad.set", "pinpad.change", "pinpad.off"), "wrong, blocked")
_COUNTED = {"box.collect.begin": "new, part, whole, known", "box.collect.read": "ok, stopped"}
_LISTED = {
    "box.collect.begin": "new, part, whole, on, done, bad, known, none, search",
    "box.uplink.open": "ok, problem",
}
FACTS = (
    #    fact        meaning, unit                                      widest       verb: outcomes
    Fact("amount",   "the purchase, yuan",                              "99999.99",  _PURCHASE),
    Fact("balance",  "credit of the meter, yuan; - where not read",     "-99999.99", {"usage.read": "ok, failed"}),
    Fact("below",    "credit below which it takes the purchase, yuan",  "99999.99",  {"refusal.room": "full"}),
    Fact("least",    "what must be bought for the relay to close, yuan", "99999.99",  {"light.why": "buy"}),
    Fact("name",     "what settings.toml calls the meter",              "Shop No. 3", _FOUND),
    Fact("meter",    "number of the meter",                             "000000123456", _FOUND),
    Fact("tries",    "tries that are left for the PIN",                 "2",         _TRIED),
    Fact("all",      "meters of the box",                               "64",        _COUNTED),
    Fact("done",     "meters that this pass has asked",                 "12",        _COUNTED),
    Fact("silent",   "meters of which this pass has no reading",        "12",        _COUNTED),
    Fact("line",     "place of the wrong meter in the list; 0: none",    "12",        _LISTED),
    Fact("standard", "edition of DL/T 645 that is being tried, year",   "1997",      {"box.collect.search": ""}),
    Fact("baud",     "speed that is being tried, bit/s",                "1200",      {"box.collect.search": ""}),
    Fact("found",    "meters found so far",                             "12",        {"box.collect.search": ""}),
    Fact("minutes",  "until the next pass, minutes",                    "1440",      {"box.collect.rest": ""}),
    Fact("years",    "that the flash lasts at this interval",           "4",         {"box.collect.rest": ""}),
    Fact("asked",    "questions from above",                            "9999999",   {"box.uplink.serve": ""}),
    Fact("from",     "version that runs",                               "1.10.0",    {"update.look": "ok, none"}),
    Fact("to",       "version of the image",                            "1.11.0",    {"update.check": "ok, older"}),
    Fact("signer",   "whose key has signed it",                         "ACME Power", {"update.check": "ok, older"}),
    Fact("answered", "answers given to them",                           "9999999",   {"box.uplink.serve": ""}),
)  # fmt: skip
NAMED = {fact.name: fact for fact in FACTS}
NOT_SHOWN = {
    "code": "the short code of what went wrong: its words stand in the place of a text of the family sorry",
    "faults": "numbers of the codes P that the self-test has found: for the page of codes",
    "bought": "the meter's cumulative amount, hundredths of a yuan: for the chip's report",
}
_TEXT = re.compile(r'"((?:mail|say|step)\.[a-z_]+)((?: [a-z_]+)+)"')


def after(verb: str, outcome: str) -> set[str]:
    """The facts that `verb` has set when it ends with `outcome`."""
    return {fact.name for fact in FACTS if outcome in _outcomes(fact, verb)}


def _outcomes(fact: Fact, verb: str) -> set[str]:
    return set(filter(None, fact.set_by.get(verb, "").split(", ")))


def problems() -> list[str]:
    """Everything wrong with the list itself: verbs and outcomes that there are not, facts that no source sets."""
    found = []
    for fact in FACTS:
        for verb in fact.set_by:
            try:
                unknown = _outcomes(fact, verb) - tables.outcomes(verb)
            except LookupError as error:
                found.append(f"fact {fact.name}: {error}")
                continue
            found += [f"fact {fact.name}: {verb} has no outcome {outcome!r}" for outcome in sorted(unknown)]
    listed, in_source = set(NAMED) | set(NOT_SHOWN), set_in_source()
    found += [f"fact {name} is set by no source of the core" for name in sorted(listed - in_source)]
    return found + [f"fact {name} is set but not listed" for name in sorted(in_source - listed)]


def set_in_source() -> set[str]:
    """The names that the core's sources put into the facts."""
    nodes = [node for text in _core() for node in ast.walk(ast.parse(text))]
    targets = [target for node in nodes if isinstance(node, ast.Assign) for target in node.targets]
    places = [place for target in targets for place in (target.elts if isinstance(target, ast.Tuple) else [target])]
    return {
        ast.literal_eval(place.slice)
        for place in places
        if isinstance(place, ast.Subscript) and re.search(r"\b_?facts$", ast.unparse(place.value))
    }


@cache
def fillings() -> dict[str, tuple[str, ...]]:
    """Text key -> the facts that fill it, as flows and nouns name them."""
    flows = [path.read_text(encoding="utf-8") for path in (device_root() / "flows").glob("*.py")]
    found = [match for text in [*_core(), *flows] for match in _TEXT.finditer(text)]
    return {match[1]: tuple(match[2].split()) for match in found}


@cache
def _core() -> list[str]:
    """The sources of lib/wattkey."""
    return [path.read_text(encoding="utf-8") for path in sorted(Path(wattkey.__path__[0]).rglob("*.py"))]

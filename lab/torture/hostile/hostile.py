# hostile.py - `wattkey torture hostile`: odd drives and odd sessions at the seller's counter, each by its number
"""Held means: words instead of a traceback, nothing changed that is not the device's own, a success only for what the
chip has, and the sale ends once at an honest handheld."""

import json
import resource
import sys
import traceback
from collections.abc import Callable
from typing import Annotated, NamedTuple

import typer

from wattkey_lab.torture.hostile import odddrives, oddsessions
from wattkey_lab.torture.hostile.shopfloor import Floor, floor

_LIMIT_MB = 200


class Sort(NamedTuple):
    """A sort of attack: how one is tried, how many follow each other at one shop, what is there before."""

    attack: Callable[[Floor, int], str]
    block: int
    prepare: Callable[[Floor], None] = lambda _floor: None


SORTS = {
    "drives": Sort(odddrives.attack, odddrives.BLOCK, odddrives.prepare),
    "sessions": Sort(oddsessions.attack, oddsessions.BLOCK),
}
Told = Callable[[str], object]


def hostile(
    drives: Annotated[int, typer.Option(min=0, help="Odd drives")] = 10_000,
    sessions: Annotated[int, typer.Option(min=0, help="Odd sessions at a port")] = 10_000,
    number: Annotated[str, typer.Option(help="Do one again, and tell it: drives:17, sessions:4")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON, last on stdout; words on stderr")] = False,
) -> None:
    """Attack the seller's PC with drives and devices that lie; each by its number."""

    def tell(words: str) -> None:
        typer.echo(words, err=as_json)

    if number:
        raise typer.Exit(again(number, tell))
    kinds: dict[str, set[str]] = {}
    lost = {sort: run(sort, many, kinds, tell) for sort, many in (("drives", drives), ("sessions", sessions))}
    told = {
        "tried": drives + sessions,
        "held": drives + sessions - sum(map(len, lost.values())),
        "lost": [f"{sort}:{which}" for sort, numbers in lost.items() for which in numbers],
        "kinds": {sort: len(found) for sort, found in kinds.items()},
        "peak_mb": _peak_mb(),
    }
    tell(f"{told['held']} of {told['tried']} held; {told['peak_mb']} MB at most")
    if as_json:
        typer.echo(json.dumps(told))
    raise typer.Exit(0 if not told["lost"] and told["peak_mb"] < _LIMIT_MB else 1)  # type: ignore[operator]


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 << 20 if sys.platform == "darwin" else 1024)


def run(sort: str, many: int, kinds: dict[str, set[str]], tell: Told) -> list[int]:
    """The first `many` attacks of a sort; the numbers of those that did not hold. `kinds` hears what was tried."""
    lost = []
    block = SORTS[sort].block
    for first in range(0, many, block):
        with floor(first) as place:
            SORTS[sort].prepare(place)
            for number in range(first, min(first + block, many)):
                try:
                    kinds.setdefault(sort, set()).add(SORTS[sort].attack(place, number))
                except Exception as error:  # noqa: BLE001 whatever comes out is what did not hold
                    lost.append(number)
                    tell(f"{sort}:{number} did not hold: {type(error).__name__}: {ascii(str(error))}")
                    break  # the shop is not as it should be: the next block has another
    return lost


def again(name: str, tell: Told) -> int:
    """One attack once more, with those before it at that shop; the exit status. Raises BadParameter."""
    sort, _, text = name.partition(":")
    if sort not in SORTS or not text.isdecimal():
        raise typer.BadParameter("name it as drives:17 or sessions:4", param_hint="--number")
    wanted, block = int(text), SORTS[sort].block
    first = wanted - wanted % block
    with floor(first) as place:
        SORTS[sort].prepare(place)
        for number in range(first, wanted):
            SORTS[sort].attack(place, number)
        try:
            tell(f"{name}: {SORTS[sort].attack(place, wanted)}: held")
        except Exception:  # noqa: BLE001 it is to be looked at
            tell(traceback.format_exc())
            return 1
    return 0

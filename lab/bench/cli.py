# cli.py - `wattkey bench`: the figures, measured now
"""Sessions on the virtual clock, judged against what their own bytes need; the codec in real time."""

import json
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from wattkey_host import device_root
from wattkey_host.sim.sessions import AirSession
from wattkey_host.story.script import play, read
from wattkey_host.story.stage import Stage
from wattkey_host.story.teller import kind, recharges
from wattkey_host.story.verbs import VERBS
from wattkey_host.story.ways import WAYS
from wattkey_lab.bench import codecs

# what a session may take: name -> (pairs, ratio), from the design
BOUNDS = {"recharge": (15, 1.05), "close": (7, None)}
SALE_RATIO, SALE_S, ISSUE_S = 1.05, 8, 20  # a purchase with read-back over infrared, and issuing


def bench(
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON, last on stdout")] = False,
    vend: Annotated[bool, typer.Option("--vend", help="The seller's ledger instead, on a disk: half an hour.")] = False,
    counter: Annotated[bool, typer.Option("--counter", help="Clerks at once through the counter's pages.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="With --vend or --counter: a tenth of the size.")] = False,
    kills: Annotated[int, typer.Option(min=0, help="With --vend: SIGKILLs for each engine.")] = 200,
    lives: Annotated[int, typer.Option(min=0, help="With --vend: random lives.")] = 2000,
) -> None:
    """Print the figures. A figure that misses its bound is printed as it is, and marked."""
    if counter or vend:
        _of_the_shop(counter, quick, kills, lives, as_json)
        return
    started = time.perf_counter()
    sessions = _sessions()
    demo_s = time.perf_counter() - started
    measured, of_698 = codecs.measure(), codecs.measure_698()
    slow = max(recharges(sessions), key=lambda session: session.session_s)
    close = next(session for session in sessions if kind(session) == "close")
    rows = [
        ("recharge: pairs", slow.pairs, f"{BOUNDS['recharge'][0]}", slow.pairs <= BOUNDS["recharge"][0]),
        ("recharge: time / byte floor", round(slow.ratio, 4), f"{BOUNDS['recharge'][1]}", slow.ratio <= 1.05),
        ("recharge: virtual seconds", round(slow.session_s, 3), "", True),
        ("close key: pairs", close.pairs, f"{BOUNDS['close'][0]}", close.pairs <= BOUNDS["close"][0]),
        ("close key: time / byte floor", round(close.ratio, 4), "", True),
        *_seller(),
        ("demo story: wall seconds", round(demo_s, 2), "20", demo_s <= 20),
        *codecs.bounds(measured),
        *codecs.bounds_698(of_698),
    ]
    table = Table("figure", "now", "bound", "")
    for name, value, bound, good in rows:
        table.add_row(name, f"{value:,}", bound, "" if good else "[red]missed[/]")
    console = Console(stderr=as_json)
    console.print(table, codecs.table(measured), codecs.table(of_698, heading="codec of DL/T 698.45, on this PC"))
    if len(measured) == 1:
        console.print("the other codecs are not here: `make bench` brings them")
    if as_json:
        print(json.dumps({**{name: value for name, value, _, _ in rows}, **_codecs(measured, of_698)}))


def _of_the_shop(counter: bool, quick: bool, kills: int, lives: int, as_json: bool) -> None:
    from wattkey_lab.bench.book import cost, counterload

    def told(words: str) -> None:
        typer.echo(words, err=True)

    if counter:
        seconds, times = (3, 5) if quick else (30, 50)
        cost.show(counterload.measure(seconds, times, told), as_json, counterload.BOUNDS)
    else:
        cost.show(cost.measure(quick, kills, lives, told), as_json)


def _codecs(of_645: list[codecs.Figures], of_698: list[codecs.Figures]) -> dict[str, object]:
    return {"codecs": [asdict(one) for one in of_645], "codecs_698": [asdict(one) for one in of_698]}


def _seller() -> list[tuple[str, float, str, bool]]:
    """The seller over infrared, the slowest of each kind."""
    sessions = _sessions("ir")
    sale, issue = (
        max((session for session in sessions if kind(session) == what), key=lambda session: session.session_s)
        for what in ("sale", "issue")
    )
    return [
        ("sale by infrared: time / byte floor", round(sale.ratio, 4), f"{SALE_RATIO}", sale.ratio <= SALE_RATIO),
        ("sale by infrared: virtual seconds", round(sale.session_s, 3), f"{SALE_S}", sale.session_s < SALE_S),
        ("issue by infrared: virtual seconds", round(issue.session_s, 3), f"{ISSUE_S}", issue.session_s < ISSUE_S),
    ]


def _sessions(way: str = "drive") -> list[AirSession]:
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        play(read(device_root() / "stories" / "two_purchases.story"), VERBS | WAYS[way], stage, lambda line: None)
        stage.world.close()
        return stage.sessions()

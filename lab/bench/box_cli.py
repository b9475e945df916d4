# box_cli.py - `wattkey box`: how long a box takes on a first and on a learned pass, or to be searched, measured now
"""Exit status 1 if a value was wrong or a meter that answers was not read."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from wattkey.box.boxmeter import MOST
from wattkey_host.meter.boxmeters import load
from wattkey_lab.bench.box_figures import BOUNDS, figures
from wattkey_lab.bench.box_search import search


def box(
    meters: Annotated[int, typer.Option(min=1, max=MOST, help="Only the first so many")] = MOST,
    searched: Annotated[bool, typer.Option("--search", help="How long it takes to find them, with no list")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON, last on stdout")] = False,
) -> None:
    """Read the simulated box of 64 meters of both editions three times with the device's collector."""
    if searched:
        raise typer.Exit(_search(meters, as_json))
    checked, unchecked = figures(meters), figures(meters, twice=True)
    table = Table("figure", "link checks parity", "it does not: read twice", "bound")
    for name, value in checked.items():
        bound = BOUNDS.get(name)
        mark = "[red]missed[/] " if bound and value > bound else ""
        table.add_row(name, f"{mark}{value:,}", f"{unchecked[name]:,}", f"{bound or ''}")
    Console(stderr=as_json).print(table)
    if as_json:
        print(json.dumps({**checked, "without_parity": unchecked}))
    for found in (checked, unchecked):
        if found["wrong"] or found["read_right"] + found["silent"] < found["meters"]:
            raise typer.Exit(1)


def _search(meters: int, as_json: bool) -> int:
    specs = load()[:meters]
    found = search(specs).judged(specs)
    table = Table("figure", "of the search")
    for name, value in found.items():
        table.add_row(name, f"{value:,}")
    Console(stderr=as_json).print(table)
    if as_json:
        print(json.dumps(found))
    return 1 if found["missed"] or found["phantom"] else 0

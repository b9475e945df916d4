# cli.py - `wattkey box`: how long a box takes on a first and on a learned pass, measured now
"""Exit status 1 if a value was wrong or a meter that answers was not read."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from wattkey.box import MOST
from wattkey_host.box.figures import BOUNDS, figures


def box(
    meters: Annotated[int, typer.Option(min=1, max=MOST, help="Only the first so many")] = MOST,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON, last on stdout")] = False,
) -> None:
    """Read the simulated box of 64 meters of both editions three times with the device's collector."""
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

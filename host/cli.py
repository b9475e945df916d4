# cli.py - the command line: `wattkey ...`
"""One Typer application; each command lives with the part it runs."""

import importlib
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from wattkey_host.complaint import in_words
from wattkey_host.drive.cli import drive
from wattkey_host.meter.cli_meter import meter
from wattkey_host.reader.cli_read import read
from wattkey_host.reader.dlt645.cli_decode import decode
from wattkey_host.reader.dlt645.cli_ids import ids
from wattkey_host.sim.cli import sim
from wattkey_host.story.cli import demo
from wattkey_host.vend.cli import vend_app

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(vend_app, name="vend")
app.command()(demo)
app.command()(sim)
app.command()(meter)
app.command()(read)
app.command()(decode)
app.command()(drive)
app.command()(ids)


LAB = {  # command -> where it lives; `host` names the lab here and nowhere else
    "bench": "bench.cli:bench",
    "box": "bench.box_cli:box",
    "docs": "docs.cli:docs",
    "glyphs": "docs.glyphs:app_command",
    "pico": "pico.cli:pico",
    "screens": "docs.screens:screens",
    "torture": "torture.cli:torture_app",
}


def _add_lab() -> None:
    """The commands that prove things, where they are installed."""
    for name, place in LAB.items():
        module, _, function = place.partition(":")
        found = getattr(importlib.import_module(f"wattkey_lab.{module}"), function)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)


_add_lab()


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"wattkey {version('wattkey')}")
        raise typer.Exit


@app.callback()
def _about(
    tell_version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say the version and exit.")
    ] = False,
) -> None:
    """Carries bought electricity from the seller into a prepaid meter: `wattkey demo` shows it."""


def main() -> None:
    """The entry point of the `wattkey` script. A file, folder or port that cannot be had is one line, status 1."""
    try:
        app()
    except OSError as error:
        typer.echo(f"wattkey: {in_words(error)}", err=True)
        sys.exit(1)

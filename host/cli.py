# cli.py - the command line: `wattkey ...`
"""One Typer application; each command lives with the part it runs."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from wattkey_host.bench import bench
from wattkey_host.box.cli import box
from wattkey_host.complaint import in_words
from wattkey_host.dlt645.cli_decode import decode
from wattkey_host.dlt645.cli_ids import ids
from wattkey_host.docs import docs
from wattkey_host.drive.cli import drive
from wattkey_host.glyphs import app_command as glyphs
from wattkey_host.partner.cli_meter import meter
from wattkey_host.partner.cli_read import read
from wattkey_host.pico.cli import pico
from wattkey_host.screens import screens
from wattkey_host.story.cli import demo
from wattkey_host.story.sim import sim
from wattkey_host.torture.cli import torture_app
from wattkey_host.vend.cli import vend_app

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(vend_app, name="vend")
app.add_typer(torture_app, name="torture")
app.command()(demo)
app.command()(sim)
app.command()(meter)
app.command()(read)
app.command()(bench)
app.command()(box)
app.command()(docs)
app.command()(screens)
app.command()(decode)
app.command()(drive)
app.command()(pico)
app.command()(ids)
app.command("glyphs")(glyphs)


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

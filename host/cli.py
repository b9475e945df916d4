# cli.py - the command line: `wattkey ...`
"""One Typer application; each command lives with the part it runs."""

import typer

from wattkey_host.bench import bench
from wattkey_host.box.cli import box
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


def main() -> None:
    """The entry point of the `wattkey` script."""
    app()

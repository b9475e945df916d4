# cli.py - the command line: `wattkey ...`
"""A table of all commands; each lives with the part it runs, and is imported when it is called."""

import sys
from typing import Annotated

import typer

from wattkey_host.commandtable import Row, group, offer
from wattkey_host.plain import say

SEE, SELL, MEASURE, PROVE = "See it and make one", "For sellers", "For engineers at a meter", "The lab: prove it"
HOST = {
    "demo": Row(
        "wattkey_host.story.cli:demo", SEE, "Watch a purchase travel from the seller into the meter.",
        "demo --story two_purchases", "The story was not played to its end, and nothing of it is kept",
    ),
    "sim": Row(
        "wattkey_host.sim.cli:sim", SEE, "Run the simulated handheld; its keys are typed.",
        "sim --usb 127.0.0.1:4444 --chip card.json", "The handheld is off; its chip has what it had taken",
    ),
    "chip": Row(
        "wattkey_host.sim.chip.cli:chip", SEE, "Be the chip of a board that has none, and its way to a meter.",
        "chip --port /dev/ttyACM1 --meter 127.0.0.1:6450", "The chip is off; its file has what it had taken",
    ),
    "drive": Row(
        "wattkey_host.drive.cli:drive", SEE, "Make the drive of a handheld, to be dragged onto a board.",
        "drive /media/CIRCUITPY --mpy", "The drive may be half made: run the same command again",
    ),
    "pack": Row(
        "wattkey_host.drive.cli_pack:pack", SEE, "Make the image that updates a handheld when it is dropped.",
        "pack OUT --key vendor.pem", "No image was made: run the same command again",
    ),
    "install": Row(
        "wattkey_host.drive.cli_install:install", SEE, "Put all onto a board that is plugged in, and read it back.",
        "install --bare", "The board may be half written: run the same command again",
    ),
    "vend": Row(
        "wattkey_host.vend.cli.register:vend_app", SELL, "Issue cards, sell, receive reports.",
        "vend sell --meter 000000123456 --amount 100.00 --payment P1",
    ),
    "read": Row(
        "wattkey_host.reader.cli_read:read", MEASURE, "Read a value of a DL/T 645 meter, or a box of meters.",
        "read --to /dev/ttyUSB0 --id voltage_a", "What was read stands above",
    ),
    "decode": Row(
        "wattkey_host.reader.dlt645.cli_decode:decode", MEASURE, "Say what the bytes of a frame mean.",
        "decode 68AAAAAAAAAAAA681300DF16", "What is told above stands; the rest was not looked at",
    ),
    "ids": Row(
        "wattkey_host.reader.dlt645.cli_ids:ids", MEASURE, "Search the data identifiers, in Chinese and English.",
        "ids voltage", "What is listed above stands; there may be more",
    ),
    "meter": Row(
        "wattkey_host.meter.cli_meter:meter", MEASURE, "Be a meter, for any client to ask.",
        "meter --listen 127.0.0.1:6450 --standard 2007", "The meter is off, and what it held is gone",
    ),
}  # fmt: skip
LAB = {  # of the package wattkey_lab, which need not be there: commandtable.py says so of a command that lacks it
    "torture": Row(
        "wattkey_lab.torture.cli:torture_app", PROVE, "Cut, tear, disturb, attack: every promise must hold.",
        "torture --every 50",
    ),
    "pico": Row(
        "wattkey_lab.pico.cli:pico", PROVE, "A story on CircuitPython itself, in an emulated Pico.",
        "pico --story two_purchases", "The emulated board is off, and nothing of it is kept",
    ),
    "bench": Row(
        "wattkey_lab.bench.cli:bench", PROVE, "Measure, and mark what misses its bound.",
        "bench --json", "Nothing was measured to its end",
    ),
    "box": Row(
        "wattkey_lab.bench.box_cli:box", PROVE, "How long a box of meters takes to be read, or searched.",
        "box --meters 8", "Nothing was measured to its end",
    ),
    "screens": Row(
        "wattkey_lab.docs.screens:screens", PROVE, "Draw every screen in both languages on one sheet.",
        "screens --out sheet.png", "The screens are recorded as they were before, or all anew: run it again",
    ),
    "glyphs": Row(
        "wattkey_lab.docs.glyphs:glyphs", PROVE, "Build the font with the characters that the texts use.",
        "glyphs /usr/share/unifont/unifont.hex", "The font may be half written: run the same command again",
    ),
    "touch": Row(
        "wattkey_lab.touch.cli:touch_app", PROVE, "The page of the simulator: pictures, figures, a monkey.",
        "touch bench",
    ),
    "docs": Row(
        "wattkey_lab.docs.cli:docs", PROVE, "Write the pages that follow from tables, or check them.",
        "docs --check", "The pages named above are written, the others are as they were",
    ),
}  # fmt: skip

app = group("demo")
offer(app, HOST)
offer(app, LAB)


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"wattkey {version('wattkey')}")
        raise typer.Exit


@app.callback()
def _about(
    tell_version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say the version and exit.")
    ] = False,
) -> None:
    """Carries bought electricity from the seller into a prepaid meter: `wattkey demo` shows it."""


def main() -> None:
    """Run it. A file, folder or port that cannot be had is one line, status 1."""
    try:
        app()
    except OSError as error:
        from wattkey_host.complaint import in_words

        say(f"wattkey: {in_words(error)}", err=True)
        sys.exit(1)

# watching.py - `wattkey vend watch`: serves every handheld that is plugged in, without a page, until Ctrl-C
"""Each one once, until it is pulled out and comes again, or its report has changed."""

import time
from pathlib import Path
from typing import Annotated

import typer

from wattkey_host.plain import say
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.cli import drives
from wattkey_host.vend.cli.console import HERE, ShopFolder, clearly, opened
from wattkey_host.vend.cli.drives import DriveOutcome, PluggedDrive
from wattkey_host.vend.cli.plugged import REPORT, document

_EVERY_S = 1.0


def watch(
    at: Annotated[
        list[Path] | None, typer.Option("--at", exists=True, help="Folder in which drives appear; the usual ones.")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Serve those that are there, and end.")] = False,
    shop: ShopFolder = HERE,
) -> None:
    """Serve plugged-in handhelds: hear the report, remove used-up orders, write what waits. Ends with Ctrl-C."""
    with clearly():
        desk = opened(shop)
        seen: dict[Path, object] = {}
        while True:
            seen = look(desk, at, seen)
            if once:
                return
            time.sleep(_EVERY_S)


def look(desk: Desk, roots: list[Path] | None, seen: dict[Path, object]) -> dict[Path, object]:
    """Serve what is new since `seen`; what is seen now."""
    there = {drive.folder: drive for drive in drives.found(desk, roots)}
    now = {folder: _stands(drive) for folder, drive in there.items()}
    for folder, drive in there.items():
        if now[folder] != seen.get(folder):
            _tell(drive, drives.serve(desk, drive))
            now[folder] = _stands(drive)
    return now


def _stands(drive: PluggedDrive) -> object:
    """What changes when the device has something new to say."""
    report = drive.folder / REPORT
    try:
        return drive.serial, drive.wrong, document(report) if report.is_file() else b""
    except OSError:  # it is being pulled out
        return None


def _tell(drive: PluggedDrive, served: DriveOutcome) -> None:
    known = f"card {drive.card.card}" if drive.card else drive.wrong or f"chip {drive.serial}, unknown to this shop"
    say(f"{drive.folder}: {known}")
    for line in served.outcome.words if served.outcome else ():
        say(f"  {line}")
    for verb, names in (("written", served.written), ("removed", served.removed)):
        for name in names:
            say(f"  {verb}: {name}")
    for error in served.refused:
        say(f"  {error}", err=True)

# cli.py - what `wattkey sim --page` does: finds what it needs, or says what is missing
"""The web packages come with the extra `web`; the emulated Pico is part of the lab, found by its name."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import typer

from wattkey_host.complaint import in_words
from wattkey_host.plain import say
from wattkey_host.story.playedboard import BoardMaker, simulated

BRINGS = "pip install 'wattkey[web]'"
_WEB = ("jinja2", "starlette", "uvicorn", "websockets")


def page(at: str, language: str, drive: Path | None, once: bool, pico: bool, tell: Callable[[str], None]) -> None:
    """Serve the page until Ctrl-C. Raises typer.Exit with one line where something is missing or in use,
    typer.BadParameter for options that do not go together."""
    if drive and pico:
        raise typer.BadParameter(
            "an emulated Pico has its drive in its flash: leave one of them out", param_hint="--drive"
        )
    try:
        for package in _WEB:
            import_module(package)
        import_module("wattkey_host.webdoor").address(at)  # a wrong one is told before all else is loaded
        serving = import_module("wattkey_host.touch.serving")
    except ValueError as error:
        say(f"wattkey: {error}", err=True)
        raise typer.Exit(1) from error
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in _WEB:
            raise
        say(f"wattkey: the page needs the package {missing.name}, which is not installed: {BRINGS}", err=True)
        raise typer.Exit(1) from missing
    try:
        serving.serve(at, language, board=_pico() if pico else simulated, drive=drive, once=once, tell=tell)
    except (OSError, ValueError) as error:
        where = f"{at}: " if isinstance(error, OSError) and not error.filename else ""
        say(f"wattkey: {where}{in_words(error) if isinstance(error, OSError) else error}", err=True)
        raise typer.Exit(1) from error


def _pico() -> BoardMaker:
    """A maker of emulated Picos. Raises typer.Exit with status 2 where the lab or a piece of it is missing."""
    try:
        emulator = import_module("wattkey_lab.pico.emulator")
        emulated = import_module("wattkey_lab.pico.emulated").emulated
    except ModuleNotFoundError as missing:
        say(f"wattkey: --pico needs {missing.name}, which comes with the sources: folder lab", err=True)
        raise typer.Exit(2) from missing
    try:
        board: BoardMaker = emulated(emulator.find_parts(None, None))
    except emulator.Missing as missing:  # it says which command brings it
        say(f"wattkey: {missing}", err=True)
        raise typer.Exit(2) from missing
    return board

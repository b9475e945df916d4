# cli.py - `wattkey pico`: a story on the official CircuitPython, in an emulated Pico
"""Exit status 1 if the story came out otherwise, or (--json by drive) a cut was not survived; 2 if a piece lacks."""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from wattkey_host import interrupt
from wattkey_host.foreign import write as save
from wattkey_host.overwrite import Overwrite, ask_before
from wattkey_host.story.cli import Way, path_of, perform
from wattkey_host.story.playedboard import Language
from wattkey_host.story.script import StoryFailed, read
from wattkey_host.story.settingoption import Settings, set_to
from wattkey_host.story.stage import Stage
from wattkey_host.story.ways import WAYS
from wattkey_lab.bench.box_figures import section
from wattkey_lab.pico.emulated import emulated
from wattkey_lab.pico.emulator import Missing, Parts, find_parts
from wattkey_lab.pico.figures import Figures, measure, missed
from wattkey_lab.pico.heap import heap_figures
from wattkey_lab.pico.livefigures import measure_live
from wattkey_lab.pico.report import page


def pico(
    story: Annotated[str, typer.Option(help="A story of the folder stories, or a path")] = "two_purchases",
    by: Annotated[Way, typer.Option(help="How documents travel between seller and handheld")] = Way.DRIVE,
    language: Annotated[Language, typer.Option(help="The language of the device's screens")] = Language.EN,
    mpy: Annotated[bool, typer.Option(help="Modules compiled, as released; --no-mpy: as they stand")] = True,
    packed: Annotated[bool, typer.Option("--image/--loose", help="The application in one image, or in files")] = False,
    shots: Annotated[Path | None, typer.Option(help="Save the screens that the story looks at as PNGs here")] = None,
    overwrite: Overwrite = False,
    settings: Settings = None,
    as_json: Annotated[bool, typer.Option("--json", help="Measure, by drive also cut; a line of JSON, last")] = False,
    heap: Annotated[bool, typer.Option("--heap", help="With --json: only the heap of the flows, ten minutes")] = False,
    updates: Annotated[bool, typer.Option("--updates", help="With --json: only updates, cut or edited")] = False,
    hosted: Annotated[bool, typer.Option("--hosted", help="With --updates: only what a host does and drops")] = False,
    sample: Annotated[int, typer.Option(min=1, help="With --json: cut at every N-th flash operation only")] = 1,
    write: Annotated[Path | None, typer.Option(help="With --json: write the figures as a page here")] = None,
    uf2: Annotated[Path | None, typer.Option(help="CircuitPython 10.2.1 for the Raspberry Pi Pico, English")] = None,
    bootrom: Annotated[Path | None, typer.Option(help="The RP2040's boot ROM B1, as rp2040js' demo has it")] = None,
) -> None:
    """Tell stories on the real interpreter: CircuitPython's own UF2 in an emulated Pico."""
    _check(as_json, by, heap, bool(write) or sample != 1 and not updates)
    _check_updates(as_json, updates, hosted)
    if as_json and settings:
        raise typer.BadParameter("the figures are of the parts as shipped", param_hint="--set")
    ask_before(overwrite, write)
    try:
        parts = find_parts(uf2, bootrom)
    except Missing as missing:
        print(f"wattkey: {missing}", file=sys.stderr)
        raise typer.Exit(2) from missing
    console = Console(stderr=as_json, highlight=False)
    if updates:
        _updates(parts, language.value, sample, hosted, console)
    elif as_json:
        _figures(parts, story, by, language.value, heap, packed, sample, write, console)
    else:
        with tempfile.TemporaryDirectory() as folder:
            board = set_to(emulated(parts, mpy, packed=packed), settings)
            stage = Stage(Path(folder), language.value, board=board)
            perform(story, stage, console, shots, WAYS[by.value], overwrite)


def _check(as_json: bool, by: Way, heap: bool, of_the_story: bool) -> None:
    if heap and not (as_json and by == Way.DRIVE):
        raise typer.BadParameter("goes with --json, and with the story by drive", param_hint="--heap")
    if as_json and (heap or by != Way.DRIVE) and of_the_story:
        raise typer.BadParameter("the page and the cuts are of the story by drive", param_hint="--write, --sample")


def _check_updates(as_json: bool, updates: bool, hosted: bool) -> None:
    if updates and not as_json:
        raise typer.BadParameter("goes with --json", param_hint="--updates")
    if hosted and not updates:
        raise typer.BadParameter("goes with --updates", param_hint="--hosted")


def _figures(
    parts: Parts, story: str, by: Way, language: str, heap: bool, packed: bool, sample: int, write: Path | None,
    console: Console,
) -> None:  # fmt: skip
    with _failing():
        if heap:
            _tell(heap_figures(parts, read(path_of(story)), language, console.print, packed), console)
        elif by == Way.DRIVE:
            _measure(parts, story, language, sample, write, console)
        else:
            _tell(measure_live(parts, story, by.value, language, console.print), console)


def _updates(parts: Parts, language: str, sample: int, hosted: bool, console: Console) -> None:
    from wattkey_lab.pico.updates import Tally, update_figures

    tally = Tally()
    interrupt.ask(lambda: f"So far: {json.dumps(tally.figures())}")
    with _failing():
        found = update_figures(parts, language, console.print, sample, tally, hosted)
    print(json.dumps(found))
    if any(found[bad] for bad in ("bricks", "silent", "accepted", "fallen")):
        raise typer.Exit(1)


def _measure(parts: Parts, story: str, language: str, sample: int, write: Path | None, console: Console) -> None:
    figures = measure(parts, story, language, sample)
    if write:
        save(write, (page(figures, story, sample) + "\n" + section()).encode())
    _tell(figures, console)
    if figures["cuts"] != figures["cuts_survived"] or not figures["restored"]:
        raise typer.Exit(1)


def _tell(figures: Figures, console: Console) -> None:
    for key in missed(figures):
        console.print(f"[red]missed[/] {key}: {figures[key]}")
    print(json.dumps(figures))


@contextmanager
def _failing() -> Iterator[None]:
    """A story that comes out otherwise is said on stderr, and the exit status is 1."""
    try:
        yield
    except StoryFailed as failed:
        print(f"The story failed at {failed}", file=sys.stderr)
        raise typer.Exit(1) from failed

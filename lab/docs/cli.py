# cli.py - `wattkey docs`: writes the pages that follow from the tables, or checks that they do
"""A generated page is committed; the tests run the check."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from wattkey_host import device_root
from wattkey_host.story.script import StoryFailed
from wattkey_lab.bench import box_figures
from wattkey_lab.docs import errordoc, flowdoc, identifiers, journey, wiring
from wattkey_lab.torture.mutants import mutants

BOX_PAGES = (box_figures.PAGE, "docs/img/box.svg")  # made from half a minute of passes over a box
PAGES: dict[str, Callable[[Path], str]] = {
    "docs/errors.md": errordoc.page,
    "docs/flows.md": flowdoc.page,
    "docs/identifiers.md": identifiers.page,
    "docs/mutants.md": mutants.page,
    box_figures.PAGE: box_figures.page,
    "docs/img/box.svg": box_figures.drawn,
    "docs/img/journey.svg": journey.journey,
    "docs/img/usb.svg": journey.by_cable,
    "docs/img/wiring.svg": wiring.wiring,
}


def stale(root: Path) -> Iterator[str]:
    """The generated pages that no longer say what the tables say."""
    return (name for name, page in PAGES.items() if _text(root / name) != page(root))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def docs(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a page is out of date")] = False,
) -> None:
    """Write what in docs follows from tables, cases and runs: errors.md, flows.md, identifiers.md, mutants.md, the part
    of performance.md about a box, and the pictures box.svg, journey.svg, usb.svg, wiring.svg."""
    root = device_root()
    if not (root / "docs").is_dir():
        typer.echo(f"{root} is an installed copy; run this in a checkout", err=True)
        raise typer.Exit(1)
    try:
        _bring_up_to_date(root, check)
    except StoryFailed as failed:
        typer.echo(f"the picture could not be drawn: {failed}", err=True)
        raise typer.Exit(1) from failed


def _bring_up_to_date(root: Path, check: bool) -> None:
    for name in stale(root):
        typer.echo(f"{name} is out of date" if check else f"{name} written", err=True)
        if check:
            raise typer.Exit(1)
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(PAGES[name](root), encoding="utf-8")

# cli.py - `wattkey touch`: the page of `wattkey sim --page` in a real browser: pictures, figures, a monkey
"""Exit status 1 where a rule of the money breaks or memory grows; 2 where Chromium or playwright is missing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from wattkey_host.commandtable import Row, group, offer
from wattkey_host.overwrite import Overwrite, ask_before

WAYS = {
    "shots": Row(
        "wattkey_lab.touch.cli:shots", "The page", "Take the pictures of README and docs.", "touch shots",
        "Some pictures are new, the others are as they were: run it again",
    ),
    "bench": Row(
        "wattkey_lab.touch.cli:bench", "The page", "From a key to new pixels, and what looking on costs.",
        "touch bench --json", "Nothing was measured to its end",
    ),
    "monkey": Row(
        "wattkey_lab.touch.cli:monkey", "The page", "Click whatever there is; the money must stay right.",
        "touch monkey --minutes 60", "Nothing was found until then",
    ),
}  # fmt: skip
MOST_GROWTH_KB = 8_192
BOUNDS = {
    "key_to_pixels_median_ms": 60, "key_to_pixels_p95_ms": 120, "idle_simulator_percent": 5, "idle_page_percent": 5,
    "page_bytes": 200_000,
}  # fmt: skip

touch_app = group("touch bench")
offer(touch_app, WAYS)


def shots(
    out: Annotated[Path, typer.Option(help="Where the pictures go")] = Path("docs/img"), overwrite: Overwrite = False
) -> None:
    """Take the pictures of the pages, in both languages, with a real Chromium."""
    from wattkey_lab.touch import counterpictures, pictures
    from wattkey_lab.touch.browser import browser

    ask_before(overwrite, *pictures.files(out), *counterpictures.files(out))

    def taken() -> list[Path]:
        with browser() as chromium:
            return pictures.take(chromium, out) + counterpictures.take(chromium, out)

    for file in _there(taken):
        typer.echo(str(file))


def bench(as_json: Annotated[bool, typer.Option("--json", help="One line of JSON, last on stdout")] = False) -> None:
    """Measure the page in a real Chromium. A figure that misses its bound is printed as it is, and marked."""
    from wattkey_lab.touch.keytopixels import measure

    figures = _there(measure)
    for name, value in figures.items():
        bound = BOUNDS.get(name)
        missed = "  MISSED" if bound is not None and value >= bound else ""
        typer.echo(f"{name}: {value}" + (f"  (under {bound}){missed}" if bound is not None else ""), err=as_json)
    if as_json:
        typer.echo(json.dumps(figures))


def monkey(
    minutes: Annotated[float, typer.Option(min=0.1, help="Of the wall clock, which goes as fast as it can")] = 5,
    seed: Annotated[int, typer.Option(help="Another one clicks otherwise")] = 1,
    chromium: Annotated[bool, typer.Option("--chromium", help="On the page in a real Chromium, in real time")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON, last on stdout")] = False,
) -> None:
    """Click by chance. Now and then the rules of the money are looked at, and the memory: the simulator's, or with
    --chromium what the page holds."""
    from wattkey_lab.touch import clicker
    from wattkey_lab.touch.monkey import growth_kb, run

    try:
        figures = _there(lambda: clicker.run(minutes, seed)) if chromium else run(minutes, seed)
    except AssertionError as broke:
        typer.echo(f"seed {seed}: {broke}", err=True)
        raise typer.Exit(1) from broke
    figures["growth_kb"] = growth_kb(figures.pop("memory_kb"))
    for name, value in figures.items():
        typer.echo(f"{name}: {value}", err=as_json)
    if as_json:
        typer.echo(json.dumps(figures))
    if figures["growth_kb"] > MOST_GROWTH_KB:
        raise typer.Exit(1)


def _there(work: Callable[[], Any]) -> Any:
    """What `work` returns; exit status 2 and one line where the browser is missing."""
    from wattkey_lab.touch.browser import NoBrowser

    try:
        return work()
    except NoBrowser as missing:
        typer.echo(f"wattkey: {missing}", err=True)
        raise typer.Exit(2) from missing

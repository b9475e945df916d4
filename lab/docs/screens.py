# screens.py - `wattkey screens`: every screen in both languages, drawn by the device's own driver, on one sheet
"""The list follows from the tables (screenlist.py). Digests of the pictures are kept in docs/img/screens.json: a test
draws them again, so that a change to a screen is seen in review. `wattkey screens --record` takes the new ones."""

import hashlib
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from PIL import Image, ImageDraw

from wattkey.page import Page
from wattkey_host import device_root
from wattkey_host.foreign import fresh
from wattkey_host.overwrite import Overwrite, ask_before
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World
from wattkey_lab.docs import manual, screenlist

RECORD = "docs/img/screens.json"
PICTURE = "docs/img/screens.png"
LANGUAGES = ("en", "zh")
WIDTH, HEIGHT = 128, 64
CAPTION, GAP, COLUMNS = 14, 10, 8
PAPER, INK = 255, 0
# A program of the board: it shows page after page through the real driver, and says when each is drawn.
PROGRAM = """
import sys
sys.path.append("/drivers")
import asyncio
import screen_ssd1306
from clock_board import BoardClock
from wattkey.page import Page

clock = BoardClock()

async def main():
    screen = screen_ssd1306.make(lambda name, default: default, clock)
    asyncio.create_task(screen.run())
    for title, status, lines, selected, big, bar, help, signs in eval(open("/pages.txt").read()):
        screen.show(Page(title, lines, status=status, selected=selected, big=big, bar=bar, help=help, signs=signs))
        await clock.sleep_ms(400)
        print("drawn")
        await clock.sleep_ms(60)

asyncio.run(main())
"""

Pixels = list[bytes]


def draw(pages: list[Page]) -> Iterator[Pixels]:
    """The panel's pixels for each page, as the painter and the real display library leave them."""
    root, drive = device_root(), Drive()
    for folder in ("lib", "drivers"):
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                drive.write("/" + file.relative_to(root).as_posix(), file.read_bytes())
    drive.add_libraries()
    drive.write("/code.py", PROGRAM.encode())
    fields = [(p.title, p.status, p.lines, p.selected, p.big, p.bar, p.help, p.signs) for p in pages]
    drive.write("/pages.txt", repr(fields).encode())
    with World(drive, None) as world:
        world.power_on()
        for number in range(1, len(pages) + 1):
            if not world.run_until(partial(_drawn, world, number), 10):
                raise RuntimeError(world.machine.crash or "the screen is never drawn")
            yield world.oled.pixels()


def _drawn(world: World, number: int) -> bool:
    return world.machine.console.count("drawn") >= number


def digest(pixels: Pixels) -> str:
    """A short name of exactly this picture."""
    return hashlib.sha256(b"".join(pixels)).hexdigest()[:12]


def drawn() -> dict[str, dict[str, Pixels]]:
    """Language -> name -> pixels, of every screen."""
    found = {}
    for language in LANGUAGES:
        named = screenlist.screens(device_root(), language)
        found[language] = dict(zip(named, draw(list(named.values())), strict=True))
    return found


def digests(pictures: dict[str, dict[str, Pixels]]) -> dict[str, dict[str, str]]:
    """Language -> name -> digest."""
    return {language: {name: digest(pixels) for name, pixels in named.items()} for language, named in pictures.items()}


def recorded() -> dict[str, dict[str, str]]:
    """Language -> name -> digest, as the file of records has them; empty where there is none."""
    file = device_root() / RECORD
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def changed(now: dict[str, dict[str, str]]) -> list[str]:
    """The screens that are not as recorded: new, different or gone."""
    was = recorded()
    return [
        f"{name} ({language})"
        for language in LANGUAGES
        for name in {**was.get(language, {}), **now[language]}
        if was.get(language, {}).get(name) != now[language].get(name)
    ]


def sheet(pictures: dict[str, dict[str, Pixels]]) -> Image.Image:
    """All screens on one sheet: each in every language, one beside the other, under its name."""
    names = list(pictures[LANGUAGES[0]])
    across = COLUMNS // len(LANGUAGES)
    cell = (len(LANGUAGES) * (WIDTH + 4) + GAP, HEIGHT + CAPTION + GAP)
    image = Image.new("L", (across * cell[0] + GAP, -(-len(names) // across) * cell[1] + GAP), PAPER)
    pen = ImageDraw.Draw(image)
    for number, name in enumerate(names):
        x, y = GAP + number % across * cell[0], GAP + number // across * cell[1]
        pen.text((x, y), name, fill=INK)
        for at, language in enumerate(LANGUAGES):
            pixels = b"".join(pictures[language][name])
            screen = Image.frombytes("L", (WIDTH, HEIGHT), bytes(255 * p for p in pixels))
            image.paste(screen, (x + at * (WIDTH + 4), y + CAPTION))
    return image


def screens(
    out: Annotated[Path | None, typer.Option(help="Where the contact sheet goes, a PNG")] = None,
    record: Annotated[
        bool,
        typer.Option(
            "--record", help=f"Take them as right: write {RECORD}, {PICTURE} and the pictures of docs/user.md"
        ),
    ] = False,
    overwrite: Overwrite = False,
) -> None:
    """Draw every screen in both languages on one sheet; exit 1 if one has changed since it was recorded."""
    checkout = (device_root() / "docs").is_dir()
    if not checkout and (record or not out):
        typer.echo(
            f"{device_root()} is an installed copy: name a picture with --out, or run this in a checkout", err=True
        )
        raise typer.Exit(1)
    ask_before(overwrite, out)
    pictures = drawn()
    now = digests(pictures)
    different = changed(now) if checkout else []
    for name in different:
        typer.echo("changed: " + name, err=True)
    picture = sheet(pictures).convert("1", dither=Image.Dither.NONE)
    for path in [out] * bool(out) + [device_root() / PICTURE] * record:
        assert path is not None
        with fresh(path) as file:
            picture.save(file, "PNG", optimize=True)
    if record:
        text = json.dumps(now, indent=1, ensure_ascii=False) + "\n"
        (device_root() / RECORD).write_text(text, encoding="utf-8")
        manual.write(device_root(), pictures)
    typer.echo(f"{sum(map(len, now.values()))} screens, {len(different)} changed", err=True)
    if different and not record:
        raise typer.Exit(1)

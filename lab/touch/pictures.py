# pictures.py - the pictures of the page in README and docs, taken from the page itself
"""Each is a lesson opened at a line, so that it shows the same moment whenever it is taken."""

from pathlib import Path
from typing import Any, NamedTuple

from wattkey_host.foreign import write
from wattkey_host.touch.lessons import lines_of
from wattkey_lab.touch.browser import browser, opened, simulator

FOLDER = Path("docs/img")
_LOOK_MS = 100


class Picture(NamedTuple):
    """A lesson, the line before which it stops, and how wide and high the window is."""

    lesson: str
    line: str
    wide: int
    high: int


PICTURES = {
    "sim": Picture("first_purchase", "meter balance is 100.00", 1360, 1120),
    "sim-cut": Picture("cut_while_loading", "meter bought 100.00", 1360, 1120),
    "sim-phone": Picture("out_of_reach", "chip says stored", 390, 844),
}
LANGUAGES = ("en", "zh")


def files(out: Path) -> list[Path]:
    """Where the pictures go."""
    return [out / f"{name}-{language}.png" for name in PICTURES for language in LANGUAGES]


def take(out: Path) -> list[Path]:
    """Take all of them, in every language. Raises NoBrowser, OSError."""
    out.mkdir(parents=True, exist_ok=True)
    with simulator() as (_, address), browser() as chromium:
        return [
            _take(chromium, address, picture, language, out / f"{name}-{language}.png")
            for name, picture in PICTURES.items()
            for language in LANGUAGES
        ]


def _take(chromium: Any, address: str, picture: Picture, language: str, file: Path) -> Path:
    at = next(line.number for line in lines_of(picture.lesson) if line.text == picture.line)
    page = chromium.new_page(viewport={"width": picture.wide, "height": picture.high})
    opened(page, f"{address}?lang={language}#lesson={picture.lesson}&line={at}")
    page.wait_for_selector(f"body[data-lesson=paused] #lesson-lines .now[data-line='{at}']")
    page.wait_for_selector("#beam:not([data-moves])")
    write(file, _at_rest(page))
    page.close()
    return file


def _at_rest(page: Any) -> bytes:
    """The picture once two in a row are alike: what was told last is drawn then, however slow this machine is."""
    before, picture = b"", page.screenshot()
    while picture != before:
        page.wait_for_timeout(_LOOK_MS)
        before, picture = picture, page.screenshot()
    return bytes(picture)

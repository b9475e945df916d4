# pictures.py - the pictures of the page in README and docs, taken from the page itself
"""Each is a lesson opened at a line, so that it shows the same moment whenever it is taken; and taken once nothing of
the page has changed for a while, so that what was told last is drawn, however slow this machine is."""

from pathlib import Path
from typing import Any, NamedTuple

from wattkey_host.foreign import write
from wattkey_host.touch.lessons import lines_of
from wattkey_lab.touch.browser import opened, simulator

FOLDER = Path("docs/img")
_AT_REST = """() => new Promise((done) => {
  const rests = () => { changes.disconnect(); done(); };
  const changes = new MutationObserver(() => { clearTimeout(rest); rest = setTimeout(rests, 300); });
  let rest = setTimeout(rests, 300);
  changes.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
})"""


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


def take(chromium: Any, out: Path) -> list[Path]:
    """Take all of them, in every language, with one page of that browser. Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    with simulator() as (_, address), chromium.new_page() as page:
        return [
            _take(page, address, picture, language, out / f"{name}-{language}.png")
            for name, picture in PICTURES.items()
            for language in LANGUAGES
        ]


def _take(page: Any, address: str, picture: Picture, language: str, file: Path) -> Path:
    at = next(line.number for line in lines_of(picture.lesson) if line.text == picture.line)
    page.set_viewport_size({"width": picture.wide, "height": picture.high})
    opened(page, f"{address}?lang={language}#lesson={picture.lesson}&line={at}")
    page.wait_for_selector(f"body[data-lesson=paused] #lesson-lines .now[data-line='{at}']")
    page.wait_for_selector("#beam:not([data-moves])")
    page.evaluate(_AT_REST)
    write(file, page.screenshot())
    return file

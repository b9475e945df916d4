# counterpictures.py - the pictures of the counter's pages in docs, taken from the pages themselves
"""Of a shop that is made for it. Times of day stand in them: they differ from one taking to the next."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from wattkey_host.foreign import write
from wattkey_lab.touch.countershop import CUSTOMER, METER, PASSWORD, served, used


class CounterPicture(NamedTuple):
    """A page, and how wide and high the window is."""

    path: str
    wide: int
    high: int


PICTURES = {
    "counter-customer": CounterPicture(f"customer?number={CUSTOMER}", 1280, 760),
    "counter-sell": CounterPicture(f"sell?to={METER}&payment=R-1003", 1280, 620),
    "counter-day": CounterPicture("day", 1280, 1100),
    "counter-phone": CounterPicture("purchase?payment=R-1002", 375, 760),
}
LANGUAGES = ("en", "zh")


def files(out: Path) -> list[Path]:
    """Where the pictures go."""
    return [out / f"{name}-{language}.png" for name in PICTURES for language in LANGUAGES]


def take(chromium: Any, out: Path) -> list[Path]:
    """Take all of them with that browser, somebody being logged in once for each language. Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, served(used(Path(folder) / "shop")) as address:
        for language in LANGUAGES:
            with chromium.new_page() as page:
                log_in(page, address, "bo", language)
                for name, picture in PICTURES.items():
                    page.set_viewport_size({"width": picture.wide, "height": picture.high})
                    page.goto(address + picture.path)
                    write(out / f"{name}-{language}.png", page.screenshot())
    return files(out)


def log_in(page: Any, address: str, name: str, language: str) -> None:
    """Come to the counter, as somebody, in a language."""
    page.goto(f"{address}login?lang={language}")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("[name=q]")

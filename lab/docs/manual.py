# manual.py - the pictures of the customers' handbook: the screens that docs/user.md, update.md and their twins name
"""A page of the handbook shows a screen by naming a picture, img/user/LANGUAGE/NAME.png, where NAME is the screen's
name on the sheet (screenlist.py) in small letters and dashes. `wattkey screens --record` draws those that are named."""

import re
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

PAGES = ("docs/user.md", "docs/user.zh.md", "docs/update.md", "docs/update.zh.md")
FOLDER = "docs/img/user"
SCALE = 2
FRAME = 8  # of the panel around the pixels, in pixels of the picture
PANEL, LIT = (10, 18, 38), (214, 236, 255)
_PICTURE = re.compile(r"\(img/user/(\w+)/([a-z0-9-]+)\.png\)")


def slug(name: str) -> str:
    """A screen's name as the name of a file."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def named(root: Path) -> list[tuple[str, str]]:
    """(language, name of the file without .png) of every picture that the handbook shows, each once."""
    found = [pair for page in PAGES for pair in _PICTURE.findall((root / page).read_text(encoding="utf-8"))]
    return list(dict.fromkeys(found))


def picture(pixels: "list[bytes]") -> Image.Image:
    """The panel as it looks: light blue on dark, each pixel SCALE wide."""
    width, height = len(pixels[0]), len(pixels)
    image = Image.new("RGB", (width * SCALE + 2 * FRAME, height * SCALE + 2 * FRAME), PANEL)
    screen = Image.frombytes("L", (width, height), bytes(255 * p for p in b"".join(pixels)))
    screen = screen.resize((width * SCALE, height * SCALE), Image.Resampling.NEAREST)
    image.paste(Image.new("RGB", screen.size, LIT), (FRAME, FRAME), screen)
    return image


def pixels(image: Image.Image) -> "list[bytes]":
    """The panel's pixels out of such a picture, 0 or 1 each."""
    width, height = ((side - 2 * FRAME) // SCALE for side in image.size)
    plain = image.convert("RGB")
    return [
        bytes(plain.getpixel((FRAME + x * SCALE, FRAME + y * SCALE)) == LIT for x in range(width))
        for y in range(height)
    ]


def write(root: Path, drawn: "dict[str, dict[str, list[bytes]]]") -> None:
    """Draw the pictures that the handbook names, and remove the others. Raises LookupError for a name that no screen
    has."""
    wanted = named(root)
    for language, file in wanted:
        by_slug = {slug(name): panel for name, panel in drawn[language].items()}
        if file not in by_slug:
            raise LookupError(f"the handbook shows {language}/{file}.png, and no screen has that name")
        place = root / FOLDER / language / (file + ".png")
        place.parent.mkdir(parents=True, exist_ok=True)
        picture(by_slug[file]).quantize(2).save(place, optimize=True)
    _remove(root, wanted)


def _remove(root: Path, wanted: Iterable[tuple[str, str]]) -> None:
    keep = {root / FOLDER / language / (file + ".png") for language, file in wanted}
    for there in (root / FOLDER).glob("*/*.png"):
        if there not in keep:
            there.unlink()

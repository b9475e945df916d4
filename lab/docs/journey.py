# journey.py - draws docs/img/journey.svg and usb.svg: the way of a purchase, with the device's own screens
"""The screens come out of a story, so the picture shows what the device shows."""

import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from wattkey_host.story.script import Line, play, read
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS

# line of the story after which the screen is taken, caption, what the person does
Station = tuple[str, str, str, str]
BY_LIGHT: tuple[Station, ...] = (
    ("see mail.received 100.00", "1  Drop", "The seller's file, dropped", "on it like on a USB stick"),
    ("see 100.00", "2  Walk", "The purchase is safe in", "the secure element"),
    ("see step.load", "3  Point", "One key: it talks to the", "meter through its eye"),
    ("see say.loaded 100.00 100.00 within 20", "4  Loaded", "Credited once, compared,", "consumption read back"),
    ("see say.closed within 20", "5  Power on", "Its own key closes", "the tripped relay"),
)
BY_CABLE: tuple[Station, ...] = (
    ("see mail.received 100.00", "1  Drop", "The seller's file, dropped", "on it like on a USB stick"),
    ("see mail.ready within 30", "2  Eject", "Its card is written for", "the seller; then #"),
    ("see step.load", "3  Press #", "It talks to the meter", "behind the PC's adapter"),
    ("see say.loaded 100.00 100.00 within 30", "4  Loaded", "Credited once, compared,", "consumption read back"),
    ("see say.closed within 20", "5  Power on", "Its own key closes the", "relay, over the cable too"),
)
SCALE, LEFT, TOP, STEP, WIDE, HIGH = 1.25, 22, 66, 188, 968, 222
STYLE = (
    "text{font-family:-apple-system,'Segoe UI',Helvetica,Arial,sans-serif}"
    ".n{font-size:17px;font-weight:600;fill:#0b7285}.w{font-size:12.5px;fill:#495057}"
)


def journey(root: Path) -> str:
    """The way by light, as SVG text."""
    return _drawn(_screens(root / "stories" / "two_purchases.story"), BY_LIGHT, "The way of a purchase through WattKey")


def by_cable(root: Path) -> str:
    """The way to a meter behind the USB cable, as SVG text."""
    return _drawn(_screens(root / "stories" / "usb.story"), BY_CABLE, "A recharge over USB, step by step")


def _drawn(screens: dict[str, list[bytes]], stations: tuple[Station, ...], title: str) -> str:
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}"'
        ' role="img">',
        f"<title>{title}</title>",
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDE}" height="{HIGH}" rx="14" fill="#f8f9fa"/>',
    ]
    for number, (line, caption, *words) in enumerate(stations):
        parts.append(_station(LEFT + number * STEP, screens[line], caption, words))
    return "\n".join([*parts, "</svg>", ""])


def _screens(story: Path) -> dict[str, list[bytes]]:
    """Line of the story -> the pixels after it."""
    taken: dict[str, list[bytes]] = {}
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))

        def take(line: Line) -> None:
            taken.setdefault(line.text, stage.world.oled.pixels())

        play(read(story), VERBS, stage, take)
        stage.world.close()
    return taken


def _station(x: int, pixels: list[bytes], caption: str, words: list[str]) -> str:
    lines = [f'<text class="n" x="{x}" y="40">{escape(caption)}</text>']
    lines.append(f'<rect x="{x - 6}" y="{TOP - 6}" width="172" height="92" rx="7" fill="#212529"/>')
    lines.append(f'<path transform="translate({x},{TOP}) scale({SCALE})" fill="#9be9ff" d="{_path(pixels)}"/>')
    for number, text in enumerate(words):
        lines.append(f'<text class="w" x="{x - 4}" y="{TOP + 112 + 18 * number}">{escape(text)}</text>')
    return "\n".join(lines)


def _path(pixels: list[bytes]) -> str:
    """Every run of lit pixels as a rectangle of height 1."""
    runs = []
    for y, row in enumerate(pixels):
        x = 0
        while (start := row.find(1, x)) >= 0:
            x = end if (end := row.find(0, start)) >= 0 else len(row)
            runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
    return "".join(runs)

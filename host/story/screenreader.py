# screenreader.py - reads the words off the pixels of a screen
"""What a story sees is what a person could see: the 128x64 pixels are compared with the glyphs of
the device's own font file, half and full width, plain and inverse, single and double size."""

import functools
from collections.abc import Sequence
from pathlib import Path

from wattkey.page import SIGNS, width
from wattkey_host.sim.oled import Oled

WIDTH, HEIGHT, ROW = 128, 64, 16
HALVES = "".join(map(chr, range(0x20, 0x7F))) + SIGNS
_DIGITS = bytes.maketrans(b"\0\1", b"01")
Rows = list[int]  # rows of pixels from the top, the leftmost pixel is the highest of WIDTH bits


def glyphs(font: bytes) -> dict[tuple[int, ...], str]:
    """Glyph as its width and 16 row values -> character. The format is described in drivers/painter.py."""
    found = {}
    for i, char in enumerate(HALVES):
        found[(8, *font[16 * i : 16 * i + 16])] = char
    at = len(HALVES) * 16
    count = int.from_bytes(font[at : at + 2], "little")
    codes = [int.from_bytes(font[at + 2 + 2 * i : at + 4 + 2 * i], "little") for i in range(count)]
    at += 2 + 2 * count
    for i, code in enumerate(codes):
        raw = font[at + 32 * i : at + 32 * i + 32]
        found[(16, *(int.from_bytes(raw[2 * y : 2 * y + 2], "big") for y in range(ROW)))] = chr(code)
    return found


@functools.lru_cache(maxsize=2)
def _known_of(font: bytes) -> tuple[dict[tuple[int, ...], str], dict[tuple[int, ...], str]]:
    """The glyphs of a font, and the rows that were read so far, for all who read screens that were drawn with it.

    The last line of an inverse row is dark, it parts it from the row below: its glyphs lack theirs."""
    plain = glyphs(font)
    return plain | {key[:-1]: char for key, char in plain.items()}, {}


class Reader:
    """Reads screens drawn with one font."""

    def __init__(self, font: Path) -> None:
        self._glyphs, self._read = _known_of(font.read_bytes())
        self._at_us, self._words = -1, [""]  # when the picture that was read last had come, and what stood there

    def screen(self, oled: Oled) -> list[str]:
        """The text of each row of a panel, always the same one; read once for each picture."""
        if oled.changed_us != self._at_us:
            self._at_us, self._words = oled.changed_us, self.lines(oled.pixels())
        return self._words

    def lines(self, pixels: Sequence[bytes]) -> list[str]:
        """The text of each row from the top; a double-size row stands once. `pixels`: 64 rows of 128 zeros and ones."""
        rows = [int(row.translate(_DIGITS), 2) for row in pixels]
        found = []
        y = 0
        while y < HEIGHT:
            double = y + 2 * ROW <= HEIGHT and rows[y : y + 2 * ROW : 2] == rows[y + 1 : y + 2 * ROW : 2]
            large = self._known(True, rows[y : y + 2 * ROW]) if double else ""
            if large.strip():
                found.append(large.strip())
                y += 2 * ROW
            else:
                found.append(self._known(False, rows[y : y + ROW]).rstrip())
                y += ROW
        return found

    def _known(self, large: bool, rows: Rows) -> str:
        """The text of a row; the same rows come again and again, and are read once."""
        key = (large, *rows)
        if key not in self._read:
            self._read[key] = self._line(_halved(rows) if large else rows)
        return self._read[key]

    def _line(self, rows: Rows) -> str:
        if not any(rows):
            return ""
        if sum(row.bit_count() for row in rows) > ROW * WIDTH // 2:  # inverse
            rows = [~row & ((1 << WIDTH) - 1) for row in rows[:-1]]
        words, x = "", 0
        while x < WIDTH:
            # Text begins at any pixel (a margin, the right end): the grid that reads the most is the right one.
            read, end = max((self._run(rows, x + shift) for shift in range(8)), key=_ink)
            words, x = words + read, max(end, x + 1)
        return words

    def _run(self, rows: Rows, x: int) -> tuple[str, int]:
        """The characters from `x` on, and where they end: at the edge or at something that is no glyph."""
        words = ""
        while x < WIDTH:
            full = _cut(rows, x, 16)
            glyph = self._glyphs.get((16, *full)) if any(full) else " "
            glyph = glyph or self._glyphs.get((8, *[row >> 8 for row in full]))
            if glyph is None:
                break
            words += glyph
            x += 8 * width(glyph)
        return words, x


def _ink(run: tuple[str, int]) -> int:
    return len(run[0].replace(" ", ""))


def _cut(rows: Rows, x: int, width: int) -> tuple[int, ...]:
    """The pixels of `width` columns from `x` on, dark beyond the edge."""
    shift, mask = WIDTH - x - width, (1 << width) - 1
    if shift < 0:
        return tuple([row << -shift & mask for row in rows])
    return tuple([row >> shift & mask for row in rows])


def _halved(rows: Rows) -> Rows:
    """Half the size, if every pixel stands four times; else nothing but dark."""
    small = [int(f"{row:0{WIDTH}b}"[::2], 2) << WIDTH // 2 for row in rows[::2]]
    doubled = [int("".join(2 * bit for bit in f"{row >> WIDTH // 2:0{WIDTH // 2}b}"), 2) for row in small]
    return small if [row for row in doubled for _ in (0, 1)] == rows else []

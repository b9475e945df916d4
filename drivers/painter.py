# painter.py - draws pages with displayio; shared by all displayio screens of 128x64
"""Four Bitmaps of 128x16, one for each row of a page, in a Group to be shown as root group.

A row in inverse video has the other palette: no pixel is turned over. Glyphs stay in a file; its index is in memory.

The font file: 95 glyphs of 8x16 (U+0020..U+007E, 16 bytes each) and those of page.SIGNS, the number of
full-width glyphs (2, least significant byte first), their code points in rising order (2 each), the
glyphs of 16x16 (32 bytes each). One bit a pixel, rows from the top, the leftmost pixel is the most significant bit.
"""

from array import array

import bitmaptools
import displayio
from micropython import const

import wattkey
from wattkey.page import BAR, BIG, COLUMNS, LABEL, MEASURE, ROWS, SIGN_POINTS, TEXT, VALUE, Page, points, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

_WIDTH = const(128)
_HEIGHT = const(16)  # of a row and of a glyph
_ASCII = const(95)  # half-width glyphs in the file, before SIGNS
_STEP = const(4)  # glyphs drawn in one go; about 1.3 ms each on an RP2040
_BOX = const(0x25A1)  # stands for what the font lacks
_BAR_WIDTH = const(92)
_GAP = const(4)  # between a bar and the words on both sides of it
_MARGIN = const(2)  # of text in inverse video, where there is room


def beside_core() -> str:
    """Where the font lies: in the folder of the core, be that on the drive or in a firmware image."""
    return wattkey.__file__.rsplit("__init__", 1)[0] + "font16.bin"


class Font:
    """Glyphs of 16 pixels height, read from the file one by one."""

    def __init__(self, path: str) -> None:
        """Read the index. Raises OSError when the file is missing."""
        self._file = open(path, "rb")  # noqa: SIM115 stays open: every glyph is a read
        start = 16 * (_ASCII + len(SIGN_POINTS))
        self._file.seek(start)
        count = int.from_bytes(self._file.read(2), "little")
        self._codes = array("H", self._file.read(2 * count))
        self._start = start + 2 + 2 * count
        self._half = displayio.Bitmap(8, _HEIGHT, 2)
        self._full = displayio.Bitmap(16, _HEIGHT, 2)

    def glyph(self, code: int) -> "displayio.Bitmap":
        """The glyph of a code point, 8 or 16 pixels wide; valid until the next call. A box when the font lacks it."""
        glyph, at = self._half, 16 * (code - 0x20 if 0x20 <= code < 0x7F else 0x1F)  # else "?"
        if code in SIGN_POINTS:
            at = 16 * (_ASCII + SIGN_POINTS.index(code))
        elif code >= 0x80:
            glyph, at = self._full, self._start + 32 * self._find(code)
        self._file.seek(at)
        bitmaptools.readinto(glyph, self._file, 1, 1, reverse_pixels_in_element=True)
        return glyph

    def _find(self, code: int) -> int:
        low = 0
        high = len(self._codes)
        while low < high:
            middle = (low + high) // 2
            if self._codes[middle] < code:
                low = middle + 1
            else:
                high = middle
        if low < len(self._codes) and self._codes[low] == code:
            return low
        return 0 if code == _BOX else self._find(_BOX)


class Painter:
    """Keeps `group` looking like a page. The owner refreshes the display after each painted row."""

    def __init__(self, path: str) -> None:
        """`path` is the font file; everything starts black."""
        self._font = Font(path)
        self._plain = _palette(0x000000, 0xFFFFFF)
        self._inverse = _palette(0xFFFFFF, 0x000000)
        self._painted: list[tuple | None] = [None] * ROWS  # what the bitmaps show, as Page.row says it
        self._next = 0
        self.group = displayio.Group()
        for n in range(ROWS):
            bitmap = displayio.Bitmap(_WIDTH, _HEIGHT, 2)
            self.group.append(displayio.TileGrid(bitmap, pixel_shader=self._plain, y=n * _HEIGHT))

    def due(self, page: Page) -> "int | None":
        """A row that does not yet look like `page`; in turn, so that no row starves behind a busy one."""
        for i in range(ROWS):
            number = (self._next + i) % ROWS
            if self._painted[number] != page.row(number):
                return number
        self._next = 0  # nobody waits: the next page begins with its title, whose words are soon seen
        return None

    def paint(self, number: int, page: Page) -> "Iterator[bool]":
        """A generator that paints one row; each step takes about 5 ms on an RP2040. It yields whether what is painted
        is to be sent: new words in the place of others at once, a row that changes as a whole at its end.

        Left half-way, the row is due again.
        """
        row = page.row(number)
        was, self._painted[number] = self._painted[number], None
        tiles: "Any" = self.group[number]
        if was and row[0] == was[0] == TEXT and row[3] == was[3] and _edge(row) == _edge(was):
            for _ in self._reword(tiles.bitmap, was, row):
                yield True
        else:
            for _ in self._repaint(tiles, row):
                yield False
            yield True
        self._painted[number] = row
        self._next = (number + 1) % ROWS

    def _reword(self, bitmap: "displayio.Bitmap", was: tuple, row: tuple) -> "Iterator[None]":
        """Of a line only the end whose words have changed; to send a whole row takes 19 ms, a word a third of it."""
        edge = _edge(row)
        far = _WIDTH - edge
        stop, begin = edge + 8 * width(row[1]), far - 8 * width(row[2])
        old_stop, old_begin = edge + 8 * width(was[1]), far - 8 * width(was[2])
        ends = (1, edge, edge, max(stop, old_stop)), (2, begin, max(stop, min(begin, old_begin)), far)
        for which, x, first, last in ends:
            if row[which] != was[which]:
                yield from self._write(bitmap, row[which], x)
                _fill(bitmap, first, 0, x, 0)
                _fill(bitmap, x + 8 * width(row[which]), 0, last, 0)
                if row[3]:
                    _fill(bitmap, first, _HEIGHT - 1, last, 1)
                yield

    def _repaint(self, tiles: "Any", row: tuple) -> "Iterator[None]":
        """A row from nothing."""
        kind, content, right, inverse = row
        bitmap, edge = tiles.bitmap, 0
        bitmap.fill(0)
        if kind == BIG:
            yield from self._enlarge(bitmap, content, right)
        elif kind == BAR:
            _draw_bar(bitmap, 0, _BAR_WIDTH, content)
            right = "%3d%%" % content
        elif kind == MEASURE:
            label, percent = content
            left = 8 * LABEL + _GAP
            yield from self._write(bitmap, label, 0)
            _draw_bar(bitmap, left, _WIDTH - 8 * VALUE - _GAP - left, percent)
        else:
            edge = _edge(row)
            yield from self._write(bitmap, content, edge)
        if kind != BIG:
            yield from self._write(bitmap, right, _WIDTH - edge - 8 * width(right))
        if inverse:
            _fill(bitmap, 0, _HEIGHT - 1, _WIDTH, 1)  # parts it from the row below
        shader = self._inverse if inverse else self._plain
        if tiles.pixel_shader is not shader:
            tiles.pixel_shader = shader

    def _write(self, bitmap: "displayio.Bitmap", text: str, x: int) -> "Iterator[None]":
        for i, code in enumerate(points(text)):
            if i % _STEP == _STEP - 1:
                yield
            glyph = self._font.glyph(code)
            bitmaptools.blit(bitmap, glyph, x, 0)
            x += glyph.width

    def _enlarge(self, bitmap: "displayio.Bitmap", text: str, half: int) -> "Iterator[None]":
        """Upper (0) or lower (1) half of `text` in double size, in the middle of the row."""
        x = (_WIDTH - 16 * width(text)) // 2
        for i, code in enumerate(points(text)):
            if i % 2:  # enlarging is slower
                yield
            glyph = self._font.glyph(code)
            bitmaptools.rotozoom(bitmap, glyph, ox=x, oy=0, px=0, py=8 * half, scale=2, skip_index=0)  # type: ignore[call-arg]
            x += 2 * glyph.width


def _edge(row: tuple) -> int:
    """Pixels before the words of a line, and behind them."""
    return _MARGIN if row[3] and width(row[1]) + width(row[2]) < COLUMNS else 0


def _fill(bitmap: "displayio.Bitmap", x: int, y: int, stop: int, color: int) -> None:
    """From row `y` down, as far as `stop`; nothing where that is not behind `x`."""
    if x < stop:
        bitmaptools.fill_region(bitmap, x, y, stop, _HEIGHT, color)


def _palette(paper: int, ink: int) -> "displayio.Palette":
    palette = displayio.Palette(2)
    palette[0] = paper
    palette[1] = ink
    return palette


def _draw_bar(bitmap: "displayio.Bitmap", left: int, length: int, percent: int) -> None:
    """A frame from `left` on with `percent` of its inside filled."""
    right = left + length
    bitmaptools.fill_region(bitmap, left, 3, right, 13, 1)
    bitmaptools.fill_region(bitmap, left + 1, 4, right - 1, 12, 0)
    for x in (left, right - 1):
        bitmap[x, 3] = bitmap[x, 12] = 0
    filled = (length - 4) * percent // 100
    if filled:
        bitmaptools.fill_region(bitmap, left + 2, 5, left + 2 + filled, 11, 1)

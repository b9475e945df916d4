# page.py - what is to be seen: plain data, and how it falls into four rows
"""A page is 128x64 pixels: four rows of 16 half columns (8x16 pixels each).

    row 0   title in inverse video, status at its right end: signs, then a short code or a place
    row 1   first line    | big text in
    row 2   second line   | double size
    row 3   progress bar, else the next line, else what the keys do, at its right end

A line is a text, or (label, percent, value) for a bar between a short label and a value at the right end.

`Page.row` answers each row as a tuple that compares equal when it would look the same, so that a
screen draws only what has changed.
"""

from micropython import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Sequence

ROWS = const(4)
COLUMNS = const(16)  # half columns; ASCII and SIGNS take one, everything else two
TEXT = "text"  # row kinds
BIG = "big"
BAR = "bar"
MEASURE = "measure"  # a line with a bar
# Half-width glyphs of our own behind ASCII in the font file: yuan, then what the status shows in the place of words:
# a host has the drive, the beam is in use, a battery that is nearly empty .. full, something went wrong.
SIGNS = "¥µ»¼½¾¹×"
LABEL = const(2)  # half columns in front of such a bar
VALUE = const(8)  # and behind it


def points(text: str) -> "list[int]":
    """The code points of a text. A loop over its characters would make a string of each, which the board keeps in
    memory until a reset: three hundred of them in a life in Chinese."""
    found: "list[int]" = []
    for byte in text.encode():
        if byte < 0x80:
            found.append(byte)
        elif byte < 0xC0:  # 6 bits more of the one before
            found[-1] = found[-1] << 6 | byte & 0x3F
        else:
            found.append(byte & (0x1F if byte < 0xE0 else 0x0F if byte < 0xF0 else 0x07))
    return found


SIGN_POINTS = tuple(points(SIGNS))


def _columns(point: int) -> int:
    return 1 if point < 0x80 or point in SIGN_POINTS else 2


def width(text: str) -> int:
    """Half columns that `text` takes: one for each character of ASCII and SIGNS, two for any other."""
    return sum(_columns(point) for point in points(text))


def fit(text: str, columns: int) -> str:
    """As much of the beginning of `text` as fits `columns` half columns."""
    used = 0
    for i, point in enumerate(points(text)):
        used += _columns(point)
        if used > columns:
            return text[:i]
    return text


class Page:  # noqa: PLW1641 no one keeps pages in a set
    """One screenful. Never changed after it was shown; to change the screen, show another page."""

    mark = ""  # stands in front of every title: that the chip is none that keeps a secret

    __slots__ = ("bar", "big", "help", "lines", "selected", "signs", "status", "title")

    def __init__(
        self,
        title: str = "",
        lines: "Sequence[str | tuple[str, int, str]]" = (),
        *,
        status: str = "",
        selected: "int | None" = None,
        big: str = "",
        bar: "int | None" = None,
        help: str = "",
        signs: str = "",
    ) -> None:
        """Up to three `lines`, texts or bars; `selected` is the index of the highlighted one; `big` has at most 8
        characters and takes the place of two lines; `bar` is 0..100; `help` gives way to the bar and the last line,
        of the `signs` before the status the first ones to the title."""
        self.title = title
        self.lines = tuple(lines)
        self.status = status
        self.selected = selected
        self.big = big
        self.bar = bar
        self.help = help
        self.signs = signs

    def __eq__(self, other: object) -> bool:
        """Whether both look the same."""
        return isinstance(other, Page) and all(self.row(n) == other.row(n) for n in range(ROWS))

    def row(self, number: int) -> tuple:
        """(kind, content, right, inverse) of row 0..3.

        `content` is a text, for BAR the percentage, for MEASURE (label, percentage); `right` is the text at the
        right end, or for BIG which half of the double-size text the row shows (0 upper, 1 lower).
        """
        if number == 0:
            title = Page.mark + self.title
            right = self.signs + fit(self.status, COLUMNS)
            while len(right) > len(self.status) and width(title) + width(right) >= COLUMNS:
                right = right[1:]
            room = COLUMNS - width(right) - (1 if right else 0)
            return (TEXT, fit(title, max(0, room)), right, True)
        if number == 3 and self.bar is not None:
            return (BAR, _within(self.bar), "", False)
        if self.big and number < 3:
            return (BIG, fit(self.big, COLUMNS // 2), number - 1, False)
        index = 0 if self.big else number - 1  # beside big text there is room for one line
        if index < len(self.lines):
            return _line(self.lines[index], index == self.selected)
        return (TEXT, "", fit(self.help, COLUMNS) if number == 3 else "", False)


def _line(line: "str | tuple[str, int, str]", inverse: bool) -> tuple:
    if isinstance(line, str):
        return (TEXT, fit(line, COLUMNS), "", inverse)
    label, percent, value = line
    return (MEASURE, (fit(label, LABEL), _within(percent)), fit(value, VALUE), inverse)


def _within(percent: int) -> int:
    return min(100, max(0, percent))

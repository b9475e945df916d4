# text.py - the words in the chosen language
"""A language is one file of the folder texts, in UTF-8: behind a first line that says so a line for each text,
"key words", in the order of the keys, none longer than 95 bytes.

The file stays on the drive: its texts would take 9 KB of the board's heap. In memory is the first key of each sector,
so that a text is one read of a sector and what hangs over it, about a millisecond.
%s stands for a value; "|" divides the lines of a text. A new language is a new file.
"""

from micropython import const

import wattkey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from io import BufferedReader

_FALLBACK = "en"
_SECTOR = const(512)
_OVER = const(96)  # bytes: a line and its end; so far reaches the last one that begins in a sector


def path_of(language: str) -> str:
    """Where its file lies: in a folder beside the core, be that on the drive or in an image."""
    return wattkey.__file__.rsplit("__init__", 1)[0] + "texts/%s.txt" % language


class Texts:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        """`language` as in settings.toml: "zh", "en"; English when there is no such file."""
        self._file: "BufferedReader | None" = None
        self.speak(language)

    def speak(self, language: str) -> None:
        """Go over to another language."""
        self.language = language
        if self._file:
            self._file.close()
            self._file = None
        self._first = b""  # the first key that begins in each sector, a blank behind each; a list takes 0.4 KB more
        for name in (language, _FALLBACK):
            try:
                self._open(path_of(name))
                return
            except OSError:  # no such file, or one that cannot be read
                pass

    def _open(self, path: str) -> None:
        self._file = open(path, "rb")  # noqa: SIM115 stays open: every text is a read
        size = self._file.seek(0, 2)
        for start in range(0, size, _SECTOR):
            piece = self._read(start, 2 * _OVER)  # what is left of a line, and the next
            at = piece.find(b"\n") + 1
            if start + at < size:
                self._first += piece[at : piece.find(b" ", at) + 1]

    def _read(self, start: int, length: int) -> bytes:
        """Raises OSError."""
        assert self._file
        self._file.seek(start)
        return self._file.read(length)

    def _words(self, key: bytes) -> str:
        """Nothing when there are none: no such key, or a file that a host has taken away or overwritten."""
        number = 0
        for first in self._first.split():
            if first > key:
                break
            number += 1
        if not number:
            return ""
        mark = b"\n" + key + b" "
        try:
            piece = self._read((number - 1) * _SECTOR, _SECTOR + _OVER)
            start = piece.find(mark)
            return piece[start + len(mark) : piece.find(b"\n", start + 1)].decode() if start >= 0 else ""
        except (OSError, ValueError):
            return ""

    def get(self, key: str, *values: "str | int") -> str:
        """The words under `key` with each %s replaced by a value; the key itself when there are none.

        Too few or too many values never raise: a page with a hole is better than no page.
        """
        parts = (self._words(key.encode()) or key).split("%s")
        words = parts[0]
        for i in range(1, len(parts)):
            words += (str(values[i - 1]) if i <= len(values) else "-") + parts[i]
        return words

    def lines(self, key: str, *values: "str | int") -> "list[str]":
        """The words of `key` with its values filled in, a string for each line of the screen."""
        return self.get(key, *values).split("|")

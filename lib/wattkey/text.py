# text.py - the words in the chosen language
"""A language is one module of wattkey.texts with one string, BLOB: a line for each text, "key words".

The blob is searched as it stands, in UTF-8: a dict of the same texts would hold 10 KB of the board's heap, and a str
that is not ASCII counts its characters at each search, 9 ms for a text.
%s stands for a value; "|" divides the lines of a text. A new language is a new module.
"""

import sys

_FALLBACK = "en"


def load(language: str) -> bytes:
    """The blob of `language` ("zh", "en"), English when there is no such module; the others stay on the drive."""
    for name in (language, _FALLBACK):
        try:
            return __import__("wattkey.texts." + name, None, None, ("BLOB",)).BLOB.encode()
        except (ImportError, AttributeError):  # no such module, or one that is no language
            pass
        finally:
            _forget(name)
    return b""


def _forget(language: str) -> None:
    """The module and its str leave the memory."""
    sys.modules.pop("wattkey.texts." + language, None)
    package = sys.modules.get("wattkey.texts")
    if hasattr(package, language):
        delattr(package, language)


class Texts:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        """`language` as in settings.toml: "zh", "en"."""
        self.language = language
        self._blob = load(language)

    def speak(self, language: str) -> None:
        """Go over to another language; the one before leaves the memory first."""
        self._blob = b""
        self.language = language
        self._blob = load(language)

    def get(self, key: str, *values: "str | int") -> str:
        """The words under `key` with each %s replaced by a value; the key itself when there are none.

        Too few or too many values never raise: a page with a hole is better than no page.
        """
        mark = ("\n%s " % key).encode()
        start = self._blob.find(mark)
        if start < 0:
            return key
        start += len(mark)
        parts = self._blob[start : self._blob.find(b"\n", start)].decode().split("%s")
        words = parts[0]
        for i in range(1, len(parts)):
            words += (str(values[i - 1]) if i <= len(values) else "-") + parts[i]
        return words

    def lines(self, key: str, *values: "str | int") -> "list[str]":
        """The words of `key` with its values filled in, a string for each line of the screen."""
        return self.get(key, *values).split("|")

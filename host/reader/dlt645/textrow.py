# textrow.py - a row of bytes with their letters beside it, as viewers, debuggers and port monitors print them
"""Where the letters at the end of a line are those of the pairs before them, the pairs are bytes and all else (offset,
time, name of the program, frame of a table) is none, whoever printed it."""

import re

_ROW = re.compile(
    r"(?<![0-9A-Za-z:])((?:[0-9A-Fa-f]{2}(?:\s{1,3}|-|\s*[\u250a\u2502]\s?)){0,63}[0-9A-Fa-f]{2})"
    r"(\s*[\u250a\u2502][\s\u250a\u2502]*|\s*[|;>]|-\s+|\s+)"
)
_PAIR = re.compile(r"[0-9A-Fa-f]{2}")
_HALF = 8  # letters, behind which some leave a gap
_EDGES = " \t|;>\u2502\u250a"
_LEAST = 4  # pairs: fewer may look so by chance, unless a second column of space shows where the letters begin


def bytes_of_row(line: str) -> bytes | None:
    """The bytes of such a row, or None: the line has no column of letters."""
    for match in _ROW.finditer(line):
        data = bytes.fromhex("".join(_PAIR.findall(match[1])))
        letters = line[match.end() :]
        if (len(data) >= _LEAST or len(match[2]) > 1) and letters.strip() and _says(letters, data):
            return data
    return None


def _says(letters: str, data: bytes) -> bool:
    """Whether the letters are those of the bytes: what can be printed as it is, the rest by any mark."""
    for start in range(min(3, len(letters))):
        if letters[:start].strip(_EDGES):
            return False
        shown, size = letters[start:], len(data)
        whole = _same(shown[:size], data) and not shown[size:].strip(_EDGES)
        if whole or (size > _HALF and _same(shown[:_HALF] + shown[_HALF + 1 : size + 1], data)):
            return True  # the second: with a gap behind the eighth letter
    return False


def _same(shown: str, data: bytes) -> bool:
    shown = shown.ljust(len(data))  # blanks at the end of a line are often cut
    return all(_one(letter, value) for letter, value in zip(shown, data, strict=True))


def _one(letter: str, value: int) -> bool:
    if 0x20 <= value < 0x7F:
        return letter == chr(value) or (letter == "." and value == 0x20)
    return not (letter.isascii() and letter.isalnum())

# strays.py - files that look like an order and are none: why, and as much of their name as the screen holds
"""Loaded when there is one, and dropped again: most devices never meet one."""

from wattkey.page import COLUMNS, width

_PACKED = (".zip", ".rar", ".7z", ".gz", ".eml", ".msg", ".html", ".htm")  # an order may be in it


def stray(path: str) -> "tuple[str, str]":
    """(short code, end of the name, where it is wrong) of a file that is none by its name or its place."""
    name = path.split("/")[-1]
    low = name.lower()
    code = "T57" if low.endswith(".json") else "T55"
    for ending in _PACKED:
        if low.endswith(ending):
            code = "T56"
    while width(name) > COLUMNS:
        name = name[1:]
    return code, name


def foreign(text: bytes) -> bool:
    """Whether a program has written it that is not the seller's: UTF-16, a web page, base64, curly quotes. What was
    damaged or is still being copied begins as an order does, or has bytes in it that no text has."""
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return b"\0" not in text and (text.lstrip()[:1] != b"{" or max(text) > 0x7E)

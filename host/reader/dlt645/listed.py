# listed.py - bytes over several lines: a list of decimal numbers, or a byte a line behind its number
"""A list begins with a line that is decimal for certain and goes on while lines have nothing but numbers of a byte. A
table counts up by one from 0 or 1."""

import re

from wattkey_host.reader.dlt645.hexline import bytes_of
from wattkey_host.reader.dlt645.notations import as_bytes, may_tell, numbers, telling

_LEAST = 8  # numbers: fewer are read as every other line
_MOST = 4096  # numbers that are kept
_ROW = re.compile(r"\W*(0|[1-9]\d{0,3})[\s:.,;)\]|=]+([0-9A-Fa-f]{2})\W*")


class Listed:
    """Takes lines; `take` is False for one that is none of a list."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._bytes = b""
        self._next: int | None = None  # number of the next row of a table; None: it is a list

    def take(self, line: str) -> bool:
        """Keep the line if it belongs to what began, or begins one."""
        data = self._row(line) or self._numbers(line)
        if data is None or len(self._bytes) > _MOST:
            return False
        self._lines.append(line)
        self._bytes += data
        return True

    def rest(self) -> bytes:
        """The bytes of the lines that were taken, once no more follow."""
        lines, data = self._lines, self._bytes
        self._lines, self._bytes, self._next = [], b"", None
        return data if len(data) >= _LEAST else b"".join(map(bytes_of, lines))

    def _row(self, line: str) -> bytes | None:
        match = _ROW.fullmatch(line)
        if not match or self._lines and int(match[1]) != self._next or not self._lines and int(match[1]) > 1:
            return None
        self._next = int(match[1]) + 1
        return bytes.fromhex(match[2])

    def _numbers(self, line: str) -> bytes | None:
        if self._next is not None or not self._lines and not may_tell(line):
            return None
        found = numbers(line)
        return as_bytes(found) if found and (self._lines or telling(found)) else None

# dump.py - the bytes in the lines of hexdump, od, xxd and their kin, by their offsets
"""Columns: an offset, groups of one width, perhaps a text. A star stands for lines like the last one. Groups of more
than a byte are numbers of this family of machines, low byte first (xxd, with its colon, keeps the order)."""

import re
from collections.abc import Iterator

_LINE = re.compile(r"\s*(?:0x)?([0-9A-Fa-f]{4,16})(:|h?)(\s+)(\S.*)?$")
_OFFSET_ONLY = re.compile(r"\s*([0-9A-Fa-f]{6,16})\s*$")
_HEADING = re.compile(r"(?i)\W*(?:offset(?:\(h\))?\W+)?0?0\s+0?1\s+0?2\s+0?3\s+0?4\s+0?5\s+0?6\s+0?7.*")
_BITS = re.compile(r"[01\s,]*")  # a line of bits looks like one of numbers behind an offset
_PIECE = 4096  # bytes that a star yields at once
_OCTAL_BYTE, _OCTAL_WORD = 3, 6  # digits


class Dump:
    """Takes lines; `take` is None for a line that is none of a dump."""

    def __init__(self) -> None:
        self._line = b""  # the last one, kept until the next offset says how much of it counts
        self._at: str | None = None
        self._width = 1  # bytes of a group; the last one may be padded
        self._base = 0
        self._star = False

    def take(self, line: str) -> Iterator[bytes] | None:
        """The bytes that are certain now, or None: not a dump's line."""
        if self._at is not None and line.strip() == "*":
            self._star = True
            return iter(())
        if self._at is not None and (end := _OFFSET_ONLY.match(line)) and self._follows(end[1]):
            return self._ended(end[1])
        if _HEADING.fullmatch(line):
            return iter(())
        if _BITS.fullmatch(line):
            return None
        match = _LINE.match(line)
        words = _groups(match) if match else []
        keeps_order = bool(match and match[2] == ":")
        data = _of_groups(words, keeps_order) if words else None
        if not match or data is None or not self._is_offset(match, line):
            return None
        return self._begun(match[1], data, -(-len(data) // len(words)))

    def rest(self) -> bytes:
        """What is left when no offset comes any more."""
        rest, self._line, self._at, self._star = self._line, b"", None, False
        return rest

    def _begun(self, at: str, data: bytes, width: int) -> Iterator[bytes]:
        yield from self._flush(at)
        self._width = width
        self._at, self._line, self._star = at, data, False

    def _ended(self, at: str) -> Iterator[bytes]:
        yield from self._flush(at)
        self._at, self._line, self._star = None, b"", False

    def _is_offset(self, match: re.Match[str], line: str) -> bool:
        digits = match[1]
        if self._at is not None and self._follows(digits):
            return True
        sure = match[2] == ":" or line.rstrip().endswith("|")
        return sure or (digits.startswith("00") and (len(digits) > 5 or len(match[3]) > 1) and digits[-1] == "0")

    def _follows(self, at: str) -> bool:
        """Whether `at` lies where the kept line ends, or, behind a star, further."""
        return self._length(at) is not None

    def _length(self, at: str) -> int | None:
        """How many bytes lie between the two offsets; the base of the offsets is found on the way."""
        have, sizes = len(self._line), []
        for base in [self._base] if self._base else [16, 8, 10]:
            try:
                sizes.append((int(at, base) - int(self._at or "0", base), base))
            except ValueError:
                continue
        for size, base in sizes:
            if size == have or (self._star and size > have):
                self._base = base
                return size
        return next((size for size, _ in sizes if have - self._width < size < have), None)

    def _flush(self, at: str) -> Iterator[bytes]:
        if self._at is None:
            return
        line, size = self._line, self._length(at)
        if size is None or not line:
            yield line
            return
        whole = line * max(1, _PIECE // len(line))
        while size > 0:
            yield whole[:size] if size >= len(line) else line[:size]
            size -= len(whole)


def _groups(match: re.Match[str]) -> list[str]:
    """The groups behind an offset, without a column of text; empty if there are none."""
    rest = (match[4] or "").rstrip()
    if bar := re.search(r"\s[|>]", rest):
        rest = rest[: bar.start()]
    elif match[2] == ":":
        rest = re.split(r"\s\s", rest)[0]
    elif len({len(word) for word in rest.split()}) > 1:
        width = len(rest.split()[0])
        rest = re.split(r"\s\s\s", rest)[0]
        bare = re.match(rf"(?:[0-9A-Fa-f]{{{width}}}(?:\s+|$))+", rest)
        rest = bare[0] if bare and bare[0].endswith("  ") else rest  # a text two spaces away
    words = re.split(r"[\s-]+", rest.strip())
    return words if all(re.fullmatch(r"[0-9A-Fa-f]+", word) for word in words) else []


def _of_groups(words: list[str], keeps_order: bool) -> bytes | None:
    width = len(words[0])
    if keeps_order and all(len(word) % 2 == 0 for word in words):
        return bytes.fromhex("".join(words))
    if any(len(word) != width for word in words):
        return None
    if width in (_OCTAL_BYTE, _OCTAL_WORD):
        size = 1 if width == _OCTAL_BYTE else 2
        if not all(re.fullmatch(r"[0-7]+", word) and int(word, 8) < 256**size for word in words):
            return None
        return b"".join(int(word, 8).to_bytes(size, "little") for word in words)
    return b"".join(bytes.fromhex(word)[::-1] for word in words) if width in (2, 4, 8, 16) else None

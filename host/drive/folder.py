# folder.py - the entries of a FAT folder: short names, long names
"""32 bytes an entry, numbers little-endian. A name that is not plain 8.3 gets an alias and, before it, entries with the
long name, 13 UTF-16 units each, the last piece first (Microsoft, "FAT: General Overview of On-Disk Format", 1.03)."""

import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple, Union

Tree = dict[str, Union["Tree", bytes]]  # name -> content, or a folder

_DAY = 0x2821  # 2000-01-01, the date of files that CircuitPython itself makes
_LABEL, _FOLDER, _ARCHIVE, _LONG = 0x08, 0x10, 0x20, 0x0F
_LOWER_BASE, _LOWER_EXTENSION = 0x08, 0x10  # a plain name may be shown in small letters
_PLAIN = re.compile(r"([A-Z0-9_~-]{1,8})(?:\.([A-Z0-9_~-]{1,3}))?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\x00-\x1f"*/:<>?\\|]|[. ]$')
_UNITS = 13  # of a long name in one entry


class Entry(NamedTuple):
    """One name in a folder: its attributes, the first cluster (0 for an empty file), the bytes of a file, and when it
    was changed, seconds since 1970 (0: the day of CircuitPython's own files)."""

    name: str
    attributes: int
    cluster: int
    size: int
    changed: int = 0

    @classmethod
    def label(cls, text: str) -> "Entry":
        """The name of the volume, up to 11 letters; it stands in the root folder."""
        return cls(text, _LABEL, 0, 0)

    @classmethod
    def dot(cls, name: str, cluster: int) -> "Entry":
        """The folder itself, or the one above it (0 for the root)."""
        return cls(name, _FOLDER, cluster, 0)

    def packed(self, short: bytes, case: int) -> bytes:
        """The 32 bytes under its short name."""
        day, time = _stamp(self.changed)
        return struct.pack(
            "<11sBBBHHHHHHHI",
            *(short, self.attributes, case, 0, time, day, day, 0, time, day, self.cluster, self.size),
        )


def _stamp(seconds: int) -> tuple[int, int]:
    """Day and time as FAT has them; seconds are even there."""
    if not seconds:
        return _DAY, 0
    at = datetime.fromtimestamp(seconds, UTC)
    return (at.year - 1980) << 9 | at.month << 5 | at.day, at.hour << 11 | at.minute << 5 | at.second // 2


def tree(files: Mapping[str, bytes]) -> Tree:
    """Paths as nested folders, in their order. Raises ValueError for a name that FAT cannot hold, or has twice."""
    root: Tree = {}
    for path, content in files.items():
        folder = root
        *above, last = path.strip("/").split("/")
        for name in above:
            inside = folder.setdefault(_known(folder, name), {})
            if isinstance(inside, bytes):
                raise ValueError(f"{path}: {name} is a file and a folder")
            folder = inside
        if _known(folder, last) in folder:
            raise ValueError(f"{path}: there twice (FAT does not tell small letters from capitals)")
        folder[last] = content
    return root


def _known(folder: Tree, name: str) -> str:
    """The name as the folder spells it already, or as it is given."""
    if not name or len(name) > 255 or _FORBIDDEN.search(name):
        raise ValueError(f"{name!r}: not a name that a FAT drive can hold")
    return next((known for known in folder if known.lower() == name.lower()), name)


def attributes_of(inside: "Tree | bytes") -> int:
    """Of a file or a folder."""
    return _ARCHIVE if isinstance(inside, bytes) else _FOLDER


def entries(listed: Iterable[Entry]) -> Iterator[bytes]:
    """What a folder holds, entry by entry."""
    listed = list(listed)
    taken = {plain[0] for plain in map(_plain, (entry.name for entry in listed)) if plain}
    for entry in listed:
        plain = _plain(entry.name)
        if entry.attributes == _LABEL or entry.name in (".", ".."):
            plain = entry.name.encode().ljust(11), 0
        short, case = plain or (_alias(entry.name, taken), 0)
        if plain is None:
            taken.add(short)
            yield from _long(entry.name, short)
        yield entry.packed(short, case)


def _plain(name: str) -> tuple[bytes, int] | None:
    """(11 letters, case flags) of a name that needs no long one."""
    match = _PLAIN.fullmatch(name)
    if not match:
        return None
    base, extension = match[1], match[2] or ""
    if any(part not in (part.lower(), part.upper()) for part in (base, extension)):
        return None
    case = (_LOWER_BASE if base != base.upper() else 0) | (_LOWER_EXTENSION if extension != extension.upper() else 0)
    return f"{base.upper():8}{extension.upper():3}".encode(), case


def _alias(name: str, taken: set[bytes]) -> bytes:
    """LONGNA~1.EXT, with a number that this folder does not have yet."""
    base, _, extension = name.upper().lstrip(".").rpartition(".")
    if not base:
        base, extension = extension, ""
    base, extension = (re.sub(r"[^A-Z0-9_-]", "_", part) for part in (base, extension))
    number = 1
    while True:
        tail = f"~{number}"
        short = f"{base[: 8 - len(tail)] + tail:8}{extension[:3]:3}".encode()
        if short not in taken:
            return short
        number += 1


def _long(name: str, short: bytes) -> Iterator[bytes]:
    """The entries that carry the long name of the short one after them."""
    check = 0
    for letter in short:
        check = ((check << 7 | check >> 1) + letter) & 0xFF
    raw = name.encode("utf-16-le")
    pieces = [raw[at : at + 2 * _UNITS] for at in range(0, len(raw), 2 * _UNITS)]
    if len(pieces[-1]) < 2 * _UNITS:
        pieces[-1] = (pieces[-1] + b"\0\0").ljust(2 * _UNITS, b"\xff")
    for number in range(len(pieces), 0, -1):
        piece = pieces[number - 1]
        order = number | (0x40 if number == len(pieces) else 0)
        yield struct.pack("<B10sBBB12sH4s", order, piece[:10], _LONG, 0, check, piece[10:22], 0, piece[22:])

# imagefile.py - an image of the firmware as a file: its name, what it says of itself, which ones a drive keeps
"""What stands where in it: images.py, which reads it on the board. Nothing here makes one (pack.py)."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from wattkey_host.drive.fat import SECTOR
from wattkey_host.foreign import read

MARK = b"WattKey image 1\n"
_HEAD = 256  # of sector 1; the signature is the other half


class NotPackable(ValueError):
    """The files make no image; says why."""


class Manifest(NamedTuple):
    """What an image says of itself."""

    version: str
    board: str
    circuitpython: str  # majors, with commas
    loader: str  # the smallest
    size: str  # bytes, decimal
    sha256: str  # over all but sector 1, hex

    def packed(self) -> bytes:
        """The first half of sector 1. Raises NotPackable where it is too long."""
        text = MARK + "".join(f"{name} {value}\n" for name, value in self._asdict().items()).encode()
        if len(text) > _HEAD:
            raise NotPackable(f"the manifest has {len(text)} bytes, and room for {_HEAD}")
        return text.ljust(_HEAD, b"\0")


def manifest(whole: bytes) -> Manifest | None:
    """What an image says of itself; None for what is none, or has something wrong in its manifest."""
    head = whole[SECTOR : SECTOR + _HEAD]
    if not head.startswith(MARK):
        return None
    try:
        lines = head[len(MARK) :].rstrip(b"\0").decode().splitlines()
        return Manifest(**dict(line.split(" ", 1) for line in lines))
    except (ValueError, TypeError):
        return None


def order(version: str) -> tuple[int, ...]:
    """Something by which versions can be compared; what is none comes first."""
    try:
        return tuple(map(int, version.split(".")))
    except ValueError:
        return ()


def sha256_of(whole: bytes) -> str:
    """SHA-256 of an image as its manifest has it: over all but the manifest's own sector, hex."""
    return hashlib.sha256(whole[:SECTOR] + whole[2 * SECTOR :]).hexdigest()


def signature_of(whole: bytes) -> tuple[bytes, bytes]:
    """(what is signed, the signature)."""
    return whole[SECTOR : SECTOR + _HEAD], whole[SECTOR + _HEAD : 2 * SECTOR]


def name(version: str) -> str:
    """Of the file."""
    return f"wattkey-{version}.img"


def images_in(out: Path) -> list[tuple[Manifest, Path]]:
    """The images in a folder, whatever their names: the newest version first. Raises OSError."""
    found = [(manifest(read(path)), path) for path in out.glob("*.img") if path.is_file()]
    return sorted(((made, path) for made, path in found if made), key=lambda one: (order(one[0].version), one[1]))[::-1]


def tidy_images(out: Path, new: str, stays: str = "") -> list[Path]:
    """Remove all images but the file `new` and one other: one of version `stays`, which runs, else the newest of them,
    which may be the one that runs. Raises OSError."""
    others = [(made.version == stays, path) for made, path in images_in(out) if path.name != new]
    others.sort(key=lambda one: not one[0])
    for _, path in others[1:]:
        path.unlink()
    return [path for _, path in others[1:]]

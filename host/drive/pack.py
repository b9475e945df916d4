# pack.py - the application as one file that the device mounts: a read-only FAT image with a manifest
"""What stands where in sectors of 512 bytes, and what is signed: images.py, which reads it on the board. The same files
and the same key give the same bytes."""

import hashlib
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from wattkey_host.drive.contents import EMULATED_UID, application, loaders
from wattkey_host.drive.fat import SECTOR, fitting, image
from wattkey_host.drive.signature import SIGNATURE, sign

MARK = b"WattKey image 1\n"
BOARD, MAJORS = "raspberry_pi_pico", "10"  # CircuitPython reads the .mpy of its own major only
LABEL = "WATTKEYAPP"
_HEAD = 256  # of sector 1; the signature is the other half
_TABLE_AT = 2  # the sector where the CRCs begin
_VERSION = re.compile(r'^VERSION = "([0-9.]+)"', re.MULTILINE)
_LOADER = re.compile(r"^NUMBER = ([0-9]+)", re.MULTILINE)


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


def pack(root: Path, key: RSAPrivateKey | None = None, mpy: bool = True) -> bytes:
    """The image of the application in `root`, signed with `key` if there is one.

    Without `mpy` it holds the sources, which the simulator runs. Raises CompileError, LibrariesMissing, DriveFull.
    """
    return sealed(application(root, mpy), version(root), smallest_loader(root), key)


def shipped(
    root: Path, key: RSAPrivateKey | None = None, mpy: bool = True, uid: str = EMULATED_UID
) -> dict[str, bytes]:
    """Path on the drive -> content, of a device that runs from an image: the loaders beside it. Raises as `pack`."""
    return loaders(root, mpy, uid) | {"/" + name(version(root)): pack(root, key, mpy)}


def sealed(files: Mapping[str, bytes], version: str, loader: str = "1", key: RSAPrivateKey | None = None) -> bytes:
    """An image of any files. Raises DriveFull, NotPackable."""
    files = dict(sorted(files.items()))
    layout = fitting(files, _reserved)
    whole = bytearray(image(files, LABEL, layout))
    table = b"".join(crc(bytes(whole[at : at + SECTOR])) for at in range(0, len(whole), SECTOR))
    at = _TABLE_AT * SECTOR
    whole[at : at + len(table)] = table
    head = Manifest(version, BOARD, MAJORS, loader, str(len(whole)), digest(bytes(whole))).packed()
    whole[SECTOR : 2 * SECTOR] = head + (sign(head, key) if key else bytes(SIGNATURE))
    return bytes(whole)


def digest(whole: bytes) -> str:
    """Its SHA-256 as the manifest has it: over all but the manifest's own sector, hex."""
    return hashlib.sha256(whole[:SECTOR] + whole[2 * SECTOR :]).hexdigest()


def signature_of(whole: bytes) -> tuple[bytes, bytes]:
    """(what is signed, the signature)."""
    return whole[SECTOR : SECTOR + _HEAD], whole[SECTOR + _HEAD : 2 * SECTOR]


def crc(sector: bytes) -> bytes:
    """Two bytes: the low half of its CRC-32, low byte first."""
    return (zlib.crc32(sector) & 0xFFFF).to_bytes(2, "little")


def _reserved(sectors: int) -> int:
    """Boot sector, manifest, and two bytes for each of all sectors."""
    return _TABLE_AT + -(-2 * sectors // SECTOR)


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


def version(root: Path) -> str:
    """That of the sources. Raises NotPackable."""
    return _found(_VERSION, root / "lib" / "wattkey" / "__init__.py")


def smallest_loader(root: Path) -> str:
    """The number of the loader that these sources come with. Raises NotPackable."""
    return _found(_LOADER, root / "loader.py")


def _found(pattern: re.Pattern[str], path: Path) -> str:
    match = pattern.search(path.read_text(encoding="utf-8"))
    if match is None:
        raise NotPackable(f"{path} does not say {pattern.pattern}")
    return match[1]


def name(version: str) -> str:
    """Of the file."""
    return f"wattkey-{version}.img"

# pack.py - the application as one file that the device mounts: a read-only FAT image with a manifest
"""What stands where in sectors of 512 bytes, and what is signed: images.py, which reads it on the board. The same files
and the same key give the same bytes."""

import re
import zlib
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from wattkey_host.drive.contents import EMULATED_UID, application, loaders
from wattkey_host.drive.fat import SECTOR, fitting, image
from wattkey_host.drive.imagefile import Manifest, NotPackable, name, sha256_of
from wattkey_host.drive.signature import SIGNATURE, sign

BOARD, MAJORS = "raspberry_pi_pico", "10"  # CircuitPython reads the .mpy of its own major only
LABEL = "WATTKEYAPP"
_TABLE_AT = 2  # the sector where the CRCs begin
_VERSION = re.compile(r'^VERSION = "([0-9.]+)"', re.MULTILINE)
_LOADER = re.compile(r"^NUMBER = ([0-9]+)", re.MULTILINE)


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
    """An image of any files. Raises DriveFull, NotPackable.

    A folder begins with the folders in it: the board looks for a name from its beginning, and most paths lead on."""
    files = {path: files[path] for path in sorted(files, key=lambda path: (-path.count("/"), path))}
    layout = fitting(files, _reserved)
    whole = bytearray(image(files, LABEL, layout))
    table = b"".join(crc(bytes(whole[at : at + SECTOR])) for at in range(0, len(whole), SECTOR))
    at = _TABLE_AT * SECTOR
    whole[at : at + len(table)] = table
    head = Manifest(version, BOARD, MAJORS, loader, str(len(whole)), sha256_of(bytes(whole))).packed()
    whole[SECTOR : 2 * SECTOR] = head + (sign(head, key) if key else bytes(SIGNATURE))
    return bytes(whole)


def crc(sector: bytes) -> bytes:
    """Two bytes: the low half of its CRC-32, low byte first."""
    return (zlib.crc32(sector) & 0xFFFF).to_bytes(2, "little")


def _reserved(sectors: int) -> int:
    """Boot sector, manifest, and two bytes for each of all sectors."""
    return _TABLE_AT + -(-2 * sectors // SECTOR)


def version(root: Path) -> str:
    """The version that the sources say they are. Raises NotPackable."""
    return _found(_VERSION, root / "lib" / "wattkey" / "__init__.py")


def smallest_loader(root: Path) -> str:
    """The number of the loader that these sources come with. Raises NotPackable."""
    return _found(_LOADER, root / "loader.py")


def _found(pattern: re.Pattern[str], path: Path) -> str:
    match = pattern.search(path.read_text(encoding="utf-8"))
    if match is None:
        raise NotPackable(f"{path} does not say {pattern.pattern}")
    return match[1]

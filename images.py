# images.py - the images on the drive: what each says of itself, and whether it holds
"""Loaded when the device starts and when an image is installed, dropped after.

Sector 0 of an image is its boot sector. Sector 1: 256 bytes of text ("WattKey image 1", then lines "field value",
filled up with zeros) and the signature over them, RSA with 2048 bits and e = 65537, PKCS#1 v1.5 over SHA-256 (RFC 8017,
8.2.2); zeros where there is none. From sector 2: two bytes for each sector, low byte first (sectors.py). The
SHA-256 is over all but sector 1.
"""

import binascii
import hashlib
import os
import sys

import board
from micropython import const

import loader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

_MARK = b"WattKey image 1\n"
ID = 6  # bytes of the SHA-256 by which nvm knows an image
_HEAD = const(256)
_PIECE = const(4096)
_SECTOR = const(512)
# In front of the hash in a padded block: DigestInfo of SHA-256 (RFC 8017, 9.2, note 1)
_DIGEST_INFO = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"


def setting(name: str, default: str = "") -> str:
    """A value of settings.toml as text; its default where the file has a mistake."""
    try:
        return str(os.getenv(name, default))
    except ValueError:
        return default


class Image:
    """What a file says of itself. `fields` is empty where it is no image of ours."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.fields: "dict[str, str]" = {}
        self.head = self.sign = b""
        try:
            with open(path, "rb") as file:
                file.seek(_SECTOR)
                self.head = file.read(_HEAD)
                self.sign = file.read(_HEAD)
            if self.head.startswith(_MARK):
                lines = self.head[len(_MARK) :].rstrip(b"\0").decode().split("\n")
                fields = dict([line.split(" ", 1) for line in lines if " " in line])
                self.digest = binascii.unhexlify(fields["sha256"])
                self.version = fields["version"]
                self.size, self._loader = int(fields["size"]), int(fields["loader"])
                self.fields = fields
        except (OSError, ValueError, KeyError):  # no image of ours; it must not keep another from starting
            pass

    @property
    def ident(self) -> bytes:
        """By which nvm knows it."""
        return self.digest[:ID]

    def unfit(self) -> str:
        """Why it cannot run here: "board", "version", "loader"; "" where nothing is against it."""
        fields = self.fields
        if fields.get("board") != board.board_id:
            return "board"
        if str(sys.implementation.version[0]) not in fields.get("circuitpython", "").split(","):
            return "version"
        return "loader" if self._loader > loader.NUMBER else ""

    def reading(self, crc_only: bool = False) -> "Iterator[int]":
        """A generator over the whole file, a piece at a time, that yields how much is read, 0..100. At its end `crc`
        is the CRC-32 of the file, and `whole` tells whether size and SHA-256 are those of the manifest."""
        self.whole, self.crc, at = False, 0, 0
        sha = hashlib.new("sha256")
        piece = memoryview(bytearray(_PIECE))
        try:
            with open(self.path, "rb") as file:
                if file.seek(0, 2) != self.size:
                    return
                file.seek(0)
                while at < self.size:
                    count = file.readinto(piece)
                    if not count:
                        return
                    self.crc = binascii.crc32(piece[:count], self.crc)
                    if not crc_only:
                        sha.update(piece[:_SECTOR] if not at else piece[:count])
                        if not at:
                            sha.update(piece[2 * _SECTOR : count])
                    at += count
                    yield 100 * at // self.size
        except OSError:  # its clusters lead nowhere: a host is still writing, or was cut off
            return
        self.whole = crc_only or sha.digest() == self.digest

    def signed(self, key: str) -> "Iterator[None]":
        """A generator of the 17 steps that find out whether the signature is the key's (its modulus as hex);
        `true` tells at the end. The whole padded block is compared."""
        self.true = False
        try:
            modulus = int(key, 16) if len(key) == 2 * _HEAD else 0
        except ValueError:  # a slip of whoever wrote it: nothing is signed by that
            return
        start = power = int.from_bytes(self.sign, "big")
        if not 0 < start < modulus:
            return
        for _ in range(16):
            power = power * power % modulus
            yield
        power = power * start % modulus
        block = _DIGEST_INFO + hashlib.new("sha256", self.head).digest()
        block = b"\0\1" + b"\xff" * (_HEAD - 3 - len(block)) + b"\0" + block
        self.true = power.to_bytes(_HEAD, "big") == block


def anything() -> bool:
    """Whether images without a right signature are taken: settings.toml says so, or has no key to hold them against."""
    return setting("UPDATES", "signed" if setting("UPDATE_KEY") else "any") == "any"


def found() -> "list[Image]":
    """The images in the drive's root, the newest version first."""
    names = [name for name in os.listdir("/") if name.lower().endswith(".img")]
    images = [image for image in [Image("/" + name) for name in names] if image.fields]
    return sorted(images, key=lambda image: order(image.version), reverse=True)


def order(version: str) -> "tuple[int, ...]":
    """Something by which versions can be compared; what is none comes first."""
    try:
        return tuple([int(part) for part in version.split(".")])
    except ValueError:
        return ()


def run(steps: "Iterator[object]") -> None:
    """Take all steps of a check at once."""
    for _ in steps:
        pass

# versions.py - versions of the handheld's firmware that a shop gives away: kept, offered, handed over, tidied
"""One image is one file (host/drive/pack.py). The shop keeps them in its folder `images`; a plugged-in handheld says in
mail/card.json which version runs, and in settings.toml whose signature it wants."""

import shutil
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from wattkey_host import foreign
from wattkey_host.drive.imagefile import (
    Manifest,
    images_in,
    manifest,
    name,
    order,
    sha256_of,
    signature_of,
    tidy_images,
)
from wattkey_host.drive.signature import is_signed
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.wording import refusal

FOLDER = "images"  # of a shop
_CORE = Path("lib") / "wattkey"
_MORE = 4096  # bytes that a file may take beyond its length: the rest of its last cluster


class Version(NamedTuple):
    """An image that the shop has."""

    made: Manifest
    path: Path

    @property
    def number(self) -> str:
        """1.1.0"""
        return self.made.version


def read(path: Path) -> tuple[Manifest, bytes]:
    """An image, whole. Raises VendError where it is none or is damaged, OSError."""
    whole = foreign.whole(path)
    made = manifest(whole)
    if made is None:
        raise refusal("image.none", file=path)
    if str(len(whole)) != made.size or sha256_of(whole) != made.sha256:
        raise refusal("image.cut", file=path)
    return made, whole


def keep(shop: Path, path: Path) -> Version:
    """Take an image into the shop's folder. Raises VendError, OSError."""
    made, whole = read(path)
    target = foreign.check_way(shop, f"{FOLDER}/{name(made.version)}")
    foreign.write(target, whole)
    return Version(made, target)


def newest(shop: Path) -> Version | None:
    """The newest image that the shop keeps; what is no image there is passed over."""
    found = []
    for path in sorted((shop / FOLDER).glob("*.img")):
        with suppress(VendError, OSError):
            found.append(Version(read(path)[0], path))
    return max(found, key=lambda version: order(version.number), default=None)


def newer(shop: Path, running: str) -> Version | None:
    """What the shop has to offer to a handheld on which version `running` runs."""
    best = newest(shop)
    return best if best and order(best.number) > order(running) else None


def hand_over(version: Version, drive: Path, running: str) -> list[str]:
    """Copy it onto a handheld's drive; names of the older images that were removed there.

    The version that runs stays, to go back to. Raises VendError where the handheld would not take it, OSError."""
    made, whole = read(version.path)
    if any((drive / _CORE / f"__init__{form}").is_file() for form in (".py", ".mpy")):
        raise refusal("image.loose_files", drive=drive)
    check_signature(whole, drive)
    gone = [path.name for path in tidy_images(drive, version.path.name, stays=running)]
    there = drive / version.path.name
    if not there.is_file() and shutil.disk_usage(drive).free < len(whole) + _MORE:
        raise refusal("image.no_room", drive=drive, size=made.size)
    foreign.write(there, whole)
    return gone


def tidy(drive: Path, running: str) -> list[str]:
    """Remove old images from a handheld's drive: the one that runs stays, and the newest of the others, to go back or
    on to. Nothing is removed where the one that runs is not there. Their names; raises OSError."""
    there = [path.name for made, path in images_in(drive) if made.version == running]
    return [path.name for path in tidy_images(drive, there[0])] if there else []


def check_signature(whole: bytes, drive: Path) -> None:
    """Raises VendError where the settings of the drive ask for a signature that the image has not (T83)."""
    file = drive / "settings.toml"
    try:
        settings = tomllib.loads(foreign.read(file).decode()) if file.is_file() else {}
    except ValueError:
        settings = {}  # the device reads it in its own way, and says so itself
    key = str(settings.get("UPDATE_KEY", ""))
    if not key or settings.get("UPDATES") == "any":
        return
    with suppress(ValueError):
        if is_signed(*signature_of(whole), RSAPublicNumbers(65537, int(key, 16)).public_key()):
            return
    raise refusal("image.unsigned", drive=drive, signer=settings.get("UPDATE_SIGNER", "its maker"))

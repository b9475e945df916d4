# twoversions.py - two signed versions of the firmware for the trials of updates, and what nvm knows of them
"""One has proved itself, the other is wanted (loader.py)."""

import random
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import rsa

from wattkey_host import device_root
from wattkey_host.drive.contents import SETTINGS, application, loaders
from wattkey_host.drive.dragged import with_key
from wattkey_host.drive.fat import image
from wattkey_host.drive.imagefile import manifest, name
from wattkey_host.drive.pack import sealed
from wattkey_host.drive.signature import modulus
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.story.playedboard import speaking
from wattkey_host.story.stage import SERIAL, Stage
from wattkey_lab.pico.cuts import Cut
from wattkey_lab.pico.emulator import Emulator, Parts
from wattkey_lab.pico.world import NVM_BYTES, PicoWorld

OLD, NEW = "1.0.0", "1.1.0"
WANTED, STARTED, PROVED, BEFORE = 16, 17, 18, 19  # loader.py
SLOT = 16  # bytes of nvm, loader.py


@dataclass(frozen=True)
class Versions:
    """Both images, what lies beside them, and the key that has signed them."""

    old: bytes
    new: bytes
    beside: dict[str, bytes]
    key: rsa.RSAPrivateKey | None = None

    def drive(self, new: bytes | None) -> bytes:
        """The drive with the proved version, and `new` under the name of the wanted one."""
        files = self.beside | {"/" + name(OLD): self.old}
        return image(files if new is None else files | {"/" + name(NEW): new})

    def wanting(self, kind: str, at: int, whole: bytes) -> Cut:
        """The flash with this file, changed `at` some byte, in the place of the version that nvm wants."""
        slots = slot(PROVED, note(self.old)) + slot(WANTED, note(self.new))
        return Cut(kind, at, self.drive(whole), filled(slots))


def made(language: str) -> Versions:
    """The firmware as it is under two numbers, signed with a key that settings.toml has."""
    root, key = device_root(), rsa.generate_private_key(65537, 2048)
    old, new = (sealed(modules(version), version, key=key) for version in (OLD, NEW))
    beside = loaders(root)
    settings = with_key(beside[SETTINGS], "LAB", modulus(key.public_key()))
    return Versions(old, new, beside | {SETTINGS: speaking(settings, language)}, key)


def modules(version: str, others: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """What an image holds that calls itself `version`; `others` are sources in the place of ours."""
    core = {"/lib/wattkey/__init__.py": f'VERSION = "{version}"\n'.encode()}
    return application(device_root(), mpy=True, others=core | (others or {}))


def note(whole: bytes) -> bytes:
    """What nvm has of an image."""
    fields = manifest(whole)
    assert fields
    return bytes.fromhex(fields.sha256)[:6] + zlib.crc32(whole).to_bytes(4, "big")


def slot(kind: int, value: bytes) -> bytes:
    """As loader.py lays one into nvm."""
    head = bytes([kind, len(value)]) + value.ljust(10, b"\0")
    return head + zlib.crc32(head).to_bytes(4, "big")


def filled(slots: bytes) -> bytes:
    """An nvm with these slots and nothing behind them."""
    return slots.ljust(NVM_BYTES, b"\xff")


class Edit(NamedTuple):
    """One byte that is another."""

    at: int
    value: int


def edit(whole: bytes, rng: random.Random) -> Edit:
    """Any byte, any other value."""
    at = rng.randrange(len(whole))
    return Edit(at, whole[at] ^ rng.randrange(1, 256))


def edited(whole: bytes, one: Edit) -> bytes:
    """An image with that byte in it."""
    return whole[: one.at] + bytes([one.value]) + whole[one.at + 1 :]


@contextmanager
def handheld(parts: Parts | Emulator, language: str, drive: bytes, nvm: bytes) -> Iterator[Stage]:
    """A stage around a board without power, which may be a lent one, with this flash."""

    def make(_language: str, esam: SpiChip, seed: int, clock: VirtualClock) -> PicoWorld:
        return PicoWorld(parts, drive, esam, seed=seed, clock=clock, nvm=nvm)

    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), language, board=make)
        with stage.world:
            yield stage


def board(parts: Parts | Emulator, drive: bytes, nvm: bytes) -> PicoWorld:
    """A device with a chip as it leaves the factory."""
    clock = VirtualClock()
    return PicoWorld(parts, drive, SpiChip(new_chip(SERIAL), clock), clock=clock, nvm=nvm)

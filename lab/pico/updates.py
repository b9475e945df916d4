# updates.py - an update on the real interpreter: cut at every flash operation, cut short, edited; something always runs
"""`wattkey pico --updates`. Two signed versions lie on the drive: one that has proved itself, and one that is wanted.

*Verified*: a program on the board holds the wanted file against its own manifest, as often as the file is changed in
the flash. *Starts*: whole power-ons, from what a cut or a change left; the menu must come, of a version that is whole.
"""

import os
import random
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa

from wattkey.text import Texts
from wattkey_host import device_root
from wattkey_host.drive.contents import SETTINGS, application, loaders
from wattkey_host.drive.dragged import with_key
from wattkey_host.drive.fat import SECTOR, image
from wattkey_host.drive.fathost import FatHost
from wattkey_host.drive.imagefile import manifest, name
from wattkey_host.drive.pack import sealed
from wattkey_host.drive.signature import modulus
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.story.screenreader import Reader
from wattkey_host.story.stage import FONT, SERIAL, speaking
from wattkey_lab.pico.cuts import Cut, Ram, each, of_a_copy, record
from wattkey_lab.pico.emulator import Parts
from wattkey_lab.pico.world import NVM_BYTES, PicoWorld

OLD, NEW = "1.0.0", "1.1.0"
WANTED, STARTED, PROVED = 16, 17, 18  # loader.py
EDITS, STARTED_TRUNCATIONS, STARTED_EDITS = 2000, 100, 500
LIMIT_S = 15.0
_CHECK = b"""\
import usb_cdc
import images
key = images.setting("UPDATE_KEY")
while True:
    image = images.Image("/%s")
    good = bool(image.fields) and not image.unfit()
    if good:
        images.run(image.reading())
        good = image.whole
    if good:
        images.run(image.signed(key))
        good = image.true
    usb_cdc.data.write(b"Y" if good else b"N")
    usb_cdc.data.read(1)
""" % name(NEW).encode()
Figures = dict[str, str | int | float]


@dataclass(frozen=True)
class Versions:
    """Both images, and what lies beside them."""

    old: bytes
    new: bytes
    beside: dict[str, bytes]

    def drive(self, new: bytes | None) -> bytes:
        """The drive with the proved version, and `new` under the name of the wanted one."""
        files = self.beside | {"/" + name(OLD): self.old}
        return image(files if new is None else files | {"/" + name(NEW): new})


def update_figures(parts: Parts, language: str, tell: Callable[[str], None], sample: int = 1) -> Figures:
    """All counts; with `sample` a part of them. `tell` hears what goes on."""
    versions, rng = _versions(language), random.Random(1)
    short = [versions.new[:at] for at in range(0, len(versions.new), SECTOR * sample)]
    edited = [one_byte_off(versions.new, rng) for _ in range(EDITS // sample)]
    out: Figures = {"truncations": len(short), "edits": len(edited)}
    at_once = os.cpu_count() or 1
    shares = [(short + edited)[first::at_once] for first in range(at_once)]
    out["accepted"] = sum(each(lambda share: sum(_verified(parts, versions, share)), shares))
    tell(f"verified on the board: {len(short)} cut short, {len(edited)} edited, {out['accepted']} taken")
    cuts = [*_of_an_update(parts, versions, language), *of_a_drop(versions, sample)]
    cuts += _wanted(versions, "truncation", short[:: max(1, len(versions.new) // SECTOR // STARTED_TRUNCATIONS)])
    cuts += _wanted(versions, "edit", edited[: STARTED_EDITS // sample])
    verdicts = each(lambda cut: (cut.kind, _told(parts, versions, cut, language, tell)), cuts)
    out["starts"], out["silent"] = len(cuts), sum(verdict == "foreign bytes" for _, verdict in verdicts)
    out["cuts"] = sum(kind in ("erase", "program") for kind, _ in verdicts)
    out["bricks"] = sum(verdict == "no menu" and kind != "copy" for kind, verdict in verdicts)
    out["copy_cuts"] = sum(kind == "copy" for kind, _ in verdicts)
    out["copy_lost"] = sum(verdict == "no menu" and kind == "copy" for kind, verdict in verdicts)
    return out


def _wanted(versions: Versions, kind: str, wholes: list[bytes]) -> list[Cut]:
    """The flash with each of these in the place of the version that nvm wants."""
    slots = slot(PROVED, note(versions.old)) + slot(WANTED, note(versions.new))
    return [Cut(kind, len(whole), versions.drive(whole), _nvm(slots)) for whole in wholes]


def note(whole: bytes) -> bytes:
    """What nvm has of an image (loader.py)."""
    made = manifest(whole)
    assert made
    return bytes.fromhex(made.sha256)[:6] + zlib.crc32(whole).to_bytes(4, "big")


def _versions(language: str) -> Versions:
    root, key = device_root(), rsa.generate_private_key(65537, 2048)
    made = []
    for version in (OLD, NEW):
        core = {"/lib/wattkey/__init__.py": f'VERSION = "{version}"\n'.encode()}
        made.append(sealed(application(root, mpy=True, others=core), version, key=key))
    beside = loaders(root)
    settings = with_key(beside[SETTINGS], "LAB", modulus(key.public_key()))
    return Versions(made[0], made[1], beside | {SETTINGS: speaking(settings, language)})


def one_byte_off(whole: bytes, rng: random.Random) -> bytes:
    """An image with one byte that is another."""
    at = rng.randrange(len(whole))
    return whole[:at] + bytes([whole[at] ^ rng.randrange(1, 256)]) + whole[at + 1 :]


def slot(kind: int, value: bytes) -> bytes:
    """As loader.py lays one into nvm."""
    head = bytes([kind, len(value)]) + value.ljust(10, b"\0")
    return head + zlib.crc32(head).to_bytes(4, "big")


def _nvm(slots: bytes) -> bytes:
    return slots.ljust(NVM_BYTES, b"\xff")


def _board(parts: Parts, drive: bytes, nvm: bytes) -> PicoWorld:
    clock = VirtualClock()
    return PicoWorld(parts, drive, SpiChip(new_chip(SERIAL), clock), clock=clock, nvm=nvm)


def _verified(parts: Parts, versions: Versions, changed: list[bytes]) -> Iterator[bool]:
    """Whether the board takes each of these for the wanted image. It must take the whole one."""
    ram = Ram(versions.drive(versions.new))
    FatHost(ram).write("/code.py", _CHECK)
    whole = versions.new
    with closing(_board(parts, bytes(ram.image), _nvm(b""))) as world:
        world.cable.plug()
        world.power_on()
        if _answer(world) != b"Y":
            raise RuntimeError(f"the board does not take the image as it was made: {world.machine.console}")
        for other in changed:
            _put(world, whole, other)
            world.cable.to_device += b"x"
            yield _answer(world) == b"Y"
            _put(world, other, whole)


def _put(world: PicoWorld, old: bytes, new: bytes) -> None:
    """In the place of the wanted image; where one byte differs, that one alone is written."""
    path = "/" + name(NEW)
    if len(old) != len(new):
        world.drive.write(path, new)
        return
    at = next((at for at in range(len(old)) if old[at] != new[at]), 0)
    world.drive.patch(path, at, new[at : at + 1])


def _answer(world: PicoWorld) -> bytes:
    world.run_until(lambda: bool(world.cable.to_host), LIMIT_S)
    answer = bytes(world.cable.to_host)
    world.cable.to_host.clear()
    return answer


def _menu(world: PicoWorld, language: str) -> Callable[[], bool]:
    reader, title = Reader(device_root() / FONT), Texts(language).get("title.home")
    return lambda: reader.lines(world.oled.pixels())[0].startswith(title)


def _of_an_update(parts: Parts, versions: Versions, language: str) -> list[Cut]:
    """The flash after each operation between the word that a version is wanted and its menu."""
    wanted = _nvm(slot(PROVED, note(versions.old)) + slot(WANTED, note(versions.new)))
    with closing(_board(parts, versions.drive(versions.new), wanted)) as world:
        cuts = record(world)
        world.power_on()
        world.run_until(_menu(world, language), LIMIT_S)
        world.run_for(1)
        return cuts


def of_a_drop(versions: Versions, sample: int) -> list[Cut]:
    """The flash at each operation of a host that copies the new image. Its tables (boot sector, FAT, root) are not
    ours: what a cut in their erase costs, docs/drive.md says; so these are counted apart."""
    drive, nvm = versions.drive(None), _nvm(slot(PROVED, note(versions.old)))
    cuts = list(of_a_copy(drive, nvm, "/" + name(NEW), versions.new))
    return [Cut("copy", cut.address, cut.drive, cut.nvm) for cut in cuts[:: 10 * sample]]


def _told(parts: Parts, versions: Versions, cut: Cut, language: str, tell: Callable[[str], None]) -> str:
    verdict = _started(parts, versions, cut, language)
    tell(f"{cut.kind} {cut.address:06x}: {verdict}")
    return verdict


def _started(parts: Parts, versions: Versions, cut: Cut, language: str) -> str:
    """What a power-on makes of it: a version, "no menu", or "foreign bytes" where a file that is not whole ran."""
    with closing(_board(parts, cut.drive, cut.nvm)) as world:
        world.power_on()
        if not world.run_until(_menu(world, language), LIMIT_S):
            return "no menu"
        world.run_for(0.3)
        _, nvm = world.flash()
    have = dict(FatHost(Ram(cut.drive)).files())
    ran = NEW if slot(STARTED, note(versions.new)[:6] + b"\1") in nvm else OLD
    whole = versions.new if ran == NEW else versions.old
    return ran if have.get("/" + name(ran)) == whole else "foreign bytes"

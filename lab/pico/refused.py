# refused.py - files that are no update, dropped under a host: each has its page, and the version that runs goes on
"""One power-on for each of the table. Behind it nothing may be noted in nvm, and the next start must come to the menu
of that version."""

from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import rsa

from wattkey_host.drive.fat import CLUSTER, CLUSTERS, SECTOR, image
from wattkey_host.drive.fathost import FatHost
from wattkey_host.drive.imagefile import manifest, name
from wattkey_host.drive.signature import SIGNATURE, sign
from wattkey_host.story.script import Line, play
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS
from wattkey_lab.pico.cuts import Ram
from wattkey_lab.pico.emulated import drive_files
from wattkey_lab.pico.emulator import Emulator
from wattkey_lab.pico.twoversions import NEW, OLD, PROVED, SLOT, Edit, Versions, edited, filled, handheld, note, slot
from wattkey_lab.pico.underhost import holds, pico, ran, under_a_host
from wattkey_lab.pico.world import NVM_BYTES

_HEAD = 256
_ROOM = 10  # clusters, where an image takes fifty
_OLDER = "0.9.0"
_PHOTO = "/holiday.jpg"
Made = Callable[[Versions], bytes]


def _saying(**fields: str) -> Made:
    """The new version with another word in its manifest, signed as it should be."""

    def made(versions: Versions) -> bytes:
        says = manifest(versions.new)
        assert says
        return _with(versions.new, says._replace(**fields).packed(), versions.key)

    return made


def _with(whole: bytes, head: bytes, key: rsa.RSAPrivateKey | None) -> bytes:
    return whole[:SECTOR] + head + (sign(head, key) if key else bytes(SIGNATURE)) + whole[2 * SECTOR :]


def _unsigned(versions: Versions, key: rsa.RSAPrivateKey | None = None) -> bytes:
    return _with(versions.new, versions.new[SECTOR : SECTOR + _HEAD], key)


def _of_another(versions: Versions) -> bytes:
    return _unsigned(versions, rsa.generate_private_key(65537, 2048))


def _new(versions: Versions) -> bytes:
    return versions.new


class Dropped(NamedTuple):
    """What is dropped, and the page that comes of it; `then`: what is done before that, as a story; `lacks`: what the
    device has not: room in "nvm", room on the "drive", an "image" that runs (it has loose files)."""

    page: str
    made: Made
    then: str = ""
    lacks: str = ""
    file: str = name(NEW)


REFUSALS = {
    "whole drive": Dropped("err.T81", lambda versions: versions.drive(None)[: len(versions.new)], file="wattkey.img"),
    "half a copy": Dropped("err.T82", lambda versions: versions.new[: len(versions.new) // 2]),
    "edited byte": Dropped("err.T82", lambda versions: edited(versions.new, Edit(100_000, versions.new[100_000] ^ 4))),
    "unsigned": Dropped("err.T83", _unsigned),
    "other signer": Dropped("err.T83", _of_another),
    "other board": Dropped("err.T84", _saying(board="raspberry_pi_pica")),
    "other CircuitPython": Dropped("err.T85", _saying(circuitpython="11")),
    "newer loader": Dropped("err.T86", _saying(loader="9")),
    "same version": Dropped("err.T87", lambda versions: versions.old, file="again.img"),
    "nvm full": Dropped("err.T88", _new, f'see "{OLD} -> {NEW}" within 60\nunplug\npress ok', "nvm"),
    "loose files": Dropped("err.T89", lambda versions: versions.new[: _ROOM * CLUSTER], lacks="image"),
    "no room": Dropped("err.T91", lambda versions: versions.new[: _ROOM * CLUSTER], lacks="drive"),
    "downgrade": Dropped(
        f'"{OLD} -> {_OLDER}"', _saying(version=_OLDER), f"see say.older {_OLDER} {OLD} within 60\npress ok"
    ),
}


def refused(board: Emulator, kind: str, versions: Versions, language: str) -> str:
    """The version that runs behind it, as starts.py says; "taken" where nvm notes anything of the file. Raises
    StoryFailed where another page comes, or none."""
    one = REFUSALS[kind]
    drive, nvm = _flash(one, versions, language)
    with handheld(board, language, drive, nvm) as stage:
        stage.issue()
        under_a_host(stage)

        def drop(stage: Stage) -> None:
            stage.world.cable.copy("/" + one.file, one.made(versions))

        lines = ["wait 2", "drop it", *one.then.splitlines(), f"see {one.page} within 60", "press back"]
        play([Line(*line) for line in enumerate(lines, 1)], VERBS | {"drop it": drop}, stage, lambda _: None)
        menu = holds(stage)
        if one.lacks == "image":
            return OLD if menu and pico(stage).flash()[1] == nvm else "taken"
        return ran(stage, versions, menu) if pico(stage).flash()[1] == nvm else "taken"


def _flash(one: Dropped, versions: Versions, language: str) -> tuple[bytes, bytes]:
    """Drive and nvm. What is chosen on the device (slot 1) has filled nvm."""
    kept = slot(PROVED, note(versions.old))
    if one.lacks == "nvm":
        return versions.drive(None), filled(slot(1, b"\1") * (NVM_BYTES // SLOT - 5) + kept)
    if one.lacks == "image":
        return image(drive_files(language, mpy=True)), filled(b"")
    there = versions.drive(None)
    return _stuffed(there) if one.lacks == "drive" else there, filled(kept)


def _stuffed(drive: bytes) -> bytes:
    """With a photo on it that leaves little room."""
    disk = Ram(drive)
    for clusters in range(CLUSTERS, _ROOM, -1):  # what does not fit is refused before a byte is written
        with suppress(OSError):
            FatHost(disk).write(_PHOTO, bytes(clusters * CLUSTER))
            FatHost(disk).write(_PHOTO, bytes((clusters - _ROOM) * CLUSTER))
            return bytes(disk.image)
    raise ValueError("the drive has no room for a photo")

# trunks.py - the flash after each of its operations while an update is copied, installed and started
"""Each is a device whose power went there."""

from collections.abc import Iterator

from wattkey_host.drive.fathost import FatHost
from wattkey_host.drive.imagefile import name
from wattkey_host.story.script import Line, play
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS
from wattkey_lab.pico.cuts import Cut, Ram, of_a_copy, record
from wattkey_lab.pico.emulator import Emulator, Parts
from wattkey_lab.pico.twoversions import NEW, OLD, PROVED, SLOT, Versions, filled, handheld, note, slot
from wattkey_lab.pico.world import NVM_BYTES, PicoWorld

_FREE = 5  # slots, where there must be eight (drivers/firmware_image.py): room has to be made
_INSTALL = f"""\
issue
power on
see menu.nothing
wait 12
plug in
wait 2
drop the new version
see "{OLD} -> {NEW}" within 40
press ok
see mail.updated {NEW} within 20
wait 1
"""


def of_an_update(parts: Parts | Emulator, versions: Versions, language: str, full: bool) -> list[Cut]:
    """From the copy's end to the menu of the new version, told as a story; `full`: nvm has too little room left. Raises
    StoryFailed."""
    kept = slot(PROVED, note(versions.old))
    nvm = filled(kept * (NVM_BYTES // SLOT - _FREE) if full else kept)
    with handheld(parts, language, versions.drive(None), nvm) as stage:
        world, cuts = stage.world, list[Cut]()
        assert isinstance(world, PicoWorld)

        def drop(_stage: Stage) -> None:
            nonlocal cuts
            cuts = record(world)
            world.cable.copy("/" + name(NEW), versions.new)

        lines = [Line(number, text) for number, text in enumerate(_INSTALL.splitlines(), 1)]
        play(lines, VERBS | {"drop the new version": drop}, stage, lambda _: None)
        return cuts


def of_a_drop(versions: Versions) -> Iterator[Cut]:
    """At each operation of a host that copies the new image. Its tables (boot sector, FAT, root) are not ours: what a
    cut in their erase costs, docs/drive.md says; so these are counted apart."""
    nvm = filled(slot(PROVED, note(versions.old)))
    for cut in of_a_copy(versions.drive(None), nvm, "/" + name(NEW), versions.new):
        yield Cut("copy", cut.address, cut.drive, cut.nvm)


def files(drive: bytes) -> dict[str, bytes]:
    """What lies on a drive; nothing where there is no volume."""
    try:
        return dict(FatHost(Ram(drive)).files())
    except (ValueError, IndexError, ZeroDivisionError):
        return {}

# emulated.py - an emulated Pico for a story's stage
"""What Stage takes as `board`: the drive made ready, in flash, under the official CircuitPython."""

from collections.abc import Callable

from wattkey_host import device_root
from wattkey_host.drive import contents
from wattkey_host.drive.contents import SETTINGS
from wattkey_host.drive.fat import image
from wattkey_host.drive.imagefile import name
from wattkey_host.drive.pack import sealed, smallest_loader, version
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.story.playedboard import speaking
from wattkey_lab.pico.emulator import Emulator, Parts
from wattkey_lab.pico.probe import probed
from wattkey_lab.pico.world import PicoWorld


def drive_files(language: str, mpy: bool, packed: bool = False, probe: str = "") -> dict[str, bytes]:
    """Everything on the drive, as `wattkey drive` makes it, in a language; `packed`: the application in one image.

    `probe` is what a measured drive measures: "" (nothing, as shipped), "loop" or "heap" (probe.py)."""
    root = device_root()
    if packed:
        application, number = contents.application(root, mpy), version(root)
        if probe:
            application = probed(application, probe, contents.inside)
        whole = sealed(application, number, smallest_loader(root))
        files = contents.loaders(root, mpy) | {"/" + name(number): whole}
    else:
        loose = contents.build(root, mpy=mpy)
        files = probed(loose, probe) if probe else loose
    return files | {SETTINGS: speaking(files[SETTINGS], language)}


def emulated(
    parts: Parts | Emulator, mpy: bool = True, probe: str = "", packed: bool = False
) -> Callable[[str, SpiChip, int, VirtualClock], PicoWorld]:
    """A maker of boards, whose drive is as `drive_files` makes it; on an emulator that is lent one after the other."""

    def make(language: str, esam: SpiChip, seed: int, clock: VirtualClock) -> PicoWorld:
        files = drive_files(language, mpy, packed, probe)
        return PicoWorld(parts, image(files), esam, seed=seed, clock=clock, probe=probe)

    return make

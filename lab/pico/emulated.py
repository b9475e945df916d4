# emulated.py - an emulated Pico for a story's stage
"""What Stage takes as `board`: the drive made ready, in flash, under the official CircuitPython."""

from collections.abc import Callable

from wattkey_host import device_root
from wattkey_host.drive.contents import build
from wattkey_host.drive.fat import image
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.story.stage import SETTINGS, speaking
from wattkey_lab.pico.emulator import Parts
from wattkey_lab.pico.probe import probed
from wattkey_lab.pico.world import PicoWorld


def drive_files(language: str, mpy: bool) -> dict[str, bytes]:
    """Everything on the drive, as `wattkey drive` makes it, in a language."""
    files = build(device_root(), mpy=mpy)
    return files | {SETTINGS: speaking(files[SETTINGS], language)}


def emulated(parts: Parts, mpy: bool = True, probe: str = "") -> Callable[[str, SpiChip, int, VirtualClock], PicoWorld]:
    """A maker of boards; `probe` is what a measured image measures: "" (nothing, the image as shipped), "loop" or
    "heap" (probe.py)."""

    def make(language: str, esam: SpiChip, seed: int, clock: VirtualClock) -> PicoWorld:
        files = probed(drive_files(language, mpy), probe) if probe else drive_files(language, mpy)
        return PicoWorld(parts, image(files), esam, seed=seed, clock=clock, probe=probe)

    return make

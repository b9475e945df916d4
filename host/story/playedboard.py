# playedboard.py - the handheld of a story, or of `wattkey sim`: a simulated board with the device's files on its drive
"""Apart from the stage, which has a shop as well: who only wants the handheld does not wait for a database."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from wattkey_host import device_root
from wattkey_host.drive.contents import SETTINGS, sources
from wattkey_host.drive.pack import shipped
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World

FONT = Path("lib/wattkey/font16.bin")
# names of keys -> what is printed on them
KEYS = {"ok": "#", "back": "*", "up": "A", "down": "B", "close": "C", "menu": "D"} | {d: d for d in "0123456789"}


class Language(StrEnum):
    """The languages of the screens."""

    EN = "en"
    ZH = "zh"


BoardMaker = Callable[[str, SpiChip, int, VirtualClock], World]


def simulated(language: str, esam: SpiChip, seed: int, clock: VirtualClock) -> World:
    """A simulated board with the device files, its screens in `language`."""
    return _simulated(sources(device_root()), language, esam, seed, clock)


def from_image(language: str, esam: SpiChip, seed: int, clock: VirtualClock) -> World:
    """A simulated board with the application in one image, as it is shipped; but of sources, which it runs itself."""
    return _simulated(shipped(device_root(), mpy=False), language, esam, seed, clock)


def _simulated(files: dict[str, bytes], language: str, esam: SpiChip, seed: int, clock: VirtualClock) -> World:
    drive = Drive.of(files | {SETTINGS: speaking(files[SETTINGS], language)})
    return World(drive, esam, seed=seed, clock=clock)


def speaking(settings: bytes, language: str) -> bytes:
    """settings.toml with the language set, as a user does it."""
    return settings.replace(b'WATTKEY_LANGUAGE = "zh"', b'WATTKEY_LANGUAGE = "%s"' % language.encode())

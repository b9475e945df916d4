# cuts.py - the power goes at every erase and program of the flash: what is left is booted, and must be whole
"""A run is recorded: after each operation, what the flash holds. Each of these is a board whose power went there: it is
started anew, must reach the menu, and every file of ours must be as it was. The card's chip is as the run left it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass

from wattkey.text import Texts
from wattkey_host import device_root
from wattkey_host.drive.contents import MAIL
from wattkey_host.drive.fathost import FatHost
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.story.playedboard import FONT
from wattkey_host.story.screenreader import Reader
from wattkey_lab.pico.boardpool import Boards
from wattkey_lab.pico.emulator import Emulator, Parts
from wattkey_lab.pico.world import DRIVE_AT, PicoWorld

SECTOR = 512
ERASE = 4096
BOOT_LIMIT_S = 4.0


@dataclass(frozen=True)
class Cut:
    """The flash after an operation ("erase" or "program" of `address` in it)."""

    kind: str
    address: int
    drive: bytes
    nvm: bytes


@dataclass(frozen=True)
class After:
    """What the next start was like: the menu came, and the files that are not as they were."""

    cut: Cut
    menu: bool
    lost: tuple[str, ...]

    @property
    def survived(self) -> bool:
        """Nothing that a person would notice."""
        return self.menu and not self.lost


def record(world: PicoWorld) -> list[Cut]:
    """A list that fills with every flash operation from now on."""
    cuts: list[Cut] = []

    def hook(name: str, *detail: object) -> None:
        kind, _, what = name.partition(" ")
        if kind == "flash" and isinstance(detail[0], int):
            cuts.append(Cut(what, detail[0], *world.flash()))

    world.hooks.append(hook)
    return cuts


def start(
    parts: Parts | Emulator, cut: Cut, chip: Chip, files: Mapping[str, bytes], language: str = "en",
    limit_s: float = BOOT_LIMIT_S,
) -> After:  # fmt: skip
    """Start a board from what a cut left. `files`: what must be there; the menu must come within the limit."""
    reader, title = Reader(device_root() / FONT), Texts(language).get("title.home")
    clock = VirtualClock()
    world = PicoWorld(parts, cut.drive, SpiChip(chip, clock), clock=clock, nvm=cut.nvm)
    with world:
        world.power_on()
        menu = world.run_until(lambda: reader.lines(world.oled.pixels())[0].startswith(title), limit_s)
        return After(cut, menu, lost(world.flash()[0], files))


def lost(drive: bytes, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The paths of `files` that the drive does not hold as they were; mail files need only be there, whole."""
    try:
        have = dict(FatHost(Ram(drive)).files())
    except (ValueError, IndexError, ZeroDivisionError):  # no volume at all
        have = {}
    return tuple(path for path, content in files.items() if not _as_it_was(path, have.get(path), content))


def _as_it_was(path: str, have: bytes | None, content: bytes) -> bool:
    if have is None:
        return False
    return len(have) == len(content) if path in MAIL else have == content


class Ram:
    """Sectors of an image in memory, written at once."""

    def __init__(self, image: bytes) -> None:
        self.image = bytearray(image)

    def read(self, sector: int, count: int = 1) -> bytes:
        """The content of `count` sectors."""
        return bytes(self.image[sector * SECTOR : (sector + count) * SECTOR])

    def write(self, sector: int, data: bytes) -> None:
        """Whole sectors."""
        self.image[sector * SECTOR : sector * SECTOR + len(data)] = data


class _Written(Ram):
    """Remembers what was written."""

    def __init__(self, image: bytes) -> None:
        super().__init__(image)
        self.log: list[tuple[int, bytes]] = []

    def write(self, sector: int, data: bytes) -> None:
        super().write(sector, data)
        self.log.append((sector, data))


class HostWrites(Ram):
    """Sectors as CircuitPython writes a USB host's: the 4 KiB around them are erased, then programmed. `cuts` holds
    the flash after each."""

    def __init__(self, drive: bytes, nvm: bytes) -> None:
        super().__init__(drive)
        self.cuts: list[Cut] = []
        self._nvm = nvm

    def write(self, sector: int, data: bytes) -> None:
        """Whole sectors, within one erase sector."""
        super().write(sector, data)
        begin = sector * SECTOR // ERASE * ERASE
        erased = bytearray(self.image)
        erased[begin : begin + ERASE] = b"\xff" * ERASE
        self.cuts.append(Cut("erase", DRIVE_AT + begin, bytes(erased), self._nvm))
        self.cuts.append(Cut("program", DRIVE_AT + begin, bytes(self.image), self._nvm))


def of_a_copy(drive: bytes, nvm: bytes, path: str, content: bytes) -> Iterator[Cut]:
    """The flash at each operation while a host mounts the drive, copies a file onto it, and lets it go."""
    written = _Written(drive)
    host = FatHost(written)
    host.mount()
    host.write(path, content)
    host.unmount()
    writes = HostWrites(drive, nvm)
    for sector, data in written.log:  # once more: all the cuts of an image are a gigabyte
        writes.write(sector, data)
        yield from writes.cuts
        writes.cuts.clear()


def start_each(parts: Parts, cuts: Iterable[Cut], chip: Chip, files: Mapping[str, bytes]) -> list[After]:
    """Start a board from each cut."""
    with closing(Boards(parts)) as boards:
        return list(boards.each(lambda board, cut: start(board, cut, deepcopy(chip), files), cuts))


def words(after: After) -> str:
    """One line about a cut: where, and what it cost."""
    where = f"{after.cut.kind:7} {after.cut.address:06X}"
    if after.survived:
        return f"{where}  nothing lost, the menu comes"
    what = f"{len(after.lost)} files lost ({after.lost[0]}, ...)" if after.lost else "no file lost"
    return f"{where}  {what}, the menu {'comes' if after.menu else 'does not come'}"

# starts.py - a start of the emulated Pico from a flash that an update left: which version comes to its menu
"""What the machine has not read of its flash cannot matter: where a start has come out, every other whose flash is
alike in all sectors that it has read comes out so too, cycle for cycle, and is not run again."""

import hashlib
from contextlib import closing
from threading import Lock

from wattkey.text import Texts
from wattkey_host import device_root
from wattkey_host.drive.imagefile import name
from wattkey_host.story.playedboard import FONT
from wattkey_host.story.screenreader import Reader
from wattkey_lab.pico.cuts import SECTOR, Cut
from wattkey_lab.pico.emulator import Emulator
from wattkey_lab.pico.trunks import files
from wattkey_lab.pico.twoversions import NEW, OLD, STARTED, Versions, board, note, slot
from wattkey_lab.pico.world import DRIVE_BYTES, NVM_AT, NVM_BYTES

LIMIT_S = 15.0
NO_MENU, FOREIGN = "no menu", "foreign bytes"


class Starts:
    """Starts from one after the other, from several threads."""

    def __init__(self, versions: Versions, language: str) -> None:
        self._versions, self._language = versions, language
        self._reader, self._title = Reader(device_root() / FONT), Texts(language).get("title.home")
        self._seen: dict[bytes, dict[bytes, str]] = {}  # sectors that were read -> digest of their content -> what ran
        self._lock = Lock()
        self.alike = 0  # how many were not run

    def verdict(self, emulator: Emulator, cut: Cut) -> str:
        """The version that came to its menu; NO_MENU; FOREIGN where a file that is not whole did."""
        ran = self._known(cut) or self._started(emulator, cut)
        whole = {NEW: self._versions.new, OLD: self._versions.old}.get(ran)
        if whole is None:
            return ran
        return ran if files(cut.drive).get("/" + name(ran)) == whole else FOREIGN

    def _known(self, cut: Cut) -> str:
        with self._lock:
            for touched, runs in self._seen.items():
                ran = runs.get(_digest(cut, touched))
                if ran:
                    self.alike += 1
                    return ran
        return ""

    def _started(self, emulator: Emulator, cut: Cut) -> str:
        with closing(board(emulator, cut.drive, cut.nvm)) as world:
            world.power_on()
            menu = world.run_until(lambda: self._reader.lines(world.oled.pixels())[0].startswith(self._title), LIMIT_S)
            _, nvm = world.flash()
            touched = emulator.touched(NVM_AT, NVM_BYTES + DRIVE_BYTES)
        first = slot(STARTED, note(self._versions.new)[:6] + b"\1")  # is written before anything of it runs
        ran = NO_MENU if not menu else NEW if first in nvm else OLD
        with self._lock:
            self._seen.setdefault(touched, {})[_digest(cut, touched)] = ran
        return ran


def _digest(cut: Cut, touched: bytes) -> bytes:
    whole = cut.nvm + cut.drive
    digest = hashlib.sha256()
    for at, read in enumerate(touched):
        if read:
            digest.update(whole[at * SECTOR : (at + 1) * SECTOR])
    return digest.digest()

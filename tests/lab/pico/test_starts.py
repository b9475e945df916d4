# test_starts.py - which version came to its menu, and which starts need not be run again
from collections.abc import Callable

import pytest

from fakes.images import small
from wattkey_host import device_root
from wattkey_host.drive.contents import loaders
from wattkey_lab.pico import starts
from wattkey_lab.pico import twoversions as versions
from wattkey_lab.pico.cuts import SECTOR, Cut
from wattkey_lab.pico.updates import Tally
from wattkey_lab.pico.world import DRIVE_BYTES, NVM_BYTES

BOTH = versions.Versions(small("1.0.0"), small("1.1.0"), loaders(device_root()))
READ = bytes([1] * 20) + bytes((NVM_BYTES + DRIVE_BYTES) // SECTOR - 20)  # nvm, and the drive's first sectors


class Machine:
    """A board that comes to its menu or does not, and reads the first sectors."""

    def __init__(self) -> None:
        self.menu, self.runs = True, 0

    def touched(self, _address: int, _length: int) -> bytes:
        return READ

    def board(self, _emulator: object, drive: bytes, nvm: bytes) -> "Machine":
        self.runs += 1
        self.flash_now = drive, nvm
        return self

    def power_on(self) -> None:
        pass

    def run_until(self, _there: Callable[[], bool], _limit_s: float) -> bool:
        return self.menu

    def flash(self) -> tuple[bytes, bytes]:
        return self.flash_now

    def close(self) -> None:
        pass


@pytest.fixture
def machine(monkeypatch):
    made = Machine()
    monkeypatch.setattr(starts, "board", made.board)
    return made


def cut(new: bytes | None, slots: bytes = b"") -> Cut:
    return Cut("program", 0, BOTH.drive(new), versions.filled(slots))


def test_the_version_that_was_counted_in_nvm_ran(machine):
    tried = versions.slot(versions.STARTED, versions.note(BOTH.new)[:6] + b"\1")
    assert starts.Starts(BOTH, "en").verdict(machine, cut(BOTH.new, tried)) == versions.NEW
    assert starts.Starts(BOTH, "en").verdict(machine, cut(BOTH.new)) == versions.OLD


def test_a_version_that_is_not_whole_must_not_have_run(machine):
    tried = versions.slot(versions.STARTED, versions.note(BOTH.new)[:6] + b"\1")
    assert starts.Starts(BOTH, "en").verdict(machine, cut(BOTH.new[:-1] + b"?", tried)) == starts.FOREIGN


def test_no_menu_is_told(machine):
    machine.menu = False
    assert starts.Starts(BOTH, "en").verdict(machine, cut(BOTH.new)) == starts.NO_MENU


def test_a_start_that_reads_nothing_else_is_not_run_again(machine):
    trials = starts.Starts(BOTH, "en")
    far, near = bytearray(cut(None).drive), bytearray(cut(None).drive)
    far[-1] ^= 1
    near[0] ^= 1
    for drive in (cut(None).drive, bytes(far), bytes(near), bytes(far)):
        trials.verdict(machine, Cut("copy", 0, drive, versions.filled(b"")))
    assert (machine.runs, trials.alike) == (2, 2)


def test_a_host_s_own_tables_are_counted_apart():
    tally = Tally(verdicts=[("copy", starts.NO_MENU), ("erase", versions.OLD), ("edit", starts.FOREIGN)])
    figures = tally.figures()
    assert (figures["starts"], figures["cuts"], figures["copy_cuts"]) == (3, 1, 1)
    assert (figures["bricks"], figures["copy_lost"], figures["silent"]) == (0, 1, 1)

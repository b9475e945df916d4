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


@pytest.fixture(scope="module")
def both():
    """Compiling what lies beside an image takes a second or two: not while the tests are collected."""
    return versions.Versions(small("1.0.0"), small("1.1.0"), loaders(device_root()))


@pytest.fixture
def cut(both):
    """`cut(image, slots)` -> Cut of a drive with that new image, None without."""
    return lambda new, slots=b"": Cut("program", 0, both.drive(new), versions.filled(slots))


@pytest.fixture
def machine(monkeypatch):
    made = Machine()
    monkeypatch.setattr(starts, "board", made.board)
    return made


def test_the_version_that_was_counted_in_nvm_ran(machine, both, cut):
    tried = versions.slot(versions.STARTED, versions.note(both.new)[:6] + b"\1")
    assert starts.Starts(both, "en").verdict(machine, cut(both.new, tried)) == versions.NEW
    assert starts.Starts(both, "en").verdict(machine, cut(both.new)) == versions.OLD


def test_a_version_that_is_not_whole_must_not_have_run(machine, both, cut):
    tried = versions.slot(versions.STARTED, versions.note(both.new)[:6] + b"\1")
    assert starts.Starts(both, "en").verdict(machine, cut(both.new[:-1] + b"?", tried)) == starts.FOREIGN


def test_no_menu_is_told(machine, both, cut):
    machine.menu = False
    assert starts.Starts(both, "en").verdict(machine, cut(both.new)) == starts.NO_MENU


def test_a_start_that_reads_nothing_else_is_not_run_again(machine, both, cut):
    trials = starts.Starts(both, "en")
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

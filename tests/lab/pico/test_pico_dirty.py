# test_pico_dirty.py - cuts of a host's writes to the boot sector, started: what the dirty flag can cost, and what not
import pytest

from fakes.minutes import minutes
from wattkey_host.drive.fat import image
from wattkey_host.sim.chip.factory import new_chip
from wattkey_lab.pico.cuts import Cut, of_a_copy, start
from wattkey_lab.pico.emulated import drive_files
from wattkey_lab.pico.world import DRIVE_AT

NVM = b"\xff" * 4096


@pytest.fixture(scope="module")
def files():
    return drive_files("en", mpy=True)


@pytest.fixture(scope="module")
def boot(files):
    """The flash at the four operations on the boot sector: erase and program, mount and unmount."""
    return [cut for cut in of_a_copy(image(files), NVM, "/WK.json", b"{}") if cut.address == DRIVE_AT]


def test_a_flag_that_stays_set_costs_nothing(emulator, files, boot):
    after = start(emulator, boot[1], new_chip("57574B0000000001"), files)
    assert after.survived


@minutes
def test_the_erased_boot_sector_costs_the_drive_and_one_image_brings_it_back(emulator, files, boot):
    chip = new_chip("57574B0000000001")
    after = start(emulator, boot[0], chip, files)
    assert (after.menu, set(after.lost) >= {"/lib/wattkey/home.mpy", "/flows/recharge.mpy"}) == (False, True)
    assert start(emulator, Cut("restored", 0, image(files), NVM), chip, files).survived

# test_pico_uf2.py - one drag: CircuitPython's own file and our drive, through the boot ROM's model, and then started
"""Every prefix in steps of 64 blocks either falls back to RPI-RP2 or is whole; what is whole shows the menu."""

import pytest

from fakes.bootrom import FLASH_AT, FLASH_BYTES, BootRom
from wattkey_host.drive.fat import image
from wattkey_host.drive.uf2 import pack, unpack
from wattkey_host.sim.chip.factory import new_chip
from wattkey_lab.pico.cuts import Cut, start
from wattkey_lab.pico.emulated import drive_files
from wattkey_lab.pico.world import NVM_AT

STEP = 64 * 512  # bytes


@pytest.fixture(scope="module")
def made(parts):
    """The file that `wattkey drive --mpy --uf2 --firmware` makes."""
    return pack(image(drive_files("en", mpy=True)), parts.uf2.read_bytes())


@pytest.mark.parametrize("filling", [0xFF, 0x00], ids=["virgin", "all bits used"])
def test_all_of_circuitpython_and_all_of_the_drive_arrive(made, parts, filling):
    rom = BootRom(bytes([filling]) * FLASH_BYTES).drag(made)
    assert rom.done and rom.starts
    wanted = dict(unpack(parts.uf2.read_bytes())) | dict(unpack(pack(image(drive_files("en", mpy=True)))))
    assert [at for at, page in wanted.items() if rom.flash[at - FLASH_AT :][:256] != page] == []


@pytest.mark.parametrize("filling", [0xFF, 0x00], ids=["virgin", "all bits used"])
def test_an_interrupted_drag_is_back_in_the_boot_drive(made, filling):
    rom = BootRom(bytes([filling]) * FLASH_BYTES)
    for at in range(0, len(made) - STEP, STEP):
        rom.drag(made[at : at + STEP])
        assert (rom.done, rom.starts) == (False, False)


def test_what_was_dragged_starts_and_shows_the_menu(made, emulator):
    flash = bytes(BootRom(bytes(FLASH_BYTES)).drag(made).flash)
    chip = new_chip("5741540000000001")
    left = Cut("drag", 0, flash[0x100000:], b"\xff" * 4096)
    before = emulator.read(0, NVM_AT)
    emulator.write(0, flash[:NVM_AT])
    after = start(emulator, left, chip, drive_files("en", mpy=True))
    emulator.write(0, before)
    assert (after.menu, after.lost) == (True, ())

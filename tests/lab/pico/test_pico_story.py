# test_pico_story.py - the demo on the official CircuitPython, to the bit as in the simulator
import pytest

from wattkey_host.drive.fat import image
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.story.cli import path_of
from wattkey_host.story.script import Line, read
from wattkey_lab.pico.cuts import Cut, record, start
from wattkey_lab.pico.emulated import drive_files, emulated
from wattkey_lab.pico.same import watch
from wattkey_lab.pico.world import PicoWorld

# The first start publishes at once: until then a page stands for moments, longer on one ground than on the other.
LINES = [
    step
    for line in read(path_of("two_purchases"))
    for step in ([line, Line(line.number, "wait 12")] if line.text == "power on" else [line])
]


@pytest.fixture(scope="module")
def played(boards, tmp_path_factory):
    """The demo: (what was seen on the Pico, the flash at each operation, its world)."""
    worlds, cuts = [], []

    def board(*scene):
        world = emulated(lent)(*scene)
        cuts.append(record(world))
        worlds.append(world)
        return world

    with boards.one() as lent:
        return watch(LINES, tmp_path_factory.mktemp("pico"), board), cuts[0], worlds[0]


def test_the_same_bytes_and_the_same_pixels_as_in_the_simulator(played, tmp_path):
    on_pico, _, world = played
    in_sim = watch(LINES, tmp_path)
    assert on_pico.frames == in_sim.frames
    assert len(on_pico.frames) == 60  # both recharges and the closing
    assert on_pico.screens == in_sim.screens
    assert world.esam.violations == []


def test_a_cut_while_a_file_is_published_costs_nothing(played, emulator):
    """A slice: just after the erase, and in the middle of programming; `make pico` cuts at every operation."""
    _, cuts, world = played
    files = drive_files("en", mpy=True)
    erased = next(i for i, cut in enumerate(cuts) if cut.kind == "erase")
    assert {cut.kind for cut in cuts[erased + 1 : erased + 17]} == {"program"}
    for cut in (cuts[erased], cuts[erased + 7]):
        after = start(emulator, cut, world.esam.chip, files)
        assert after.survived, (cut.kind, hex(cut.address), after.menu, after.lost)


CODE = b"""
import os, digitalio, board
seen = []
for path in ("/mail/card.json", "/new.txt"):
    try:
        open(path, "r+b" if "mail" in path else "w").write(b"x")
        seen.append(0)
    except OSError as error:
        seen.append(error.errno)
pin = digitalio.DigitalInOut(board.GP26)
pin.switch_to_output(seen == [30, 30])
"""


def test_code_py_finds_the_drive_read_only(emulator):
    """OSError 30 (EROFS) for a file of ours and for a new one; nothing in the flash changes."""
    clock = VirtualClock()
    files = drive_files("en", mpy=True) | {"/code.py": CODE}
    chip = SpiChip(new_chip("57574B0000000001"), clock)
    with PicoWorld(emulator, image(files), chip, clock=clock, probe="loop") as world:
        world.power_on()
        assert world.run_until(lambda: any(level for _, level, *_ in world.machine.probe), 3)
        assert world.machine.flash_log == []


def test_the_drive_that_circuitpython_formats_is_restored_by_one_image(emulator):
    """The boot sector is gone: CircuitPython makes a drive of its own. Our image again, and the menu comes."""
    files = drive_files("en", mpy=True)
    whole = image(files)
    chip = new_chip("57574B0000000001")
    for drive, there in ((b"\xff" * 4096 + whole[4096:], False), (whole, True)):
        cut = Cut("erase", 0x100000, drive, b"\xff" * 4096)
        after = start(emulator, cut, chip, files)
        assert after.survived == there
        assert ("/code.py" in after.lost) != there

# test_pico_qstrs.py - what names cost the official CircuitPython: those of its ROM nothing, others a place each
from wattkey_host.drive.borrowed import rom_names
from wattkey_host.drive.fat import image
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_lab.pico.emulated import drive_files
from wattkey_lab.pico.qstrs import count
from wattkey_lab.pico.world import PicoWorld

NEW = 300
NAMES = (
    b"""
import time

class Holder:
    pass

with open("/names.txt") as file:
    for line in file:
        setattr(Holder, line.strip(), 1)
time.sleep(2)
for number in range(%d):
    setattr(Holder, "made_up_%%d" %% number, 1)
while True:
    time.sleep(1)
"""
    % NEW
)


def test_names_of_the_rom_take_no_place(emulator):
    clock = VirtualClock()
    lines = "\n".join(rom_names()).encode()
    files = drive_files("en", mpy=True) | {"/code.py": NAMES, "/names.txt": lines, "/boot.py": b""}
    with PicoWorld(emulator, image(files), SpiChip(new_chip("57574B0000000001"), clock), clock=clock) as world:
        world.power_on()
        world.run_for(2)
        few = count(world.machine.emulator)
        world.run_for(6)
        more = count(world.machine.emulator) - few
    assert 0 < few < 60 < len(rom_names())
    assert NEW <= more < NEW + 60

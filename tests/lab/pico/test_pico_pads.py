# test_pico_pads.py - what the LED's pads give on the official CircuitPython, read back from the chip's registers
import pytest

from wattkey_host.drive.fat import image
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_lab.pico.emulated import drive_files
from wattkey_lab.pico.world import PicoWorld

# GP26 goes high when the pads that drive the LED give 12 mA.
CODE = b"""
import sys
sys.path.append("/drivers")
import board, digitalio, memorymap
from clock_board import BoardClock
import %s as driver

part = driver.make(lambda name, default: default, BoardClock())
words = [memorymap.AddressRange(start=0x4001C004 + 4 * gpio, length=4)[0:4][0] & 0x30 for gpio in %s]
pin = digitalio.DigitalInOut(board.GP26)
pin.switch_to_output(set(words) == {0x30})
while True:
    pass
"""


@pytest.mark.parametrize(("driver", "pads"), [("link_ir", (0, 2)), ("link_ir_pio", (2,))])  # one leg by a transistor
def test_twelve_milliamperes(emulator, driver, pads):
    clock = VirtualClock()
    files = drive_files("en", mpy=True) | {"/code.py": CODE % (driver.encode(), repr(pads).encode())}
    chip = SpiChip(new_chip("57574B0000000001"), clock)
    with PicoWorld(emulator, image(files), chip, clock=clock, probe="loop") as world:
        world.power_on()
        assert world.run_until(lambda: any(level for _, level, *_ in world.machine.probe), 4)

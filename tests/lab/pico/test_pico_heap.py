# test_pico_heap.py - the probe finds the largest free block of the real heap, where its size is known
from wattkey_host.drive.fat import image
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_lab.pico.emulated import drive_files
from wattkey_lab.pico.probe import GATE, least_block, least_free, probed
from wattkey_lab.pico.world import PicoWorld

HOLE, TOOTH, TEETH = 20_000, 512, 32
HOLES = b"""
import asyncio, gc

async def main():
    comb = [bytearray(%d) for _ in range(%d)]
    hole = bytearray(%d)
    rest = []
    size = 8192
    while size > 64:
        try:
            rest.append(bytearray(size))
        except MemoryError:
            size //= 2
    for _ in range(20):  # what the loop needs is taken by now
        await asyncio.sleep_ms(5)
    hole = None
    for i in range(0, len(comb), 2):
        comb[i] = None
    while True:
        gc.collect()  # else what a turn needs comes to lie in the hole
        await asyncio.sleep_ms(5)

asyncio.run(main())
""" % (TOOTH, TEETH, HOLE)


def test_the_largest_block_is_found_among_smaller_ones_and_only_when_asked_for(emulator):
    clock = VirtualClock()
    files = drive_files("en", mpy=True) | {"/code.py": HOLES}
    chip = SpiChip(new_chip("57574B0000000001"), clock)
    with PicoWorld(emulator, image(probed(files, "block")), chip, clock=clock, probe="block") as world:
        world.power_on()
        world.run_for(3)
        assert not any(free for _, _, free, _ in world.machine.probe)
        world.nets.force(GATE, True)
        world.run_for(0.5)
        probe, now = world.machine.probe, clock.now_us
        assert HOLE - 200 < least_block(probe, 0, now) < HOLE + TOOTH
        assert least_free(probe, 0, now) > HOLE + TOOTH * TEETH // 2 - 2_000
        assert len({block for _, _, free, block in probe if free}) == 1  # looking leaves no holes of its own

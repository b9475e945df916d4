# test_pico_light.py - link_ir_pio on the official CircuitPython: its bursts at the pin, and a meter that reads them
"""The drive is compiled but for that driver, which lies there as source: a file of one's own beside compiled ones."""

import pytest

from wattkey_host import device_root
from wattkey_host.drive.contents import build
from wattkey_host.drive.fat import image
from wattkey_host.meter.making import local_meter
from wattkey_host.meter.prepaid.esam import MeterKeys
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_lab.pico.world import PicoWorld

NUMBER = "000000123456"
WHO = bytes.fromhex("fefefefe68aaaaaaaaaaaa681300df16")  # which address? DL/T 645-2007, 7.1.6
ANSWER = bytes.fromhex("68563412000000689306896745333333d316")
PROGRAM = f"""
import asyncio, sys
sys.path.append("/drivers")
from clock_board import BoardClock
from link_ir_pio import make

async def main():
    part = make(lambda name, default: default, BoardClock())
    await part.send({WHO!r})
    heard = b""
    while True:
        data = await part.receive(500)
        if not data:
            break
        heard += data
    await part.send(heard)

asyncio.run(main())
"""
DRIVER = "drivers/link_ir_pio.py"


@pytest.fixture(scope="module")
def talk(boards):
    """(world, every edge of the LED as (microseconds, lit)) of a question, its answer, and the answer sent back."""
    files = build(device_root(), mpy=True)
    del files["/" + DRIVER.replace(".py", ".mpy")]
    files |= {"/" + DRIVER: (device_root() / DRIVER).read_bytes(), "/code.py": PROGRAM.encode()}
    clock, edges = VirtualClock(), []
    chip = SpiChip(new_chip("57574B0000000001"), clock)
    with boards.one() as lent, PicoWorld(lent, image(files), chip, clock=clock) as world:
        edge = world.light.edge
        world.light.edge = lambda *seen: (edges.append(seen), edge(*seen))
        meter = local_meter(NUMBER, "000000654321", MeterKeys(*[bytes(16)] * 3), clock, seed=1)
        world.air.aim(meter)
        world.power_on()
        world.run_until(lambda: bytes(byte.value for byte in sent(world)).endswith(ANSWER), 6)
        world.run_for(0.1)
    return world, edges


def sent(world):
    return [byte for byte in world.air.log if byte.direction == "out"]


def test_the_meter_reads_the_light_and_the_driver_reads_the_meters(talk):
    world, _ = talk
    answer = bytes(byte.value for byte in world.air.log if byte.direction == "in")
    assert answer.lstrip(b"\xfe") == ANSWER
    assert bytes(byte.value for byte in sent(world)) == WHO + answer


def test_bursts_are_38_khz_within_1_percent(talk):
    _, edges = talk
    rises = [at for at, lit in edges if lit]
    bursts = [[rises[0]]]
    for at in rises[1:]:
        if at - bursts[-1][-1] > 50:
            bursts.append([])
        bursts[-1].append(at)
    for burst in bursts:
        assert len(burst) % 32 == 0
        assert (len(burst) - 1) / (burst[-1] - burst[0]) * 1e6 == pytest.approx(38_000, rel=0.01)


def test_bits_have_1200_baud_within_half_a_percent(talk):
    """From start bit to start bit of bytes that follow each other: 11 bits."""
    world, _ = talk
    starts = [byte.start_us for byte in sent(world)]
    near = [later - at for at, later in zip(starts, starts[1:], strict=False) if later - at < 10_000]
    assert len(near) >= len(WHO) - 1
    assert 11e6 / (sum(near) / len(near)) == pytest.approx(1200, rel=0.005)
    assert all(11e6 / gap == pytest.approx(1200, rel=0.005) for gap in near)

# test_pico_links.py - link_rs485 and link_plc on the official CircuitPython, at the pins: meters asked over wires
"""What a driver heard it sends back, so that it can be seen; the drivers lie on the drive as it is shipped."""

import pytest

from wattkey import gdw3762
from wattkey_host import device_root
from wattkey_host.drive.contents import build
from wattkey_host.drive.fat import image
from wattkey_host.meter.making import local_meter
from wattkey_host.meter.prepaid.esam import MeterKeys
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.powerline import PowerLine
from wattkey_host.sim.uart import IR_LINE
from wattkey_lab.pico.world import PicoWorld

NUMBER = "000000123456"
WHO = bytes.fromhex("fefefefe68aaaaaaaaaaaa681300df16")  # which address? DL/T 645-2007, 7.1.6
YOU = bytes.fromhex("fefefefe68563412000000681300df16")[:-2] + bytes([0x7F, 0x16])  # the same, to this meter only
ANSWER = bytes.fromhex("fefefefe68563412000000689306896745333333d316")
PARITY = 1 << 9  # in a word of host/sim/bits.py
AT_9600 = IR_LINE._replace(baudrate=9600)
PROGRAM = """
import asyncio, sys
sys.path.append("/drivers")
from clock_board import BoardClock
from %s import make

async def asked(part, question):
    await part.send(question)
    heard = b""
    while True:
        data = await part.receive(%d)
        if not data:
            return heard
        heard += data

async def main():
    part = make(lambda name, default: default, BoardClock())
%s

asyncio.run(main())
"""
AT_1200_AND_9600 = f"""
    for baud in (1200, 1200, 9600):
        await asyncio.sleep(0.1)
        part.tune(baud)
        await part.send(await asked(part, {WHO!r}))
    await part.send(b"end")
"""
THROUGH_A_MODULE = f"    await part.send(await asked(part, {YOU!r}))"


@pytest.fixture
def board(emulator):
    """`board(driver, milliseconds of silence, body)` -> (world, meter that stands nowhere yet)."""
    worlds = []

    def make(driver, silence_ms, body):
        files = build(device_root(), mpy=True) | {"/code.py": (PROGRAM % (driver, silence_ms, body)).encode()}
        clock = VirtualClock()
        worlds.append(PicoWorld(emulator, image(files), SpiChip(new_chip("57574B0000000001"), clock), clock=clock))
        return worlds[0], local_meter(NUMBER, "000000654321", MeterKeys(*[bytes(16)] * 3), clock, seed=1)

    yield make
    for world in worlds:
        world.close()


def runs(log):
    """The bytes that follow each other without a break, as lists of AirBytes of one direction."""
    out = []
    for byte in log:
        if not out or byte.direction != out[-1][-1].direction or byte.start_us - out[-1][-1].end_us > 50_000:
            out.append([])
        out[-1].append(byte)
    return out


def values(run):
    return bytes(byte.value for byte in run)


def test_over_rs485_the_pair_is_let_go_in_time_and_a_byte_with_wrong_parity_is_dropped(board):
    """Three times the same question: a whole answer, one with a damaged byte, one at 9600 baud."""
    world, meter = board("link_rs485", 200, AT_1200_AND_9600)
    world.bus.add(meter)
    turns, words = [], []
    world.nets.watch("GP22", lambda level: turns.append((world.clock.now_us, level)) or world.bus.turn(level))
    speak = meter.speak

    def noise(word):
        """The parity bit of the eighth byte of the second answer."""
        words.append(word)
        return word ^ PARITY if len(words) == len(WHO + ANSWER + ANSWER + WHO + ANSWER[:8]) else word

    def faster(data):
        """After its second answer the meter's port is set to 9600 baud."""
        speak(data)
        if len(words) > len(WHO):
            world.clock.after(400_000, lambda: world.bus.stations.clear() or world.bus.add(meter, AT_9600))

    world.bus.noise, meter.speak = noise, faster
    world.power_on()
    assert world.run_until(
        lambda: values(byte for byte in world.bus.log if byte.direction == "out").endswith(b"end"), 8
    )
    world.run_for(0.1)
    talk = [(run[0].direction, values(run)) for run in runs(world.bus.log)]
    question, answer = ("out", WHO), ("in", ANSWER)
    dropped = ("out", ANSWER[:7] + ANSWER[8:])
    assert talk[:6] == [question, answer, ("out", ANSWER), question, answer, dropped]
    assert talk[6:] == [question, answer, ("out", ANSWER + b"end")]
    assert world.bus.collisions == 0
    ends = [byte.end_us for byte in world.bus.log if byte.direction == "out"]
    late = [at - max(end for end in ends if end <= at) for at, level in turns if not level and at > ends[0]]
    assert len(late) == 7  # three questions, what was heard three times, the end
    assert max(late) <= 5_000  # a collection of garbage may fall into it; a meter may answer after 20 ms


def test_over_the_power_line_a_question_goes_in_gdw_3762_and_its_answer_comes_back(board):
    world, meter = board("link_plc", 4_000, THROUGH_A_MODULE)
    line = world.line = PowerLine(world.clock, delay_s=(0.3, 0.9))
    line.add(NUMBER, meter)
    world.power_on()
    assert world.run_until(lambda: len(line.packets) == 2, 15)
    first, again = line.packets
    assert (first.afn, first.dt, first.target) == (gdw3762.FORWARD, gdw3762.F1, bytes.fromhex(NUMBER)[::-1])
    assert bytes(first.data[4:]) == YOU[4:]
    assert bytes(again.data[4:]) == ANSWER[4:]  # what it heard, sent once more without the preamble
    starts = [byte.start_us for byte in line.log if byte.direction == "out"]
    near = [later - at for at, later in zip(starts, starts[1:], strict=False) if later - at < 5_000]
    assert all(11e6 / gap == pytest.approx(9600, rel=0.005) for gap in near)

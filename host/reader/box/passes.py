# passes.py - the device's own collector over a box on the virtual clock: what a pass takes, and the least it could
"""Core and driver run unmodified in the simulated board; a small program in the place of code.py goes through the
list three times. The floor of a pass is made of what crosses the pair and cannot be left out: for each meter one
question with the FE bytes that it needs, its own answer delay, one answer; for a silent one the questions that were
asked before it was called so, each with the 500 ms for which an answer may take (DL/T 645-2007, 5.3); for one whose
answers are damaged as many exchanges as it was asked questions."""

import json
from dataclasses import dataclass
from typing import NamedTuple

from wattkey.box.boxmeter import READ, SILENT, UNSURE
from wattkey_host import device_root
from wattkey_host.meter.boxmeters import Spec, hang, is_right
from wattkey_host.reader.dlt698 import frames698
from wattkey_host.sim.air import OUT, AirByte
from wattkey_host.sim.clock import BYTE_US
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World

PASSES = 3  # everything is found out; the FE bytes are tried; what was learned is used
ANSWER_US = 500_000  # the latest moment at which an answer begins
QUESTION = {"1997": 14, "2007": 16, "698": 25}  # bytes of the question for the energy block, without FE
_OVERHEAD = {"1997": 14, "2007": 16, "698": 29}  # and of its answer, without the values
_VALUE = {"1997": 4, "2007": 4, "698": 5}  # bytes of one
_LIMIT_S = 3600
_PROGRAM = """
import loader
loader.start()
import asyncio
import json
import link_rs485
from clock_board import BoardClock
from wattkey.box.boxmeter import BoxMeter
from wattkey.box.collector import Collector
from wattkey.dlt645.master import Master

def third():
    from wattkey.dlt698.asker import Asker
    return Asker(link, clock)

clock = BoardClock()
link = link_rs485.make({}.get, clock)
if %(twice)r:
    link.checks_parity = False
collector = Collector(Master(link, clock), link, third=third)
meters = [BoxMeter(bytes.fromhex(number)) for number in %(numbers)r]

async def main():
    while True:
        start = clock.ticks_ms()
        for meter in meters:
            await collector.read(meter)
        took = clock.since(start)
        told = [[m.state, m.names, m.values, m.preamble] for m in meters]
        print(json.dumps([took, link.checks_parity, told]))
        await clock.sleep_ms(2000)  # the world looks, and holds the clock or goes on

asyncio.run(main())
"""


class PassReading(NamedTuple):
    """What the collector holds of one meter after a pass."""

    state: str
    names: tuple[str, ...]
    values: tuple[int | None, ...]
    preamble: int


@dataclass(frozen=True)
class Pass:
    """One pass over the box. Times in seconds; `asked` counts questions, `silent_asked` those to silent meters,
    which are `silent_s` of the floor; `damaged_asked` those to meters whose answers are damaged."""

    took_s: float
    floor_s: float
    asked: int
    silent_asked: int
    silent_s: float
    damaged_asked: int
    readings: list[PassReading]

    @property
    def ratio(self) -> float:
        """Time over floor."""
        return self.took_s / self.floor_s


def judge(specs: list[Spec], readings: list[PassReading]) -> dict[str, int]:
    """meters, read_right, wrong (a value that the meter does not hold, believed), silent, unsure."""
    pairs = list(zip(specs, readings, strict=True))
    right = [is_right(spec, reading.names, reading.values) for spec, reading in pairs]
    read = [reading.state == READ for _, reading in pairs]
    return {
        "meters": len(pairs),
        "read_right": sum(r and ok for r, ok in zip(read, right, strict=True)),
        "wrong": sum(bool(reading.values) and not ok for (_, reading), ok in zip(pairs, right, strict=True)),
        "silent": sum(reading.state == SILENT for _, reading in pairs),
        "unsure": sum(reading.state == UNSURE for _, reading in pairs),
    }


class Collection:
    """A board that collects a box, pass after pass. `twice`: its link is told to say that it checks no parity, so that
    two equal readings are needed. `checks_parity`: what the link says; None until the first pass."""

    def __init__(self, specs: list[Spec], world: World, twice: bool = False) -> None:
        self.specs = specs
        self.checks_parity: bool | None = None
        self.passes: list[Pass] = []
        self._world = world
        hang(specs, world.bus, world.clock)
        values = {"twice": twice, "numbers": [spec.address for spec in specs]}
        self._own = world.drive.read("/code.py")
        world.drive.write("/code.py", (_PROGRAM % values).encode())

    def collect(self) -> Pass:
        """The next pass. Raises RuntimeError if the program breaks or does not end."""
        world, number = self._world, len(self.passes) + 1
        world.power_on()
        before = len(world.bus.log)
        if not world.run_until(lambda: world.machine.console.count("\n") >= number, _LIMIT_S):
            raise RuntimeError(world.machine.crash or f"pass {number} has no end")
        took_ms, self.checks_parity, told = json.loads(world.machine.console.splitlines()[number - 1])
        readings = [PassReading(state, tuple(names), tuple(values), fe) for state, names, values, fe in told]
        self.passes.append(_pass(self.specs, took_ms, readings, world.bus.log[before:]))
        return self.passes[-1]

    def leave(self) -> None:
        """Switch off, and give the board its own program back; the meters stay on the pair."""
        self._world.cut_power()
        self._world.drive.write("/code.py", self._own)

    def judged(self) -> dict[str, int]:
        """The last pass, judged against what the meters hold."""
        return judge(self.specs, self.passes[-1].readings)


def run(specs: list[Spec], twice: bool = False) -> list[Pass]:
    """Three passes over a box, nothing known at first. Raises RuntimeError if the program breaks or does not end."""
    with World(Drive.from_tree(device_root()), None) as world:
        collection = Collection(specs, world, twice)
        return [collection.collect() for _ in range(PASSES)]


def _pass(specs: list[Spec], took_ms: int, readings: list[PassReading], log: list[AirByte]) -> Pass:
    asked = questions([byte for byte in log if byte.direction == OUT])
    silent = {bytes.fromhex(spec.address) for spec in specs if spec.silent}
    damaged = {bytes.fromhex(spec.address): spec for spec in specs if spec.damaged}
    waits = [us for address, us in asked if address in silent]
    silent_us = sum(waits) + len(waits) * ANSWER_US
    spoilt = [_floor_us(damaged[address]) for address, _ in asked if address in damaged]
    good = (spec for spec in specs if not spec.silent and not spec.damaged)
    floor_us = silent_us + sum(spoilt) + sum(_floor_us(spec) for spec in good)
    return Pass(took_ms / 1000, floor_us / 1e6, len(asked), len(waits), silent_us / 1e6, len(spoilt), readings)


def _floor_us(spec: Spec) -> float:
    """One exchange with a meter, as short as it can be."""
    answer = spec.preamble + _OVERHEAD[spec.standard] + _VALUE[spec.standard] * len(spec.values) + spec.end_mark
    return (spec.needs_fe + QUESTION[spec.standard] + answer) * BYTE_US + spec.answer_ms * 1000


def questions(sent: list[AirByte]) -> list[tuple[bytes, int]]:
    """(address as printed, microseconds) of each question that was sent."""
    found: list[tuple[bytes, int]] = []
    frame: list[AirByte] = []
    for byte in sent:
        if frame and byte.start_us - frame[-1].end_us > BYTE_US:
            found.append(_told(frame))
            frame = []
        frame.append(byte)
    return [*found, _told(frame)] if frame else found


def _told(frame: list[AirByte]) -> tuple[bytes, int]:
    values = bytes(byte.value for byte in frame).lstrip(b"\xfe")
    third = frames698.right(values, 0)
    return third.frame.address if third else values[6:0:-1], frame[-1].end_us - frame[0].start_us

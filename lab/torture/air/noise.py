# noise.py - what happens to light between the LED, the meter's eye and ours, as a table of kinds
"""Each kind is put on a bench before the key is pressed; chance comes from the run's own generator."""

import random
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from wattkey.dlt645 import codes, ids
from wattkey.dlt645.frame import Frame, encode
from wattkey_host.meter.fault import DELAY, Fault
from wattkey_host.sim.air import IN
from wattkey_host.sim.bits import flips, width
from wattkey_host.sim.clock import BYTE_US
from wattkey_host.sim.uart import IR_LINE
from wattkey_lab.torture.air.channel import Channel
from wattkey_lab.torture.cuts.bench import Bench

OTHER_METER = bytes.fromhex("000000654321")
METER_TIME = ids.METER_TIME.to_bytes(4, "little")
GAP_US = 490_000  # DL/T 645 lets 500 ms go by between two bytes of a frame
LIMIT_MS = 480  # on top of the usual 20: the latest answer that DL/T 645 allows
Chance = random.Random


class Kind(NamedTuple):
    """One way in which air is bad: `spoil(bench, chance)` makes it so."""

    name: str
    words: str
    spoil: Callable[[Bench, Chance], None]


def bit_errors(rate: float) -> Callable[[Bench, Chance], None]:
    """Every bit of the line turns over with this probability, both ways: start, data, parity and stop bits."""

    def spoil(bench: Bench, chance: Chance) -> None:
        world, turned = bench.world, flips(rate, chance, width(IR_LINE))

        def to_eye(value: int) -> None:
            if world.air.eye:
                world.air.eye.receive(value)

        to_meter = Channel(world.clock, turned, bench.meter.hear, strict=True)
        to_us = Channel(world.clock, turned, to_eye)
        world.air.tamper = lambda direction, value: (to_us if direction == IN else to_meter).carry(value)

    return spoil


def bursts(bench: Bench, chance: Chance) -> None:
    """Once in two seconds on average, 10 to 100 ms of light that is none of ours."""
    end, begin = [0], [0]

    def tamper(_direction: str, value: int) -> int | None:
        now = bench.world.clock.now_us
        if now >= begin[0]:
            end[0] = now + chance.randrange(10_000, 100_000)
            begin[0] = end[0] + chance.randrange(4_000_000)
        return chance.choice([None, chance.randrange(256)]) if now < end[0] else value

    bench.world.air.tamper = tamper


def _speaking(bench: Bench, change: Callable[[bytes, Callable[[bytes], None]], None]) -> None:
    speak = bench.meter.speak
    bench.meter.speak = lambda answer: change(answer, speak)


def truncated(bench: Bench, chance: Chance) -> None:
    """One answer in five ends somewhere in its middle."""
    _speaking(
        bench, lambda answer, speak: speak(answer[: chance.randrange(len(answer))] if chance.random() < 0.2 else answer)
    )


def duplicated(bench: Bench, chance: Chance) -> None:
    """One answer in three comes twice."""
    _speaking(bench, lambda answer, speak: speak(answer * (1 + (chance.random() < 0.33))))


def reordered(bench: Bench, chance: Chance) -> None:
    """Before one answer in three comes the one before it, once more."""
    last = [b""]

    def change(answer: bytes, speak: Callable[[bytes], None]) -> None:
        speak(last[0] + answer if chance.random() < 0.33 else answer)
        last[0] = answer

    _speaking(bench, change)


def another_meter(bench: Bench, chance: Chance) -> None:
    """Another meter's answer stands before, behind or instead of one in five."""
    other = bytes(encode(Frame(OTHER_METER, codes.READ | codes.ANSWER, METER_TIME + bytes(7)), 4))

    def change(answer: bytes, speak: Callable[[bytes], None]) -> None:
        speak(chance.choice((other + answer, answer + other, other)) if chance.random() < 0.2 else answer)

    _speaking(bench, change)


def stretched(bench: Bench, chance: Chance) -> None:
    """One byte in fifteen of an answer hesitates, for as long as the standard lets it."""
    clock = bench.world.clock

    def change(answer: bytes, speak: Callable[[bytes], None]) -> None:
        begins = [0, *(at for at in range(1, len(answer)) if chance.random() < 1 / 15)]
        late_us = 0.0
        for begin, end in zip(begins, [*begins[1:], len(answer)], strict=True):
            clock.after(late_us, partial(speak, answer[begin:end]))
            late_us += (end - begin) * BYTE_US + chance.randrange(GAP_US)

    _speaking(bench, change)


def late(bench: Bench, chance: Chance) -> None:
    """Every answer begins at any moment up to the limit of the standard."""
    bench.meter.faults += [Fault(DELAY, delay_ms=chance.randrange(LIMIT_MS)) for _ in range(100)]


def echo(bench: Bench, chance: Chance) -> None:
    """A window pane: each byte of ours is heard again a little later, when we listen already."""
    air = bench.world.air

    def tamper(direction: str, value: int) -> int:
        if direction != IN:
            bench.world.clock.after(chance.randrange(5_000, 40_000), lambda: heard(value))
        return value

    def heard(value: int) -> None:
        if air.eye:
            air.eye.receive(value)

    air.tamper = tamper


def turned_away(bench: Bench, chance: Chance) -> None:
    """The hand turns away at any byte, for up to two seconds, about once in four seconds."""
    air, clock = bench.world.air, bench.world.clock

    def tamper(_direction: str, value: int) -> int:
        if chance.random() < 0.003:
            air.aim(None)
            clock.after(chance.randrange(100_000, 2_000_000), lambda: air.aim(bench.meter))
        return value

    air.tamper = tamper


RATES = (1e-4, 3e-4, 1e-3, 2e-3, 3e-3, 5e-3, 1e-2)
KINDS = (
    Kind("clear", "nothing is wrong", lambda bench, chance: None),
    *(Kind(f"bit errors {rate:g}", "every bit turns over that often", bit_errors(rate)) for rate in RATES),
    Kind("bursts", "10 to 100 ms of foreign light, about every two seconds", bursts),
    Kind("echo", "each of our bytes comes back 5 to 40 ms later", echo),
    Kind("late", "answers begin up to 500 ms after the question", late),
    Kind("stretched", "one byte in fifteen of an answer comes up to 490 ms after the one before", stretched),
    Kind("duplicated", "one answer in three comes twice", duplicated),
    Kind("reordered", "one answer in three has the one before it in front", reordered),
    Kind("truncated", "one answer in five is cut off", truncated),
    Kind("another meter", "its answer before, behind or instead of one in five", another_meter),
    Kind("turned away", "at any byte, for up to two seconds", turned_away),
)  # fmt: skip

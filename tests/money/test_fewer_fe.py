# test_fewer_fe.py - FE bytes are left out where nothing can be lost by it: only reads, only where the meter hears us
import zlib

import pytest

from wattkey_host.meter.fault import DROP, Fault
from wattkey_host.meter.speaking import Voice
from wattkey_host.story.stage import METER
from wattkey_lab.torture.cuts.bench import Bench

ONLY_ASKED = ("078102FF", "078001FF")  # and all that is read (11H)
SILENCE_US = 30_000  # of our own light: what comes behind it is a new question
DEAF_US = 100_000
HEARS, NEEDS = 0, 1


class Receiver:
    """Stands before a meter's ear. `needs`: FE bytes without which what follows is a bad byte to it; behind a bad byte
    it is deaf for 100 ms. `fe`: how many stood in front of each question."""

    def __init__(self, meter, needs):
        self._meter, self._needs, self._hear = meter, needs, meter.hear
        self._last_us = self._deaf_us = -SILENCE_US
        self._count = None  # FE bytes so far, None: the question itself has begun
        self.fe = []
        meter.hear = self.byte

    def byte(self, byte):
        now = self._meter.clock.now_us
        if now - self._last_us > SILENCE_US:
            self._count = 0
        self._last_us = now
        if self._count is not None and byte == 0xFE:
            self._count += 1
        elif self._count is not None:
            self.fe.append(self._count)
            if self._count < self._needs:
                self._deaf_us = now + DEAF_US
            self._count = None
        if now >= self._deaf_us:
            self._hear(byte)


def slow(bench, needs=0, answer_ms=60):
    """The meter of a bench as a published program is: it answers after 60 ms."""
    bench.meter.voice = Voice(bench.meter.clock, bench.meter.power, answer_ms)
    return Receiver(bench.meter, needs)


def kept(bench):
    """What the store has about it, oldest first."""
    head = b"\x05\x07" + bytes.fromhex(METER)
    slots = [bench.world.machine.nvm[at : at + 16] for at in range(0, 512, 16)]
    return [slot[8] for slot in slots if slot[:8] == head]


def named(bench):
    return [words[:8] for _, words in bench.meter.questions]


def next_life(scenes, bench):
    """The second purchase, in a handheld that remembers what `bench` has learned."""
    made = scenes.bench("second")
    made.world.machine.nvm[:] = bytes(bench.world.machine.nvm)
    return made


@pytest.fixture(scope="module")
def learned(scenes):
    """A handheld after its first purchase, at a meter that needs no FE bytes; and the meter's receiver."""
    made: Bench = scenes.bench("first")
    ear = slow(made)
    made.on()
    made.press()
    made.check_credited_once()
    yield made, ear
    made.world.close()


def test_it_is_tried_behind_the_proof_and_kept(learned):
    made, ear = learned
    proved = named(made).index("0400010C")
    assert set(ear.fe[:proved]) == {4}
    assert set(ear.fe[proved:]) == {0}
    assert kept(made) == [HEARS]


def test_what_was_learned_goes_for_reads_alone_and_is_written_once(learned, scenes):
    made = next_life(scenes, learned[0])
    ear = slow(made)
    made.on()
    made.press()
    made.check_credited_once()
    changing = [name for name in named(made) if name.startswith("07") and name not in ONLY_ASKED]
    assert ear.fe == [4 if name in changing else 0 for name in named(made)]
    assert changing == ["078003FF", "070003FF", "070000FF", "070102FF"]
    assert kept(made) == [HEARS]
    made.world.close()


@pytest.mark.parametrize("needs", [1, 4])
def test_a_meter_that_needs_them_costs_half_a_second_once(bench, scenes, needs):
    took = []
    for wants in (0, needs):
        made = bench("first")
        ear = slow(made, wants)
        made.on()
        made.world.keypad.press("#")
        start = made.world.clock.now_us
        assert made.world.run_until(lambda made=made: made.finished and made.chip.cells.read_count == 1, 20)
        took.append(made.world.clock.now_us - start)
        made.settle()
        made.check_credited_once()
    tried = ear.fe.count(0)
    assert (tried, kept(made)) == (1, [NEEDS])
    assert took[1] - took[0] < 700_000, took
    again = next_life(scenes, made)
    ear = slow(again, needs)
    again.on()
    again.press()
    again.check_credited_once()
    assert set(ear.fe) == {4}
    assert kept(again) == [NEEDS]
    again.world.close()


@pytest.mark.parametrize("di", [0x078102FF, 0x078001FF, 0x0001FF00], ids=["status", "run file", "energy"])
def test_one_that_stays_unanswered_is_asked_behind_four_and_they_stay(learned, scenes, di):
    made = next_life(scenes, learned[0])
    ear = slow(made)
    made.on()
    made.meter.faults.append(Fault(DROP, di=di))
    made.press()
    made.check_credited_once()
    lost = named(made).index(f"{di:08X}")
    assert named(made)[lost : lost + 2] == [f"{di:08X}"] * 2
    assert (ear.fe[lost], set(ear.fe[lost + 1 :])) == (0, {4})
    assert named(made).count("078003FF") == 1  # the session went on
    assert kept(made) == [HEARS, NEEDS]
    made.world.close()


def test_a_load_is_never_asked_twice(learned, scenes):
    made = next_life(scenes, learned[0])
    slow(made)
    made.on()
    made.meter.faults.append(Fault(DROP, di=0x070102FF))
    made.press()
    made.check_credited_once()
    assert named(made).count("070102FF") == 1
    made.world.close()


def test_who_walks_off_has_learned_nothing(learned, scenes):
    made = next_life(scenes, learned[0])
    slow(made)
    made.on()
    made.meter.faults += [Fault(DROP, di=0x078102FF), Fault(DROP, di=0x078102FF)]
    made.press()
    made.check_credited_once()
    assert kept(made) == [HEARS]
    made.world.close()


def test_of_another_meter_nothing_is_known(scenes, learned):
    made = next_life(scenes, learned[0])
    nvm = made.world.machine.nvm
    at = bytes(nvm).index(b"\x05\x07" + bytes.fromhex(METER))
    slot = bytes(nvm[at : at + 2]) + bytes.fromhex("000000999999") + bytes(nvm[at + 8 : at + 12])
    nvm[at : at + 16] = slot + zlib.crc32(slot).to_bytes(4, "big")
    ear = slow(made)
    made.on()
    made.press()
    assert set(ear.fe[: named(made).index("0400010C")]) == {4}
    made.world.close()

# test_link_rs485.py - the pair is driven for the frame and let go before the quickest answer; damaged bytes are dropped
import ast
import random

import pytest

from wattkey_host.sim.bits import flips, framed
from wattkey_host.sim.uart import IR_LINE, UartConfig

FRAME = bytes(range(0x40, 0x40 + 60))
ANSWER = bytes(255 - n for n in range(40))
ASK = f"await part.send({FRAME!r})\nprint(await heard())\n"


@pytest.fixture
def pair(device, listener):
    """`pair(body, baud, delay_ms)` -> (world, listener that will say ANSWER); the program is about to start."""

    def make(body, baud=1200, delay_ms=20, **settings):
        world = device("link_rs485", body, settings=settings)
        meter = listener(world.clock, FRAME, ANSWER, delay_ms)
        world.bus.add(meter, UartConfig(baud, 8, "even", 1))
        return world, meter

    return make


@pytest.fixture
def asked(pair):
    """The same some seconds later."""

    def run(body, baud=1200, seconds=4, **settings):
        world, meter = pair(body, baud, **settings)
        world.run_for(seconds)
        return world, meter

    return run


@pytest.mark.parametrize("baud", [600, 1200, 2400, 4800, 9600])
@pytest.mark.parametrize("busy", ["", "asyncio.create_task(hog())\n"], ids=["idle", "busy loop"])
def test_question_and_quickest_answer_pass_whole(asked, baud, busy):
    world, meter = asked(busy + ASK, baud, RS485_BAUD=str(baud))
    assert meter.heard == FRAME
    assert world.machine.console == repr(ANSWER) + "\n"
    assert world.bus.collisions == 0


def test_the_pair_is_free_within_2_ms_of_the_last_stop_bit(device):
    world = device("link_rs485", ASK)
    turns = []
    world.nets.watch("GP22", lambda level: turns.append((world.clock.now_us, level)) or world.bus.turn(level))
    world.run_for(4)
    driven = [at for at, level in turns if level]
    freed = [at for at, level in turns if not level]
    end = max(byte.end_us for byte in world.bus.log if byte.direction == "out")
    assert len(driven) == 1
    assert 0 <= freed[-1] - end <= 2_000


def test_the_own_frame_is_not_heard(asked):
    world, _ = asked(f"await part.send({FRAME[:20]!r})\nprint(await part.receive(200))")
    assert world.machine.console == "b''\n"


def test_a_question_right_behind_an_answer_leaves_its_last_stop_bit_alone(pair):
    """A byte is known in the middle of its stop bit: the meter still drives the pair then."""
    body = f"await part.send({FRAME!r})\nwhole = b''\n"
    body += f"while len(whole) < {len(ANSWER)}:\n    whole += await part.receive(300)\nawait part.send({FRAME!r})"
    for later_ms in (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5):  # the poll comes at another moment within the byte
        world, meter = pair(body, delay_ms=20 + later_ms)
        world.run_for(4)
        assert meter.heard == FRAME * 2
        assert world.bus.collisions == 0


def test_a_pair_that_is_held_too_long_spoils_the_answer(asked):
    """The simulated pair is not kind: with the pin kept high the answer is lost."""
    body = f"part._direction.value = True\nawait part.feed({FRAME!r})\nprint(await part.receive(1500))"
    world, meter = asked(body)
    assert meter.heard == FRAME
    assert world.machine.console == "b''\n"
    assert world.bus.collisions == len(ANSWER)


def test_another_speed_is_not_understood(asked):
    _, meter = asked(ASK, RS485_BAUD="2400")
    assert meter.heard == b""


def spoiling(world, at, change):
    """The bits of the answer's byte `at` are changed."""
    count = [0]

    def noise(word):
        if world.bus.driving:
            return word
        count[0] += 1
        return change(word) if count[0] == at + 1 else word

    world.bus.noise = noise


@pytest.mark.parametrize("bit", range(1, 11))
@pytest.mark.parametrize("at", [0, 17, len(ANSWER) - 1])
def test_a_byte_with_one_turned_bit_is_dropped_whether_data_parity_or_stop(pair, bit, at):
    world, _ = pair("print(part.checks_parity)\n" + ASK)
    spoiling(world, at, lambda word: word ^ 1 << bit)
    world.run_for(4)
    assert world.machine.console == f"True\n{ANSWER[:at] + ANSWER[at + 1 :]!r}\n"


def test_two_turned_bits_that_agree_with_the_sum_pass_a_uart_and_not_this_link(pair):
    """One byte more by 16, the next one less by 16: the frame's sum is right, and so would be a guess."""
    lower, higher = (framed(value, IR_LINE) for value in ANSWER[15:17])
    assert lower & 1 << 5 != higher & 1 << 5
    world, _ = pair(ASK)
    world.bus.noise = lambda word: word ^ 1 << 5 if word in (lower, higher) else word
    world.run_for(4)
    assert world.machine.console == f"{ANSWER[:15] + ANSWER[17:]!r}\n"


def test_whatever_noise_does_no_byte_is_good_but_by_two_turned_bits(pair):
    """At 1e-2 one byte in ten is damaged; most have one turned bit, and what is left of the answer is in order."""
    world, _ = pair(f"while True:\n    await part.send({FRAME!r})\n    print(await heard())")
    damage = flips(1e-2, random.Random(7), 11)
    words = []

    def noise(word):
        if world.bus.driving:
            return word
        words.append((word, damage(word)))
        return words[-1][1]

    world.bus.noise = noise
    world.run_for(40)
    turned = [(word ^ seen).bit_count() for word, seen in words]
    assert turned.count(1) > 30
    heard = [ast.literal_eval(line) for line in world.machine.console.splitlines()]
    assert len(heard) > 15
    good = sum(len(answer) for answer in heard)
    assert 0.85 < good / (len(heard) * len(ANSWER)) < 0.97
    foreign = sum(not is_part(answer) for answer in heard)
    assert foreign <= sum(n > 1 for n in turned) + sum((word ^ seen) & 1 for word, seen in words)


def is_part(answer):
    """Whether these bytes are some of the answer's, in their order."""
    rest = iter(ANSWER)
    return all(value in rest for value in answer)


@pytest.mark.parametrize("baud", [600, 2400, 9600])
def test_another_speed_is_tuned_in_without_a_new_start(asked, baud):
    world, meter = asked(f"await part.send({FRAME!r})\nprint(part.tune({baud}), part.baud)\n" + ASK, baud, seconds=6)
    assert meter.heard == FRAME
    assert world.machine.console == f"True {baud}\n{ANSWER!r}\n"


def test_a_ring_that_ran_over_begins_anew_and_hears_what_comes_then(pair):
    body = """
await clock.sleep_ms(6000)
print(len(await heard(100)))
print(await part.receive(5000))
print(await part.receive(5000))
"""
    world, meter = pair(body)
    world.clock.after(2_000_000, lambda: meter.speak(bytes(300)))
    world.clock.after(10_000_000, lambda: meter.speak(b"now"))
    world.run_for(15)
    count, *later = world.machine.console.splitlines()
    assert int(count) <= 256
    assert b"".join(ast.literal_eval(line) for line in later)[:2] == b"no"

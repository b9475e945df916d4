# test_link_rs485.py - the pair is driven for the frame and let go before the quickest answer; damaged bytes are dropped
import ast
import random
import re
from pathlib import Path

import adafruit_pioasm
import pytest

from wattkey_host.sim.bits import flips, framed
from wattkey_host.sim.uart import IR_LINE, UartConfig

RECEIVER = (Path(__file__).parents[2] / "drivers" / "uart_pio.py").read_text()

FRAME = bytes(range(0x40, 0x40 + 60))
ANSWER = bytes(255 - n for n in range(40))
HOG = """
import microcontroller
async def hog():
    while True:
        microcontroller.delay_us(15_000)
        await clock.sleep_ms(1)
asyncio.create_task(hog())
"""
ASK = f"""
await part.send({FRAME!r})
whole = b""
while True:
    data = await part.receive(300)
    if not data:
        break
    whole += data
print(whole)
"""


class Listener:
    """Hears a frame and answers `delay_us` after its last stop bit."""

    def __init__(self, clock, delay_us=20_000):
        self.heard = bytearray()
        self.speak = lambda data: None
        self._clock, self._delay_us = clock, delay_us

    def hear(self, byte):
        self.heard.append(byte)
        if len(self.heard) == len(FRAME):
            self._clock.after(self._delay_us, lambda: self.speak(ANSWER))


def asked(device, body, baud=1200, seconds=4):
    world = device("link_rs485", body, settings={"RS485_BAUD": str(baud)})
    listener = Listener(world.clock)
    world.bus.add(listener, UartConfig(baud, 8, "even", 1))
    world.run_for(seconds)
    return world, listener


@pytest.mark.parametrize("baud", [600, 1200, 2400, 4800, 9600])
@pytest.mark.parametrize("busy", ["", HOG], ids=["idle", "busy loop"])
def test_question_and_quickest_answer_pass_whole(device, baud, busy):
    world, listener = asked(device, busy + ASK, baud)
    assert bytes(listener.heard) == FRAME
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


def test_the_own_frame_is_not_heard(device):
    world, _ = asked(device, f"await part.send({FRAME[:20]!r})\nprint(await part.receive(200))")
    assert world.machine.console == "b''\n"


def test_a_question_right_behind_an_answer_leaves_its_last_stop_bit_alone(device):
    """A byte is known in the middle of its stop bit: the meter still drives the pair then."""
    body = f"await part.send({FRAME!r})\nwhole = b''\n"
    body += f"while len(whole) < {len(ANSWER)}:\n    whole += await part.receive(300)\nawait part.send({FRAME!r})"
    for early in range(0, 4000, 500):  # the poll comes at another moment within the byte
        world = device("link_rs485", body)
        listener = Listener(world.clock, 20_000 + early)
        world.bus.add(listener)
        world.run_for(4)
        assert bytes(listener.heard) == FRAME * 2
        assert world.bus.collisions == 0


def test_a_pair_that_is_held_too_long_spoils_the_answer(device):
    """The simulated pair is not kind: with the pin kept high the answer is lost."""
    body = f"part._direction.value = True\nawait part.feed({FRAME!r})\nprint(await part.receive(1500))"
    world, listener = asked(device, body)
    assert bytes(listener.heard) == FRAME
    assert world.machine.console == "b''\n"
    assert world.bus.collisions == len(ANSWER)


def test_another_speed_is_not_understood(device):
    world = device("link_rs485", ASK, settings={"RS485_BAUD": "2400"})
    listener = Listener(world.clock)
    world.bus.add(listener)
    world.run_for(4)
    assert listener.heard == b""


def test_the_words_are_what_adafruits_assembler_makes_of_the_source_above_them():
    source = "\n".join(re.findall(r"^# ?((?:\.|\w+:|    ).*)$", RECEIVER, re.MULTILINE))
    program = adafruit_pioasm.Program(source)
    words = next(
        ast.literal_eval(node.value)
        for node in ast.walk(ast.parse(RECEIVER))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_PROGRAM"
    )
    assert list(words) == list(program.assembled)
    assert program.pio_kwargs == {"wrap": len(words) - 1, "wrap_target": 0, "sideset_enable": False}


def spoiling(world, at, change):
    """The bits of the answer's byte `at` are changed."""
    count = [0]

    def noise(word):
        if world.bus._driving:
            return word
        count[0] += 1
        return change(word) if count[0] == at + 1 else word

    world.bus.noise = noise


@pytest.mark.parametrize("bit", range(1, 11))
@pytest.mark.parametrize("at", [0, 17, len(ANSWER) - 1])
def test_a_byte_with_one_turned_bit_is_dropped_whether_data_parity_or_stop(device, bit, at):
    world = device("link_rs485", "print(part.checks_parity)\n" + ASK)
    world.bus.add(Listener(world.clock))
    spoiling(world, at, lambda word: word ^ 1 << bit)
    world.run_for(4)
    assert world.machine.console == f"True\n{ANSWER[:at] + ANSWER[at + 1 :]!r}\n"


def test_two_turned_bits_that_agree_with_the_sum_pass_a_uart_and_not_this_link(device):
    """One byte more by 16, the next one less by 16: the frame's sum is right, and so would be a guess."""
    lower, higher = (framed(value, IR_LINE) for value in ANSWER[15:17])
    assert lower & 1 << 5 != higher & 1 << 5
    world = device("link_rs485", ASK)
    world.bus.add(Listener(world.clock))
    world.bus.noise = lambda word: word ^ 1 << 5 if word in (lower, higher) else word
    world.run_for(4)
    assert world.machine.console == f"{ANSWER[:15] + ANSWER[17:]!r}\n"


def test_whatever_noise_does_no_byte_is_good_but_by_two_turned_bits(device):
    """At 1e-2 one byte in ten is damaged; most have one turned bit, and what is left of the answer is in order."""
    world = device("link_rs485", "while True:\n" + "".join(f"    {line}\n" for line in ASK.strip().splitlines()))
    listener = Listener(world.clock)
    world.bus.add(listener)
    damage = flips(1e-2, random.Random(7), 11)
    words = []

    def noise(word):
        if world.bus._driving:
            return word
        words.append((word, damage(word)))
        return words[-1][1]

    world.bus.noise = noise
    again = listener.hear
    listener.hear = lambda byte: (again(byte), listener.heard.clear() if len(listener.heard) == len(FRAME) else None)
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
def test_another_speed_is_tuned_in_without_a_new_start(device, baud):
    body = f"await part.send({FRAME!r})\nprint(part.tune({baud}), part.baud)" + ASK
    world = device("link_rs485", body)
    listener = Listener(world.clock)
    world.bus.add(listener, UartConfig(baud, 8, "even", 1))
    world.run_for(6)
    assert bytes(listener.heard) == FRAME
    assert world.machine.console == f"True {baud}\n{ANSWER!r}\n"


def test_a_ring_that_ran_over_begins_anew_and_hears_what_comes_then(device):
    body = """
await clock.sleep_ms(6000)
count = 0
while True:
    data = await part.receive(100)
    if not data:
        break
    count += len(data)
print(count)
print(await part.receive(5000))
print(await part.receive(5000))
"""
    world = device("link_rs485", body)
    listener = Listener(world.clock)
    world.bus.add(listener)
    world.clock.after(2_000_000, lambda: listener.speak(bytes(300)))
    world.clock.after(10_000_000, lambda: listener.speak(b"now"))
    world.run_for(15)
    count, *later = world.machine.console.splitlines()
    assert int(count) <= 256
    assert b"".join(ast.literal_eval(line) for line in later)[:2] == b"no"

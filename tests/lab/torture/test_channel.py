# test_channel.py - frames and bytes through a line on which bits turn over
import math
import random

import pytest

from wattkey_host.sim.clock import BYTE_US, VirtualClock
from wattkey_lab.torture.air.channel import IDLE, Channel, on_line, through

ALL = bytes(range(256))


def at_rate(rate):
    return math.log1p(-rate)


@pytest.mark.parametrize("checks", [True, False], ids=["parity", "uart"])
def test_an_undisturbed_line_brings_every_byte(checks):
    assert through(ALL, 0, checks, random.Random(1)) == ALL
    assert through(ALL, at_rate(1e-9), checks, random.Random(1)) == ALL


def test_a_frame_lies_between_two_silences():
    bits = f"{on_line(bytes([0x68])):0{2 * IDLE + 11}b}"[::-1]
    assert bits == "1" * IDLE + "00001011011" + "1" * IDLE


def test_bits_turn_over_as_often_as_said_in_the_silence_too():
    """A turned bit of silence looks like a start bit: with no byte sent at all, some are heard."""
    chance = random.Random(2)
    heard = [through(b"", at_rate(1e-2), False, chance) for _ in range(2000)]
    assert 0.17 < sum(map(bool, heard)) / 2000 < 0.26  # 1 - 0.99 ** 24 = 0.214


def test_where_parity_is_checked_only_two_turned_bits_make_a_wrong_byte():
    chance = random.Random(3)
    strict = [through(b"\x34", at_rate(1e-2), True, chance) for _ in range(2000)]
    plain = [through(b"\x34", at_rate(1e-2), False, chance) for _ in range(2000)]
    wrong = [sum(data not in (b"\x34", b"") for data in heard) for heard in (strict, plain)]
    assert 0 < wrong[0] < wrong[1] / 4


def test_a_byte_that_ends_late_comes_late():
    clock, late = VirtualClock(), []
    channel = Channel(clock, lambda word: word | 1, late.append)  # every start bit is hidden
    assert channel.carry(0xFF) is None
    clock.advance(round(2 * BYTE_US))
    assert late == [0xFF]
    assert channel.carry(0x55) is None  # d1 is its first 0: it ends in the next byte, or in a pause
    assert channel.carry(0x55) is not None


def test_a_pause_behind_a_missing_stop_bit_brings_the_receiver_into_step_again():
    clock, late, turned = VirtualClock(), [], [1 << 10]
    channel = Channel(clock, lambda word: word ^ (turned.pop() if turned else 0), late.append, strict=True)
    assert channel.carry(0x68) is None
    clock.advance(round(2 * BYTE_US))
    assert (channel.carry(0x68), late) == (0x68, [])


@pytest.mark.parametrize("strict", [True, False], ids=["parity", "uart"])
def test_a_wrong_parity_matters_to_the_strict_only(strict):
    channel = Channel(VirtualClock(), lambda word: word ^ 1 << 9, lambda value: None, strict)
    assert channel.carry(0x68) == (None if strict else 0x68)

# test_bits.py - bytes as bits: frames of them, noise on them, what a receiver makes of the result
import random

import pytest

from wattkey_host.sim.bits import Levels, Receiver, flips, framed, unframed, width
from wattkey_host.sim.uart import IR_LINE, UartConfig

ODD = UartConfig(1200, 8, "odd", 2)
PLAIN = UartConfig(9600, 7, None, 1)


@pytest.mark.parametrize(
    ("config", "value", "bits"),
    [
        (IR_LINE, 0x68, "00001011011"),
        (IR_LINE, 0x01, "01000000011"),
        (ODD, 0x68, "000010110011"),
        (PLAIN, 1, "010000001"),
    ],
)
def test_a_word_is_the_bits_in_the_order_of_time(config, value, bits):
    assert width(config) == len(bits)
    assert f"{framed(value, config):0{len(bits)}b}"[::-1] == bits
    assert unframed(framed(value, config), config) == (value, True)


@pytest.mark.parametrize("config", [IR_LINE, ODD])
def test_one_turned_bit_is_always_seen(config):
    for value in range(256):
        for at in range(width(config)):
            assert not unframed(framed(value, config) ^ 1 << at, config)[1]


def test_flips_turn_all_bits_alike_and_as_often_as_said():
    spoil = flips(0.01, random.Random(1), 11)
    counts = [0] * 11
    for _ in range(20_000):
        word = spoil(0)
        for at in range(11):
            counts[at] += word >> at & 1
    assert all(150 < count < 250 for count in counts)


def heard(*words):
    receiver = Receiver(IR_LINE)
    return [each for word in words for each in receiver.hear(word)] + list(receiver.rest())


def test_a_receiver_hears_bytes_that_follow_each_other():
    assert heard(framed(0x68, IR_LINE), framed(0x16, IR_LINE)) == [(0x68, True), (0x16, True)]


def test_a_hidden_start_bit_shifts_what_is_read_until_the_line_rests():
    first, second = framed(0x69, IR_LINE) | 1, framed(0x16, IR_LINE)
    line = [word >> at & 1 for word in (first, second) for at in range(11)]
    begins = line.index(0)
    value = sum(bit << at for at, bit in enumerate(line[begins + 1 : begins + 9]))
    assert heard(first, second)[0][0] == value != 0x69


def test_a_start_bit_made_of_noise_is_a_byte_whose_parity_is_wrong():
    assert heard(0x7FF ^ 1 << 4) == [(0xFF, False)]


def test_a_line_rests_at_one_and_shows_each_bit_for_its_time():
    levels = Levels()
    levels.put(1000.0, 100.0, framed(0x55, IR_LINE), 11)
    assert levels.level(999)
    assert [int(levels.level(1050 + 100 * at)) for at in range(11)] == [0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1]
    assert levels.level(2101)
    assert levels.reached(0, True) == 0
    assert levels.reached(0, False) == pytest.approx(1000, abs=0.01)
    assert levels.reached(1010, True) == pytest.approx(1100, abs=0.01)
    assert levels.reached(2050, False) is None
    levels.closed = True
    assert levels.reached(0, False) is None


def test_of_two_that_send_at_once_zero_wins():
    levels = Levels()
    levels.put(0.0, 100.0, framed(0xFF, IR_LINE), 11)
    levels.put(0.0, 100.0, framed(0x00, IR_LINE), 11)
    assert [levels.level(50 + 100 * at) for at in range(11)] == [False] * 10 + [True]
    levels.forget(1200)
    assert levels.level(50)

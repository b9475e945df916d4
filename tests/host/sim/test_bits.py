# test_bits.py - bytes as bits: frames of them, noise on them, what a receiver makes of the result
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wattkey_host.sim.bits import Receiver, flips, framed, unframed, width
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


def line(data, *turned):
    """The word of `data` with the bits of these numbers turned over."""
    word = sum(framed(value) << 11 * at for at, value in enumerate(data))
    return word ^ sum(1 << bit for bit in turned)


def heard(data, *turned):
    """What a receiver makes of that, and of a pause behind it."""
    receiver = Receiver()
    return receiver.hear(line(data, *turned), 11 * len(data)) + receiver.rest()


def test_a_receiver_hears_bytes_that_follow_each_other():
    assert heard(b"\x68\x16") == [(0x68, True), (0x16, True)]


@pytest.mark.parametrize("bit", range(1, 10))
def test_a_turned_data_or_parity_bit_costs_this_byte_only(bit):
    wrong = 0x34 ^ (1 << bit - 1 if bit < 9 else 0)
    assert heard(b"\x12\x34\x56", 11 + bit) == [(0x12, True), (wrong, False), (0x56, True)]


def test_two_turned_bits_of_one_byte_pass_the_parity():
    assert heard(b"\x34", 1, 3) == [(0x31, True)]


def test_a_hidden_start_bit_shifts_what_is_read_until_the_line_rests():
    bits = [line(b"\x69\x16", 0) >> at & 1 for at in range(22)]
    begins = bits.index(0)
    value = sum(bit << at for at, bit in enumerate(bits[begins + 1 : begins + 9]))
    assert heard(b"\x69\x16", 0)[0][0] == value != 0x69
    assert heard(b"\xff", 0) == [(0xFF, False)]  # its parity bit is 0: a start bit, and then the pause


def test_a_start_bit_made_of_noise_is_a_byte_whose_parity_is_wrong():
    receiver = Receiver()
    assert receiver.hear(0x7FF ^ 1 << 4) + receiver.rest() == [(0xFF, False)]


def test_behind_a_missing_stop_bit_the_line_must_be_1_first():
    receiver = Receiver()
    assert receiver.hear(line(b"\x12", 10)) == [(0x12, False)]
    assert not receiver.resting
    assert receiver.rest() == []
    assert receiver.hear(line(b"\x12")) == [(0x12, True)]


@given(st.binary(min_size=1, max_size=6), st.sets(st.integers(0, 65), max_size=6), st.lists(st.integers(1, 66)))
def test_in_whatever_pieces_bits_come_they_are_the_same_bytes(data, turned, lengths):
    word, bits = line(data, *(bit for bit in turned if bit < 11 * len(data))), 11 * len(data)
    whole, slowly = Receiver(), Receiver()
    found, at = [], 0
    for length in [*lengths, bits]:
        piece = min(length, bits - at)
        found += slowly.hear(word >> at & (1 << piece) - 1, piece) if piece else []
        at += piece
    assert found + slowly.rest() == whole.hear(word, bits) + whole.rest()
    assert slowly.resting


@given(st.binary(), st.sampled_from([IR_LINE, ODD]))
def test_undisturbed_bytes_are_heard_as_they_are(data, config):
    receiver = Receiver(config)
    assert [each for value in data for each in receiver.hear(framed(value, config))] == [(v, True) for v in data]
    assert receiver.resting

# test_airbits.py - bytes as bits and back, and what turned bits make of them
import pytest

from wattkey_host.sim.clock import BYTE_US, VirtualClock
from wattkey_host.torture.airbits import IDLE, Line, Uart, bits_of

TEXT = bytes(range(0, 256, 5))


def line(data, turn=()):
    """The bits of `data` one after the other, those numbered in `turn` turned over, and a pause."""
    bits = [bit for value in data for bit in bits_of(value)]
    return [bit ^ (n in turn) for n, bit in enumerate(bits)] + IDLE


@pytest.mark.parametrize("strict", [False, True])
def test_clean_bits_are_the_bytes(strict):
    assert bytes(Uart(strict).hear(line(TEXT))) == TEXT


def test_parity_is_even():
    assert [sum(bits_of(value)[1:10]) % 2 for value in range(256)] == [0] * 256


@pytest.mark.parametrize("bit", range(1, 9))
def test_a_turned_data_bit_changes_the_byte_or_drops_it(bit):
    assert Uart().hear(line(b"\x68\x16", {bit})) == [0x68 ^ 1 << bit - 1, 0x16]
    assert Uart(strict=True).hear(line(b"\x68\x16", {bit})) == [0x16]


def test_a_turned_parity_bit_matters_to_the_strict_only():
    assert Uart().hear(line(b"\x68", {9})) == [0x68]
    assert Uart(strict=True).hear(line(b"\x68", {9})) == []


def test_a_turned_start_bit_puts_what_follows_out_of_step():
    assert Uart().hear(line(b"\x01\x68", {0}))[0] != 1
    assert Uart().hear(line(b"\xff", {0})) == [0xFF]  # its parity bit is dark: a start bit, and then the pause


def test_after_a_turned_stop_bit_light_must_come_first():
    assert Uart().hear(line(b"\x68", {10}) + line(b"\x16")) == [0x68, 0x16]
    assert Uart(strict=True).hear(line(b"\x68", {10}) + line(b"\x16")) == [0x16]


def test_a_byte_that_ends_late_comes_late():
    clock, late = VirtualClock(), []
    made = Line(clock, lambda bits: [1, *bits[1:]], late.append)
    assert made.carry(0xFF) is None
    clock.advance(round(2 * BYTE_US))
    assert late == [0xFF]
    assert made.carry(0x55) is None  # d1 is the first dark bit: it ends in the next byte, or in a pause
    assert made.carry(0x55) is not None

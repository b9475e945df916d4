# test_answers.py - a slice of `wattkey torture answers`: bits turn over, values do not
import json

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_host.torture import answers
from wattkey_host.torture.answers import work
from wattkey_host.torture.bits import IDLE, received, through

DATA = bytes(range(256))


def line(data):
    out = [1] * IDLE
    for value in data:
        bits = [value >> n & 1 for n in range(8)]
        out += [0, *bits, sum(bits) % 2, 1]
    return out + [1] * IDLE


def turned(data, *bits):
    out = line(data)
    for bit in bits:
        out[IDLE + bit] ^= 1
    return bytes(out)


@pytest.mark.parametrize("checks", [True, False])
def test_an_undisturbed_line_brings_every_byte(checks):
    assert received(turned(DATA), checks) == DATA
    assert through(DATA, 0, checks, None) == DATA


@pytest.mark.parametrize("bit", range(1, 10))
def test_a_turned_data_or_parity_bit_costs_the_byte_where_parity_is_checked(bit):
    assert received(turned(b"\x12\x34\x56", 11 + bit), checks=True) == b"\x12\x56"
    wrong = 0x34 ^ (1 << bit - 1 if bit < 9 else 0)
    assert received(turned(b"\x12\x34\x56", 11 + bit), checks=False) == bytes([0x12, wrong, 0x56])


def test_two_turned_bits_of_one_byte_pass_the_parity():
    assert received(turned(b"\x34", 1, 3), checks=True) == b"\x31"


def test_a_missing_stop_bit_costs_the_byte():
    assert received(turned(b"\x12\x34\x56", 21), checks=True)[:1] == b"\x12"
    assert received(turned(b"\x12", 10), checks=True) == b""


def test_a_turned_bit_of_silence_looks_like_a_start_bit():
    assert received(turned(b"\x12", -IDLE), checks=False) != b"\x12"


@pytest.mark.parametrize("checks", [True, False], ids=["parity", "uart"])
def test_no_value_is_wrong_and_damage_is_asked_for_again(checks):
    tally = work((0, 4000, 1e-3, checks))
    assert tally.answers >= 4000
    assert tally.wrong == 0
    assert tally.damaged > 1000
    assert tally.retried > 1000
    assert tally.given_up < tally.readings / 5


@pytest.mark.parametrize("checks", [True, False], ids=["parity", "uart"])
def test_without_bit_errors_nothing_is_asked_in_vain(checks):
    tally = work((0, 400, 0.0, checks))
    assert (tally.damaged, tally.retried, tally.given_up, tally.wrong) == (0, 0, 0, 0)


def test_a_collector_that_believes_one_reading_of_a_plain_uart_is_caught(monkeypatch):
    """The sieve is fine enough: where a link only says that it checks parity, wrong values come through."""
    monkeypatch.setattr(answers, "through", lambda data, off, checks, chance: through(data, off, False, chance))
    assert work((0, 4000, 5e-3, True)).wrong > 0


def test_the_command_prints_the_figures():
    result = CliRunner().invoke(app, ["torture", "answers", "--answers", "300", "--json"])
    assert result.exit_code == 0
    said = json.loads(result.stdout.splitlines()[-1])
    assert said["parity"]["answers"] >= 300 and said["uart"]["wrong"] == 0

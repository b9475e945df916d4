# test_answers.py - a slice of `wattkey torture answers`: bits turn over, values do not
import json

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_lab.torture.air import answers
from wattkey_lab.torture.air.answers import work
from wattkey_lab.torture.air.channel import through


@pytest.mark.parametrize("receiver", answers.RECEIVERS)
def test_no_value_is_wrong_and_damage_is_asked_for_again(receiver):
    tally = work((0, 4000, 1e-3, receiver))
    assert tally.answers >= 4000
    assert tally.wrong == 0
    assert tally.damaged > 1000
    assert tally.retried > 1000
    assert tally.given_up < tally.readings / (3 if receiver == "698 uart" else 5)  # the longest frames, each twice


@pytest.mark.parametrize("receiver", answers.RECEIVERS)
def test_without_bit_errors_nothing_is_asked_in_vain(receiver):
    tally = work((0, 400, 0.0, receiver))
    assert (tally.damaged, tally.retried, tally.given_up, tally.wrong) == (0, 0, 0, 0)


def test_a_collector_that_believes_one_reading_of_a_plain_uart_is_caught(monkeypatch):
    """The sieve is fine enough: where a link only says that it checks parity, wrong values come through."""
    monkeypatch.setattr(answers, "through", lambda data, off, checks, chance: through(data, off, False, chance))
    assert work((0, 4000, 5e-3, "parity")).wrong > 0


def test_the_command_prints_the_figures():
    result = CliRunner().invoke(app, ["torture", "answers", "--answers", "300", "--json"])
    assert result.exit_code == 0
    said = json.loads(result.stdout.splitlines()[-1])
    assert said["parity"]["answers"] >= 300 and said["uart"]["wrong"] == 0
    assert said["698 parity"]["answers"] >= 300 and said["698 uart"]["wrong"] == 0

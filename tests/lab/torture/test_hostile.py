# test_hostile.py - `wattkey torture hostile`: a share of it holds, a fault is found and told by its number
import json

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_host.vend.live import shown
from wattkey_lab.torture.hostile import hostile, oddsessions
from wattkey_lab.torture.hostile.shopfloor import floor


def run(*words):
    result = CliRunner().invoke(app, ["torture", "hostile", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_share_of_it_holds():
    result = run("--drives", "40", "--sessions", "15", "--json")
    told = json.loads(result.stdout)
    assert (told["tried"], told["held"], told["lost"]) == (55, 55, [])
    assert told["kinds"]["sessions"] > 4 and told["kinds"]["drives"] > 20


def test_a_processor_that_is_believed_is_found_and_its_number_replays_it(monkeypatch):
    monkeypatch.setattr(shown, "check", lambda *_told: None)
    lost = hostile.run("sessions", 15, {}, lambda _words: None)
    assert len(lost) == 1
    result = run("--number", f"sessions:{lost[0]}")
    assert result.exit_code == 1
    assert "told as sold, and is not" in result.output
    monkeypatch.undo()
    assert "held" in run("--number", f"sessions:{lost[0]}").output


def test_a_number_that_is_none_is_refused():
    assert run("--number", "sessions").exit_code == 2
    assert run("--number", "kisses:3").exit_code == 2


@pytest.mark.parametrize("kind", sorted(oddsessions.KINDS))
def test_each_kind_of_session_holds(kind, monkeypatch):
    monkeypatch.setattr(oddsessions, "KINDS", {kind: oddsessions.KINDS[kind]})
    with floor(3) as place:
        assert oddsessions.attack(place, 1) == kind

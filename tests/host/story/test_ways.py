# test_ways.py - the main story by drive, infrared and USB serial ends in the same ledger, chip and meter
import json

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_host.story.script import play, read
from wattkey_host.story.stage import Stage
from wattkey_host.story.state import state, state_hash
from wattkey_host.story.verbs import VERBS
from wattkey_host.story.ways import WAYS


@pytest.fixture(scope="module")
def told():
    """Way -> what `wattkey demo --by WAY --json` says."""
    results = {way: CliRunner().invoke(app, ["demo", "--by", way, "--json", "--quiet"]) for way in WAYS}
    assert {way: result.exit_code for way, result in results.items()} == dict.fromkeys(WAYS, 0)
    return {way: json.loads(result.stdout) for way, result in results.items()}


def test_every_way_ends_in_the_same_ledger_chip_and_meter(told):
    assert len({figures["state"] for figures in told.values()}) == 1
    assert all((figures["sold"], figures["credited"]) == ("150.00", "150.00") for figures in told.values())


def test_over_infrared_the_seller_keeps_his_bounds(told):
    assert told["ir"]["seller_ratio"] <= 1.05
    assert told["ir"]["seller_s"] < 8
    assert told["ir"]["issue_s"] < 20


def test_each_way_tells_what_it_has(told):
    assert not {"seller_s", "seller_ratio", "issue_s"} & set(told["drive"])
    assert told["serial"]["seller_s"] < 1  # USB: no byte times, so no ratio either
    assert "seller_ratio" not in told["serial"]


def test_the_screens_may_be_chinese(told):
    result = CliRunner().invoke(app, ["demo", "--by", "ir", "--language", "zh", "--json", "--quiet"])
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["state"] == told["ir"]["state"]


START = "meter opened 30.00\nissue\npower on\nsee menu.nothing\nsell 100.00\n"


def played(folder, text):
    folder.mkdir()
    stage, script = Stage(folder), folder / "x.story"
    script.write_text(text)
    play(read(script), VERBS, stage, lambda line: None)
    stage.world.close()
    return stage


def test_the_hash_sees_ledger_chip_and_meter_but_no_times(tmp_path):
    first = played(tmp_path / "1", START)
    assert state_hash(played(tmp_path / "2", START + "wait 60\n")) == state_hash(first)
    more = {
        "ledger": START.replace("100.00", "100.01"),
        "meter": START + "use 0.01 1\n",
        "chip": START + "plug in\ndrop\nsee mail.received 100.00\n",
    }
    for name, text in more.items():
        other = played(tmp_path / name, text)
        assert state_hash(other) != state_hash(first)
        assert state(other)[name] != state(first)[name]

# test_touch.py - the monkey at the page, and its rules; figures and pictures where there is a browser
import json

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_host.touch.running import Engine
from wattkey_lab.touch.browser import NoBrowser, chromium
from wattkey_lab.touch.cli import BOUNDS
from wattkey_lab.touch.counterpictures import PICTURES as COUNTER
from wattkey_lab.touch.moneyrules import broken
from wattkey_lab.touch.monkey import growth_kb, run
from wattkey_lab.touch.pictures import LANGUAGES, PICTURES


@pytest.fixture
def has_browser():
    pytest.importorskip("playwright.sync_api", reason="no playwright: pip install 'wattkey[browser]'")
    try:
        chromium()
    except NoBrowser as missing:
        pytest.skip(str(missing))


def test_a_monkey_clicks_for_some_minutes_and_the_money_stays_right():
    figures = run(8, seed=5)
    assert figures["clicks"] > 400
    assert figures["done"] > figures["clicks"] / 2
    assert figures["loaded"] >= 1
    assert len(figures["memory_kb"]) >= 3


def test_the_rules_notice_money_that_nobody_sold():
    engine = Engine()
    scene = engine.scene
    assert broken(scene) == []
    scene.stage.sell(500)
    assert broken(scene) == []
    scene.stage.prepaid.other_channel_recharge(700)
    assert len(broken(scene)) == 2  # more than was sold, and another amount under that count
    scene.stage.prepaid.other_channel_recharge(1)
    assert any("counts" in wrong for wrong in broken(scene))
    engine.close()


def test_a_leak_is_told_from_a_program_that_has_warmed_up():
    assert growth_kb([100, 900, 1000, 1000, 1000, 1010, 1005, 1000]) == 5
    assert growth_kb([100, 200, 300, 400, 500, 600, 700, 800]) == 400


def test_the_monkey_s_command_ends_with_figures():
    result = CliRunner().invoke(app, ["touch", "monkey", "--minutes", "0.5", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout.splitlines()[-1])["minutes"] == 0.5


def test_without_a_browser_it_is_said_in_one_line_what_brings_it(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("WATTKEY_CHROMIUM", raising=False)
    for command in (["bench"], ["shots", "--overwrite"]):
        result = CliRunner().invoke(app, ["touch", *command])
        assert result.exit_code == 2
        assert "wattkey[browser]" in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_a_monkey_clicks_on_the_page_itself(has_browser):
    result = CliRunner().invoke(app, ["touch", "monkey", "--chromium", "--minutes", "0.1", "--json"])
    assert result.exit_code == 0, result.exception or result.stderr
    figures = json.loads(result.stdout.splitlines()[-1])
    assert figures["done"] >= 1
    assert figures["nodes"] > 100


def test_figures_are_measured_in_a_real_browser(has_browser):
    figures = json.loads(CliRunner().invoke(app, ["touch", "bench", "--json"]).stdout.splitlines()[-1])
    assert set(BOUNDS) < set(figures)
    assert figures["page_bytes"] < BOUNDS["page_bytes"]  # times depend on who else works here
    assert figures["presses"] >= 50


def test_pictures_are_taken_in_both_languages(has_browser, tmp_path):
    result = CliRunner().invoke(app, ["touch", "shots", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    wanted = {f"{name}-{language}.png" for name in (*PICTURES, *COUNTER) for language in LANGUAGES}
    assert {path.name for path in tmp_path.iterdir()} == wanted

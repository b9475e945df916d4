# test_demo_cli.py - `wattkey demo` as its users call it

import json

import pytest
from PIL import Image
from typer.testing import CliRunner

from wattkey_host.cli import app

SHORT = """== A meter and a handheld
meter opened 30.00
issue
power on
see menu.nothing
"""


def wattkey(*words):
    return CliRunner().invoke(app, words)


def test_json_is_the_last_line_of_stdout_and_alone_there():
    result = wattkey("demo", "--json")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1
    told = json.loads(result.stdout)
    assert (told["sold"], told["credited"], told["count"]) == ("150.00", "150.00", 2)
    assert (told["pairs"], told["opening_pairs"]) == (11, 12)
    assert told["session_s"] <= 6.95
    assert told["learned_s"] <= 6.65
    assert told["opening_s"] <= 7.4
    assert told["loaded_s"] <= 5.2
    assert told["floor_s"] == round((told["bytes_out"] + told["bytes_in"]) * 11 / 1200 + 0.02 * told["pairs"], 4)
    assert told["ratio"] == pytest.approx(told["session_s"] / told["floor_s"], abs=1e-4)  # it is of times not rounded


def test_the_screens_are_shown_and_saved(tmp_path):
    story = tmp_path / "short.story"
    story.write_text(SHORT)
    result = wattkey("demo", "--story", str(story), "--shots", str(tmp_path / "shots"))
    assert result.exit_code == 0
    assert "A meter and a handheld" in result.stdout
    assert any("\u2801" <= char <= "\u28ff" for char in result.stdout)
    (shot,) = (tmp_path / "shots").iterdir()
    with Image.open(shot) as image:
        assert image.size == (512, 256)
        assert len(image.getcolors()) > 1


def test_a_story_that_fails_says_where_and_exits_1(tmp_path):
    story = tmp_path / "bad.story"
    story.write_text(SHORT + "chip says delivered\n")
    result = wattkey("demo", "--story", str(story), "--json")
    assert result.exit_code == 1
    assert "line 6" in result.stderr
    assert result.stdout == ""


def test_an_unknown_story_is_said_so():
    result = wattkey("demo", "--story", "nothing")
    assert result.exit_code == 1
    assert "no story 'nothing'" in result.stderr
    assert "menus, pin" in result.stderr  # and which there are


def test_what_is_seen_is_told_in_the_words_of_the_screen(tmp_path):
    story = tmp_path / "short.story"
    story.write_text(SHORT)
    result = wattkey("demo", "--story", str(story))
    assert 'see "No purchase / waiting for you"' in result.stdout
    assert "menu.nothing" not in result.stdout


def test_wrong_usage_is_2():
    assert wattkey("demo", "--language", "xx").exit_code == 2
    assert wattkey("demo", "--by", "pigeon").exit_code == 2


def test_a_box_prints_what_was_read_and_how_near_the_floor(tmp_path):
    story = tmp_path / "small.story"
    story.write_text("box 8\ncollect\ncollect\ncollect\nbox asks nothing in vain\n")
    result = wattkey("demo", "--story", str(story), "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["meters"], told["read_right"], told["wrong"], told["silent"]) == (8, 8, 0, 0)
    assert 1 < told["learned_ratio"] < told["first_ratio"]
    assert 1 < told["second_ratio"] < told["first_ratio"]
    assert "On the pair of wires" in result.stderr


def test_the_meter_of_a_story_has_a_personality(tmp_path):
    story = tmp_path / "like.story"
    story.write_text("meter opened 100.00\nas harshest: meter count is 1\nbut harshest: meter count is 2\n")
    assert wattkey("demo", "--story", str(story), "--personality", "harshest").exit_code == 0
    assert wattkey("demo", "--story", str(story), "--personality", "SY").exit_code == 1
    wrong = wattkey("demo", "--personality", "nobody")
    assert wrong.exit_code == 2
    assert "none of SY" in wrong.stderr


def test_a_setting_is_in_force_from_the_first_start(tmp_path):
    story = tmp_path / "short.story"
    story.write_text(SHORT)
    result = wattkey("demo", "--story", str(story), "--set", "KEYS=matrix", "--set", "WATTKEY_LANGUAGE=zh")
    assert result.exit_code == 1
    assert "没有待充的购电" in result.stderr


def test_what_is_no_setting_is_refused():
    result = wattkey("demo", "--set", "KEYS")
    assert result.exit_code == 2
    assert "NAME=VALUE" in result.stderr

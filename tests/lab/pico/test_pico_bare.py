# test_pico_bare.py - stories with other parts than the usual: all by one cable, a meter behind it, a scanned keypad
import pytest

from fakes.minutes import minutes
from wattkey import orders
from wattkey_host.story.cli import path_of
from wattkey_host.story.script import play, read
from wattkey_host.story.settingoption import set_to
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS
from wattkey_lab.pico.emulated import emulated


@minutes
def test_the_whole_story_is_played_over_one_cable(emulator, tmp_path):
    stage, lines, told = Stage(tmp_path, board=emulated(emulator)), read(path_of("bare")), []
    try:
        play(lines, VERBS, stage, told.append)
        assert told == lines
        assert orders.parse(stage.world.drive.read("/mail/report.json"))["state"] == "delivered"
        assert orders.parse(stage.world.drive.read("/mail/card.json"))["type"] == "card"
        assert "part broken" not in stage.world.machine.console
        assert stage.world.oled.digest() == Stage(tmp_path / "none").world.oled.digest()  # nothing was drawn
    finally:
        stage.world.close()


@minutes
@pytest.mark.parametrize(("story", "settings"), [("usb", []), ("two_purchases", ["KEYS=matrix"])])
def test_a_story_comes_out_with_another_way_to_the_meter_and_another_keypad(emulator, tmp_path, story, settings):
    stage, lines, told = Stage(tmp_path, board=set_to(emulated(emulator), settings)), read(path_of(story)), []
    with stage.world:
        play(lines, VERBS, stage, told.append)
        assert told == lines
        assert "part broken" not in stage.world.machine.console

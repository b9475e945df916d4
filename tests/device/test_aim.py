# test_aim.py - answers per second while a person points, and the page of codes
import re

import pytest

from fakes.told import tell
from wattkey_host.story.stage import SERIAL
from wattkey_host.story.verbs import highlighted, plain, press


def begin(stage, meter, flow, menu="installer"):
    """A device that has published what it had to, with one of the flows of a menu under the main one open."""
    tell(stage, meter, "issue", "power on", "wait 12", "start " + menu)
    title = plain(stage.texts.get("title." + flow))
    label = plain(stage.texts.get("menu." + flow))
    while plain(highlighted(stage)) != label:
        press(stage, "down")
    press(stage, "ok")
    assert stage.world.run_until(lambda: plain(stage.screen()[0]).startswith(title), 5)


def rate(stage):
    """(answers per second, percent of the last questions)."""
    shown = " ".join(stage.screen())
    found = re.search(r"(\d+\.\d)/s.*?(\d+)%", shown)
    return found and (float(found[1]), int(found[2]))


@pytest.mark.parametrize("meter", ["meter opened 1.00", "meter of 1997 3"])
def test_answers_are_counted_while_a_person_points(stage, meter):
    begin(stage, meter, "aim")
    stage.world.run_for(10)
    assert rate(stage) == (0.0, 0)
    stage.aim(stage.meter)
    stage.world.run_for(12)
    answers, percent = rate(stage)
    assert percent == 100
    assert 1.0 < answers < 4.0
    stage.aim(None)
    stage.world.run_for(12)
    assert rate(stage) == (0.0, 0)
    press(stage, "ok")
    assert stage.world.run_until(lambda: plain(stage.screen()[0]).startswith("Installer"), 3)


def test_nobody_is_asked_for_ever(stage):
    begin(stage, "meter opened 1.00", "aim")
    stage.world.run_for(185)
    sent = len(stage.world.air.log)
    stage.world.run_for(5)
    assert len(stage.world.air.log) == sent


def test_the_page_of_codes(stage):
    begin(stage, "meter opened 1.00", "codes", "settings")
    rows = stage.screen()[1:]
    for _ in range(2):
        press(stage, "ok")
        rows += stage.screen()[1:]
    shown = [row.strip() for row in dict.fromkeys(rows)]
    assert shown[0] == "W0.1.0 C10.2.1"
    assert re.fullmatch(r"F2048 D1012/-?\d+", shown[1])
    assert re.fullmatch(r"M\d+ A12 T25", shown[2])
    assert shown[3] == "R SOFTWARE"
    assert SERIAL in shown
    assert shown[-1] == "X -"

# test_home_loop.py - whatever goes wrong in a flow or a driver's task is shown, and the device goes on
import pytest

from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    stage.put_up_meter()
    stage.issue()
    stage.sell(10000)
    yield stage
    stage.world.close()


def edit(stage, path, old, new):
    """Change a file of the device as a person with an editor does."""
    text = stage.world.drive.read(path).decode()
    assert old in text
    stage.world.drive.write(path, text.replace(old, new).encode())


def play(stage, *lines):
    for line in lines:
        words = line.split()
        verb = next(" ".join(words[:n]) for n in range(len(words), 0, -1) if " ".join(words[:n]) in VERBS)
        VERBS[verb](stage, *words[len(verb.split()) :])


def test_a_mistake_in_a_flow_is_shown_and_the_purchase_is_not_lost(stage):
    edit(stage, "/flows/recharge.py", '"usage.read"', '"usage.reed"')
    play(
        stage,
        "power on",
        "see menu.nothing",
        "plug in",
        "drop",
        "see mail.received 100.00",
        "wait 12",
        "unplug",
        "wait 4",
    )
    play(stage, "point at meter", "press ok", "see err.P09 within 20", "chip says delivered")
    assert "reed" in stage.world.machine.console
    edit(stage, "/flows/recharge.py", '"usage.reed"', '"usage.read"')
    play(stage, "press ok", "see menu.read_back", "press ok", "see say.loaded 100.00 100.00 within 20")
    assert stage.world.machine.crash == ""


def test_a_meter_that_answers_values_of_a_wrong_length_crashes_nothing(stage):
    play(
        stage,
        "power on",
        "see menu.nothing",
        "plug in",
        "drop",
        "see mail.received 100.00",
        "wait 12",
        "unplug",
        "wait 4",
    )
    edit(
        stage,
        "/lib/wattkey/dlt645/ids.py",
        "REMAINING_AMOUNT = const(0x00900200)",
        "REMAINING_AMOUNT = const(0x0001FF00)",
    )
    play(
        stage, "cut power", "power on", "see 100.00", "point at meter", "press ok", "see say.loaded 100.00 - within 20"
    )
    assert stage.world.machine.crash == ""


def test_a_drivers_task_that_ends_with_an_error_is_shown_and_started_again(stage):
    edit(
        stage,
        "/drivers/keys_matrix.py",
        "        steady = ",
        '        if pressed == ["1"]:\n            raise OSError(5)\n        steady = ',
    )
    play(stage, "power on", "see menu.nothing", "press 1", "see err.P04", "wait 2", "press back", "see menu.nothing")
    assert stage.world.machine.crash == ""


def test_plugging_the_cable_in_ends_a_page_that_nobody_reads(stage):
    play(
        stage,
        "power on",
        "see menu.nothing",
        "plug in",
        "drop",
        "see mail.received 100.00",
        "wait 12",
        "unplug",
        "wait 4",
    )
    play(stage, "press ok", "see sorry.point within 20", "plug in", "see 100.00 within 2")

# test_home_loop.py - whatever goes wrong in a flow or a driver's task is shown, and the device goes on
import pytest

from wattkey_host.story import script
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS

CARRIED = """
power on
see menu.nothing
plug in
drop
see mail.received 100.00
wait 12
unplug
wait 4
"""  # an order is in the chip, everything published, the cable out


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


def play(stage, text):
    lines = [script.Line(number, line) for number, line in enumerate(text.strip().split("\n"), 1)]
    script.play(lines, VERBS, stage, lambda line: None)


def test_a_mistake_in_a_flow_is_shown_and_the_purchase_is_not_lost(stage):
    edit(stage, "/flows/recharge.py", '"usage.read"', '"usage.reed"')
    play(stage, CARRIED + "point at meter\npress ok\nsee err.P09 within 20\nchip says delivered")
    assert "reed" in stage.world.machine.console
    edit(stage, "/flows/recharge.py", '"usage.reed"', '"usage.read"')
    play(stage, "press ok\nsee menu.read_back\npress ok\nsee say.read_back 100.00 within 20")
    assert stage.world.machine.crash == ""


def test_a_meter_that_answers_values_of_a_wrong_length_crashes_nothing(stage):
    play(stage, CARRIED)
    right, wrong = "REMAINING_AMOUNT = const(0x00900200)", "REMAINING_AMOUNT = const(0x0001FF00)"
    edit(stage, "/lib/wattkey/dlt645/ids.py", right, wrong)
    play(stage, "cut power\npower on\nsee 100.00\npoint at meter\npress ok\nsee say.loaded 100.00 - within 20")
    assert stage.world.machine.crash == ""


def test_a_drivers_task_that_ends_with_an_error_is_shown_and_started_again(stage):
    fault = "        if self._event.key_number == 0:\n            raise OSError(5)\n"
    edit(stage, "/drivers/keys_native.py", "        self._down.add", fault + "        self._down.add")
    play(stage, "power on\nsee menu.nothing\npress 1\nsee err.P04\nwait 2\npress back\nsee menu.nothing")
    assert stage.world.machine.crash == ""


def test_plugging_the_cable_in_ends_a_page_that_nobody_reads(stage):
    play(stage, CARRIED + "press ok\nsee sorry.point within 20\nplug in\nsee 100.00 within 2")

# test_no_reset_under_a_host.py - every story watches that the device never resets while a host has its drive mounted
import pytest

from fakes.told import tell
from wattkey_host.sim.machine import RESET, WATCHDOG
from wattkey_host.story.script import StoryFailed
from wattkey_host.story.stage import Stage

PUBLISHES = ["meter unopened", "issue", "power on", "plug in", "see mail.ready within 30"]


@pytest.fixture
def stage(tmp_path):
    made = Stage(tmp_path)
    made.put_up_meter()
    yield made
    made.world.close()


def told(stage, *lines):
    tell(stage, *lines, reset=resets)


def resets(stage):
    stage.world.machine.restart(RESET)


def test_a_person_who_ejects_and_presses_the_key_is_no_surprise(stage):
    told(stage, *PUBLISHES, "eject", "press ok", "wait 6")
    assert stage.world.machine.reset_reason == "SOFTWARE"


def test_one_who_presses_it_without_ejecting_is_found_out(stage):
    with pytest.raises(StoryFailed, match=r"line 6, 'press ok'.*reset itself under a host|line 7.*reset itself"):
        told(stage, *PUBLISHES, "press ok", "wait 6")


def test_a_device_that_resets_by_itself_under_a_host_fails_any_story(stage):
    with pytest.raises(StoryFailed, match="reset itself under a host"):
        told(stage, "power on", "plug in", "wait 3", "reset")


@pytest.mark.parametrize("before", [(), ("plug in", "wait 1", "unplug")])
def test_without_a_host_it_may(stage, before):
    told(stage, "power on", *before, "wait 3")
    lives = stage.world.machine.lives
    told(stage, "reset", "wait 3")
    assert stage.world.machine.lives == lives + 1


def test_the_drive_is_mounted_again_after_the_reset(stage):
    told(stage, *PUBLISHES, "eject", "press ok", "wait 6")
    with pytest.raises(StoryFailed, match="reset itself"):
        told(stage, "reset")


def test_neither_a_charger_nor_a_watchdog_is_meant(stage):
    told(stage, "power on")
    stage.world.cable.plug(host=False)
    told(stage, "wait 3", "reset", "wait 3")
    stage.world.cable.plug()
    stage.world.run_for(2)
    stage.world.machine.restart(WATCHDOG)
    stage.check()


def test_a_host_does_not_let_go_while_it_copies(stage):
    told(stage, "power on", "plug in", "wait 3", "issue", "sell 1.00", "drop")
    with pytest.raises(StoryFailed, match="under way"):
        told(stage, "eject")

# test_power.py - a device that nobody uses: dim, dark and asleep, off; what wakes it; an empty battery
import pytest

from wattkey_host.sim.chosen import choose
from wattkey_host.story.stage import Stage

OFF = "GP15"  # at the OFF input of the latching switch
START_S = 8  # until the chip's card.json is published
KEYS = "123A456B789C*0#D"
IDLE = ["WattKey", "Not issued yet", "ask the seller", "#=Menu"]
HUNG = b"import time\ndef make(device):\n    while True:\n        time.sleep(0.05)\n"


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    choose(stage.world.drive, POWER="battery", POWER_OFF=OFF)
    stage.pulses = []
    stage.world.nets.watch(OFF, stage.pulses.append)
    yield stage
    stage.world.close()


def on(stage, seconds=START_S):
    stage.world.power_on()
    stage.world.run_for(seconds)
    title, *rest = rows(stage)
    assert [title.split()[0], *rest] == IDLE  # behind it, a sign of the battery
    return stage.world


def rows(stage):
    assert stage.world.machine.crash == ""
    return [row.strip() for row in stage.screen()]


def press(stage, label, seconds=1):
    stage.world.keypad.press(label)
    stage.world.run_for(seconds)


def latch(stage):
    """A latching switch: a pulse at its OFF input takes the power away."""

    def pulsed(level):
        stage.pulses.append(level)
        if level:
            stage.world.cut_power()

    stage.world.nets.watch(OFF, pulsed)


def test_it_dims_after_twenty_seconds_is_dark_after_sixty_and_off_after_five_minutes(stage):
    world = on(stage)
    latch(stage)
    bright = world.oled.contrast
    press(stage, "B")
    world.run_for(18)
    assert (world.oled.on, world.oled.contrast) == (True, bright)
    world.run_for(3)
    assert (world.oled.on, world.oled.contrast) == (True, 8)
    world.run_for(36)
    assert world.oled.on
    world.run_for(4)
    assert not world.oled.on
    world.run_for(234)
    assert world.machine.state == "running"
    world.run_for(10)
    assert world.machine.state == "off"
    assert stage.pulses == [True, False]  # the pin floats when the power is gone
    on(stage)


@pytest.mark.parametrize("key", KEYS)
def test_any_key_wakes_it_and_starts_nothing(stage, key):
    world = on(stage)
    world.run_for(70)
    assert not world.oled.on
    press(stage, key)
    assert world.oled.on
    assert world.oled.contrast == 255
    assert rows(stage) == IDLE
    press(stage, "#")
    assert rows(stage)[0].startswith("Menu")


def test_a_keypad_that_cannot_wake_the_processor_wakes_the_panel(stage):
    choose(stage.world.drive, KEYS="matrix")
    world = on(stage)
    world.run_for(70)
    assert not world.oled.on
    press(stage, "#")
    assert world.oled.on
    assert rows(stage) == IDLE
    press(stage, "#")
    assert rows(stage)[0].startswith("Menu")


def test_in_the_dim_light_a_key_does_what_it_says(stage):
    world = on(stage)
    world.run_for(30)
    press(stage, "#")
    assert rows(stage)[0].startswith("Menu")
    assert world.oled.contrast == 255


def test_without_a_switch_it_sleeps_on_and_a_key_wakes_it_after_hours(stage):
    world = on(stage)
    world.run_for(10_000)
    assert world.machine.reset_reason == "SOFTWARE"  # to publish; the watchdog has not bitten
    assert not world.oled.on
    press(stage, "5")
    assert rows(stage) == IDLE
    world.run_for(70)
    assert not world.oled.on


def test_a_key_that_is_held_wakes_it_when_it_is_let_go(stage):
    world = on(stage)
    world.run_for(70)
    world.keypad.press("#", 1500)
    world.run_for(3)
    assert rows(stage) == IDLE


def test_with_a_cable_it_stays_awake(stage):
    stage.world.cable.plug(host=False)
    world = on(stage, 25)
    world.run_for(700)
    assert (world.oled.on, world.oled.contrast > 8, stage.pulses) == (True, True, [])
    world.cable.unplug()
    world.run_for(50)
    assert world.oled.on
    world.run_for(20)
    assert not world.oled.on


def test_after_the_nap_the_watchdog_watches_again(stage):
    world = on(stage)
    world.drive.write("/lib/wattkey/about.py", HUNG)
    world.run_for(70)
    press(stage, "5")
    for key in "#B#":  # menu, about
        press(stage, key)
    assert world.run_until(lambda: world.machine.reset_reason == "WATCHDOG", 20)


def test_an_empty_battery_is_told_and_no_session_begins(bench):
    made = bench("first")
    choose(made.world.drive, POWER="battery")
    made.world.volts = 3.15
    made.on()
    made.world.run_for(2)
    made.press("*")
    assert made.page.status == "2%"
    assert made.press("#").status == "P13"
    assert made.meter.prepaid.count == 0
    made.world.volts = 3.3  # what a cell comes back to when nothing draws
    made.press("*")
    assert made.press("#").status == "P13"
    made.world.volts = 3.6
    made.press("*")
    made.finish()
    made.check_credited_once()

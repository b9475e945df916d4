# test_keys_port.py - every driver of the port Keys: a bouncing keypad to key names
from pathlib import Path

import pytest

from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World

ROOT = Path(__file__).parents[2]
CORE = ("__init__", "errors", "ports", "page")
DRIVERS = ("native", "matrix")
FILES = [f"drivers/keys_{name}.py" for name in DRIVERS] + ["drivers/clock_board.py"]
FILES += [f"lib/wattkey/{name}.py" for name in CORE]
PROGRAM = """
import sys
sys.path.append("/drivers")
import asyncio
import time
import keys_{driver} as driver
from clock_board import BoardClock
from wattkey.errors import PartBroken

async def main():
    try:
        keys = driver.make({settings}.get, BoardClock())
    except PartBroken as error:
        print("broken", error.code)
        return
    {before}
    while True:
        print(await keys.next())

asyncio.run(main())
"""
NAMES = {"A": "up", "B": "down", "C": "close", "D": "menu", "*": "back", "#": "ok"}


def board(driver, settings="{}", before="pass"):
    """A board that prints the name of every key; `before` it listens it does something else."""
    drive = Drive()
    for file in FILES:
        drive.write("/" + file, (ROOT / file).read_bytes())
    drive.add_libraries()
    drive.write("/code.py", PROGRAM.format(driver=driver, settings=settings, before=before).encode())
    world = World(drive, None)
    world.power_on()
    world.run_for(2)
    return world


@pytest.fixture(params=DRIVERS)
def driver(request):
    return request.param


@pytest.fixture
def world(driver):
    with board(driver) as world:
        yield world
        assert world.machine.crash == ""


def events(world, seconds=0.2):
    """The names of the keys pressed so far, after a while."""
    world.run_for(seconds)
    return world.machine.console.split()


@pytest.mark.parametrize("label", "123A456B789C*0#D")
def test_every_key_has_its_name(world, label):
    world.keypad.press(label)
    assert events(world) == [NAMES.get(label, label)]


def test_a_bouncing_key_counts_once_for_each_press(world):
    for n in range(1, 6):
        world.keypad.press("#", ms=60)
        assert events(world) == ["ok"] * n


def test_a_key_held_for_long_counts_once(world):
    world.keypad.hold("1")
    assert events(world, 5) == ["1"]
    world.keypad.release("1")
    assert events(world, 1) == ["1"]


@pytest.mark.parametrize("label", ["A", "B"])
def test_up_and_down_come_again_while_they_are_held_and_not_for_ever(world, label):
    world.keypad.hold(label)
    assert events(world, 0.4) == [NAMES[label]]
    assert len(events(world, 1.6)) in range(8, 12)
    most = len(events(world, 12))
    assert most == len(events(world, 3)) == 65
    world.keypad.release(label)
    world.run_for(0.2)
    world.keypad.press(label)
    assert events(world) == [NAMES[label]] * (most + 1)


@pytest.mark.parametrize("other", ["1", "B"])
def test_nothing_comes_again_while_two_keys_are_down(world, other):
    world.keypad.hold("A")
    world.run_for(0.1)
    world.keypad.hold(other)
    assert len(events(world, 3)) == 2


def test_a_touch_shorter_than_two_scans_is_no_press(world):
    world.keypad.press("1", ms=8)
    assert events(world) == []


def test_a_key_counts_within_50_ms(world):
    world.keypad.hold("#")
    assert events(world, 0.05) == ["ok"]


def test_the_next_key_may_come_before_the_last_is_let_go(world):
    world.keypad.hold("1")
    world.run_for(0.1)
    world.keypad.hold("5")
    assert events(world) == ["1", "5"]
    world.keypad.release("1")
    world.keypad.release("5")
    assert events(world) == ["1", "5"]


def test_two_keys_at_once_both_count(world):
    world.keypad.hold("*")
    world.keypad.hold("D")
    assert sorted(events(world)) == ["back", "menu"]


def test_three_keys_never_make_a_fourth(world):
    for label in "152":  # closing the square: 4 seems to be pressed too
        world.keypad.hold(label)
        world.run_for(0.1)
    assert events(world, 1) == ["1", "5"]
    for label in "152":
        world.keypad.release(label)
        world.run_for(0.1)
    assert "4" not in events(world)


def test_after_three_keys_the_keypad_works_as_before(world):
    for label in "152":
        world.keypad.hold(label)
    world.run_for(0.5)
    for label in "152":
        world.keypad.release(label)
    before = events(world)
    world.keypad.press("#")
    assert "4" not in before
    assert events(world) == [*before, "ok"]


def test_other_wiring_by_settings(driver):
    with board(driver, "{'KEYS_ROWS': 'GP9, GP8, GP7, GP6'}") as world:
        world.keypad.press("1")
        assert events(world) == ["back"]


@pytest.mark.parametrize("wrong", ["'KEYS_ROWS': 'GP99'", "'KEYS_COLS': 'GP6,GP7,GP8,GP9'", "'KEYS_ROWS': 'GP6,GP7'"])
def test_pins_that_cannot_be_had_are_a_broken_part(driver, wrong):
    with board(driver, "{" + wrong + "}") as world:
        assert events(world) == ["broken", "P04"]


def test_what_was_pressed_before_the_question_is_no_answer(driver):
    with board(driver, before="await keys.clock.sleep_ms(2000); keys.clear()") as world:
        world.keypad.press("1")
        world.run_for(2)
        world.keypad.press("2")
        assert events(world) == ["2"]


def test_a_key_pressed_while_the_program_is_busy_is_not_lost():
    with board("native", before="time.sleep(2)") as world:
        for label in "12#":
            world.keypad.press(label)
            world.run_for(0.1)
        assert events(world, 2) == ["1", "2", "ok"]


def test_more_keys_than_can_be_kept_leave_none_stuck():
    with board("native", before="time.sleep(8)") as world:
        for label in "123456789" * 5:  # 90 events
            world.keypad.press(label)
            world.run_for(0.1)
        world.keypad.hold("D")
        world.run_for(6)
        world.keypad.release("D")
        before = events(world)
        world.keypad.press("#")
        assert events(world) == [*before, "ok"]

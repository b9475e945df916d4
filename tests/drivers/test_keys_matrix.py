# test_keys_matrix.py - the bouncing keypad through the real matrix library to key names
from pathlib import Path

import pytest

from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World

ROOT = Path(__file__).parents[2]
CORE = ("__init__", "errors", "ports", "page")
FILES = ["drivers/keys_matrix.py", "drivers/clock_board.py"] + [f"lib/wattkey/{name}.py" for name in CORE]
PROGRAM = """
import sys
sys.path.append("/drivers")
import asyncio
import keys_matrix
from clock_board import BoardClock
from wattkey.errors import PartBroken

async def main():
    try:
        keys = keys_matrix.make(%s.get, BoardClock())
    except PartBroken as error:
        print("broken", error.code)
        return
    while True:
        print(await keys.next())

asyncio.run(main())
"""
NAMES = {"A": "up", "B": "down", "C": "close", "D": "menu", "*": "back", "#": "ok"}


def board(settings="{}"):
    drive = Drive()
    for file in FILES:
        drive.write("/" + file, (ROOT / file).read_bytes())
    drive.add_libraries()
    drive.write("/code.py", (PROGRAM % settings).encode())
    world = World(drive, None)
    world.power_on()
    world.run_for(2)
    return world


@pytest.fixture
def world():
    with board() as world:
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


def test_other_wiring_by_settings():
    with board("{'KEYS_ROWS': 'GP9, GP8, GP7, GP6'}") as world:
        world.keypad.press("1")
        assert events(world) == ["back"]


@pytest.mark.parametrize("wrong", ["'KEYS_ROWS': 'GP99'", "'KEYS_COLS': 'GP6,GP7,GP8,GP9'", "'KEYS_ROWS': 'GP6,GP7'"])
def test_pins_that_cannot_be_had_are_a_broken_part(wrong):
    with board("{" + wrong + "}") as world:
        assert events(world) == ["broken", "P04"]

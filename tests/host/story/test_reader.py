# test_reader.py - words are read off pixels: what the painter draws, plain, inverse and large

from pathlib import Path

import pytest

from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World
from wattkey_host.story.screenreader import Reader

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys, asyncio
sys.path.append("/drivers")
import screen_ssd1306
from clock_board import BoardClock
from wattkey.page import Page
clock = BoardClock()
screen = screen_ssd1306.make(lambda name, default: default, clock)
screen.show(Page(%s))
asyncio.run(screen.run())
"""


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ('"Title", ("first line", "second"), help="help"', ["Title", "first line", "second", "help"]),
        ('"Title", status="T31"', ["Title", "T31", "", "", ""]),
        ('"充值", ("余额 12.34", "请对准电表"), bar=40', ["充值", "余额 12.34", "请对准电表", "40%"]),
        ('"Title", big="100.00", help="#=OK"', ["Title", "100.00", "#=OK"]),
        ('"Title", ("one", "two", "three"), selected=1', ["Title", "one", "two", "three"]),
        ('"sixteen columns!", ("0123456789abcdef",)', ["sixteen columns!", "0123456789abcdef", "", ""]),
    ],
)
def test_what_is_drawn_is_read(page, lines):
    drive = Drive.from_tree(ROOT)
    drive.write("/code.py", (PROGRAM % page).encode())
    with World(drive, None) as world:
        world.power_on()
        world.run_for(3)
        assert world.machine.crash == ""
        read = Reader(ROOT / "lib/wattkey/font16.bin").lines(world.oled.pixels())
    assert " ".join(read).split() == " ".join(lines).split()


def test_a_dark_screen_says_nothing():
    assert Reader(ROOT / "lib/wattkey/font16.bin").lines([bytes(128)] * 64) == ["", "", "", ""]

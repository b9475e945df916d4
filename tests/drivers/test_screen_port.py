# test_screen_port.py - every driver of the port Screen: what is shown can be read, the latest page wins

from pathlib import Path

import pytest

from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World
from wattkey_host.story.screenreader import Reader

ROOT = Path(__file__).parents[2]
DRIVERS = ["screen_ssd1306", "screen_console"]
PROGRAM = """
import sys, asyncio
sys.path.append("/drivers")
import %s as driver
from clock_board import BoardClock
from wattkey.page import Page
clock = BoardClock()

async def main():
    screen = driver.make(lambda name, default: default, clock)
    task = asyncio.create_task(screen.run())
    start = clock.ticks_ms()
%s
    print("took", clock.since(start))
    await clock.sleep_ms(1000)

asyncio.run(main())
"""


@pytest.fixture(params=DRIVERS)
def see(request):
    """Runs a body with `screen` at hand; returns all that can be read, and what the program printed."""

    def run(body):
        drive = Drive.from_tree(ROOT)
        lines = "\n".join("    " + line for line in body.strip().splitlines())
        drive.write("/code.py", (PROGRAM % (request.param, lines)).encode())
        with World(drive, None) as world:
            world.power_on()
            world.run_for(3)
            assert world.machine.crash == ""
            read = Reader(ROOT / "lib/wattkey/font16.bin").lines(world.oled.pixels())
            return " ".join(read) + world.machine.console, world.machine.console

    return run


def test_all_of_a_page_can_be_read(see):
    words, _ = see('screen.show(Page("Title", ("line one", "line two"), help="press a key"))')
    for line in ("Title", "line one", "line two", "press a key"):
        assert line in words


def test_a_large_amount_and_a_bar(see):
    words, _ = see('screen.show(Page("Title", big="100.00", bar=40))')
    assert words.count("100.00") == 1
    assert "40%" in words


def test_the_latest_page_wins(see):
    words, console = see('for n in range(5): screen.show(Page("page %d" % n))')
    assert "page 4" in words
    assert int(console.split("took")[1].split()[0]) <= 20


def test_dim_and_sleep_are_harmless(see):
    words, _ = see('screen.dim(10)\nscreen.sleep()\nscreen.show(Page("awake"))')
    assert "awake" in words

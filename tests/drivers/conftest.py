# conftest.py - a simulated board with one driver on it, and rows of pixels to compare a screen with
import textwrap
from pathlib import Path

import pytest

from fakes.listener import Listener
from wattkey.page import SIGNS
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World

ROOT = Path(__file__).parents[2]
FONT = (ROOT / "lib/wattkey/font16.bin").read_bytes()
HALVES = 95 + len(SIGNS)
PROGRAM = """
import sys
sys.path.append("/drivers")
import asyncio
import screen_ssd1306
from clock_board import BoardClock
from wattkey.errors import PartBroken
from wattkey.page import Page

SETTINGS = %s
clock = BoardClock()

async def main():
    try:
        screen = screen_ssd1306.make(SETTINGS.get, clock)
    except PartBroken as error:
        print("broken", error.code)
        return
    asyncio.create_task(screen.run())
%s
    await clock.sleep_ms(1_000_000)

asyncio.run(main())
"""
# A device program around one driver: `part`, `clock` and three coroutines are at hand in `%(body)s`.
DRIVER_PROGRAM = """
import sys
sys.path.append("/drivers")
import asyncio
import microcontroller
import %(driver)s
from clock_board import BoardClock
from wattkey.errors import PartBroken

SETTINGS = %(settings)s
clock = BoardClock()
part = %(driver)s.make(SETTINGS.get, clock)

async def ticks():
    "The longest time, in milliseconds, that the loop was kept from this task."
    global worst
    last = clock.ticks_ms()
    while True:
        await clock.sleep_ms(0)
        worst = max(worst, clock.since(last))
        last = clock.ticks_ms()

worst = 0

async def hog():
    "Another task that keeps the loop for 15 ms again and again."
    while True:
        microcontroller.delay_us(15_000)
        await clock.sleep_ms(1)

async def heard(limit_ms=300):
    "All that comes until nothing does for so long."
    whole = b""
    while True:
        data = await part.receive(limit_ms)
        if not data:
            return whole
        whole += data

async def main():
%(body)s

asyncio.run(main())
"""


def _world(body, settings, without):
    """A board whose code.py runs `body`; the file `without` is not on its drive."""
    drive = Drive()
    drive.write("/loader.py", (ROOT / "loader.py").read_bytes())
    for folder in ("lib", "drivers"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts and file.name != without:
                drive.write("/" + file.relative_to(ROOT).as_posix(), file.read_bytes())
    drive.add_libraries()
    lines = "\n".join("    " + line for line in body.strip().splitlines())
    drive.write("/code.py", (PROGRAM % (settings, lines)).encode())
    return World(drive, None)


@pytest.fixture
def shown():
    """Run code that has `screen`, `Page` and `clock` at hand for a while; gives the world."""
    worlds = []

    def run(body, seconds=2.5, settings="{}", without=""):
        world = _world(body, settings, without)
        worlds.append(world)
        world.power_on()
        world.run_for(seconds)
        assert world.machine.crash == ""
        return world

    yield run
    for world in worlds:
        world.close()


class Pixels:
    """Rows of 16 strings of 128 "#" and "."; the expected ones are read from the font file by hand."""

    def glyph(self, char):
        """16 strings of 8 or 16 pixels."""
        if char < "\x80":
            at, size = (ord(char) - 0x20) * 16, 1
        elif char in SIGNS:
            at, size = (95 + SIGNS.index(char)) * 16, 1
        else:
            count = int.from_bytes(FONT[HALVES * 16 : HALVES * 16 + 2], "little")
            codes = memoryview(FONT)[HALVES * 16 + 2 :][: 2 * count].cast("H").tolist()
            at, size = HALVES * 16 + 2 + 2 * count + 32 * codes.index(ord(char)), 2
        rows = [int.from_bytes(FONT[at + size * n : at + size * n + size], "big") for n in range(16)]
        return [f"{row:0{8 * size}b}".replace("0", ".").replace("1", "#") for row in rows]

    def written(self, text, x=0, right="", margin=0):
        """A row with `text` from `x` on and `right` up to the margin at the right."""
        rows = []
        for n in range(16):
            row = "." * x + "".join(self.glyph(c)[n] for c in text)
            end = "".join(self.glyph(c)[n] for c in right) + "." * margin
            rows.append(row + "." * (128 - len(row) - len(end)) + end)
        return rows

    def inverse(self, *args):
        """The same in inverse video, its last line dark."""
        swapped = [row.translate(str.maketrans("#.", ".#")) for row in self.written(*args)]
        return swapped[:15] + ["." * 128]

    def row(self, world, number):
        """What the panel shows in row 0..3."""
        lines = world.oled.pixels()[16 * number : 16 * number + 16]
        return ["".join("#" if p else "." for p in line) for line in lines]


@pytest.fixture(scope="session")
def pixels():
    """What is seen and what should be."""
    return Pixels()


@pytest.fixture
def device():
    """`device(driver, body, esam=None, settings={}, files={})` -> World, on, with that program as its code.py."""
    worlds = []

    def make(driver, body, esam=None, settings=None, files=()):
        drive = Drive()
        drive.write("/loader.py", (ROOT / "loader.py").read_bytes())
        for folder in ("lib", "drivers"):
            for file in (ROOT / folder).rglob("*.py"):
                drive.write("/" + file.relative_to(ROOT).as_posix(), file.read_bytes())
        drive.add_libraries()
        lines = textwrap.indent(textwrap.dedent(body), "    ")
        drive.write(
            "/code.py", (DRIVER_PROGRAM % {"driver": driver, "settings": settings or {}, "body": lines}).encode()
        )
        for path, data in dict(files).items():
            drive.write(path, data)
        world = World(drive, esam, clock=esam.clock if esam else None)
        worlds.append(world)
        world.power_on()
        return world

    yield make
    for world in worlds:
        world.close()
        assert world.machine.crash == ""


@pytest.fixture(scope="session")
def listener():
    """What hangs at the other end of a link: the class."""
    return Listener

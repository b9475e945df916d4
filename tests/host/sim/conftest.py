# conftest.py - a board for a test: device programs as text, and every world closed at the end

import textwrap

import pytest

from wattkey_host.sim import adafruit
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World

# How others use the panel; our own driver goes without it (drivers/screen_ssd1306.py).
PANEL = adafruit.files("adafruit-circuitpython-displayio-ssd1306")["adafruit_displayio_ssd1306.py"]


@pytest.fixture
def board():
    """`board(code, boot=..., files={path: text}, esam=..., on=True, **World options)` -> World, switched on."""
    worlds = []

    def make(code="", *, boot="", files=None, esam=None, on=True, **options):
        drive = Drive()
        drive.add_libraries()
        drive.write("/lib/" + PANEL.name, PANEL.read_bytes())
        for path, text in {"/code.py": code, "/boot.py": boot, **(files or {})}.items():
            drive.write(path, textwrap.dedent(text).encode() if isinstance(text, str) else text)
        world = World(drive, esam, **options)
        worlds.append(world)
        if on:
            world.power_on()
        return world

    yield make
    for world in worlds:
        world.close()

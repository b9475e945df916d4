# conftest.py - a board for a test: device programs as text, and every world closed at the end

import textwrap

import pytest

from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World


@pytest.fixture
def board():
    """`board(code, boot=..., files={path: text}, esam=..., on=True, **World options)` -> World, switched on."""
    worlds = []

    def make(code="", *, boot="", files=None, esam=None, on=True, **options):
        drive = Drive()
        drive.add_libraries()
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

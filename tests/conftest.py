# conftest.py - the whole device at a meter, from the same moment again and again, for tests that cut and break it
"""Importing `wattkey_host` makes `micropython` exist for the core, as the simulator does."""

import ast
import random
from typing import NamedTuple

import pytest

from wattkey import orders
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.memory import Cells, Memory
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.meter.esam import MeterKeys
from wattkey_host.sim.meter.meter import Meter
from wattkey_host.sim.world import World
from wattkey_host.story.stage import CUSTOMER, METER, Stage

TAKE = b"\x90\x06\0\0"
# A screen driver that says what it shows in words: reading them off the pixels takes longer than all the rest.
WORDS = """
from wattkey.ports import Screen

class Words(Screen):
    def show(self, page):
        print("page", repr((page.title, page.status, page.big, page.lines, page.help, page.bar)))

def make(settings, clock):
    return Words()
"""


class Shown(NamedTuple):
    """A page as the screen driver got it."""

    title: str = ""
    status: str = ""
    big: str = ""
    lines: tuple = ()
    help: str = ""
    bar: int | None = None


class Scene(NamedTuple):
    """A moment: what the chip, the drive and the meter hold, and the purchase that is next."""

    cells: Cells
    files: tuple
    history: tuple  # amounts the meter has taken before, cents
    keys: MeterKeys
    order: tuple  # name, content and amount in cents of the order file


class Counted(Memory):
    """A chip's memory that tells when a write is done: `done(number)`, from 1."""

    done = staticmethod(lambda number: None)

    def write(self, **changes):
        super().write(**changes)
        self.done(self.writes)


class Bench:
    """The unmodified device files, an issued chip and its meter, made from a scene; switched off."""

    def __init__(self, scene):
        self.scene = scene
        clock = VirtualClock()
        self.chip = Chip(Counted(scene.cells), random.Random(7).randbytes)
        self.pins = SpiChip(self.chip, clock)
        drive = Drive()
        for path, data in scene.files:
            drive.write(path, data)
        self.world = World(drive, self.pins, clock=clock)
        self.meter = Meter(METER, CUSTOMER, scene.keys, clock, seed=3, history=scene.history)
        self.world.air.aim(self.meter)

    def on(self):
        """Power on, and wait for the menu."""
        self.world.power_on()
        return self.settle()

    @property
    def state(self):
        """The chip's state of the purchase."""
        return orders.STATES[self.chip.cells.state]

    @property
    def page(self):
        """The latest page."""
        lines = [line for line in self.world.machine.console.splitlines() if line.startswith("page ")]
        return Shown(*ast.literal_eval(lines[-1][5:])) if lines else Shown()

    def settle(self, limit_s=40):
        """Run until the device waits for a person; returns the page that it shows then."""
        known = len(self.world.machine.console)

        def waits():
            return len(self.world.machine.console) == known or self._at_work()

        for _ in range(int(limit_s / 0.5)):
            known = len(self.world.machine.console)
            self.world.run_for(0.5)
            if not self.world.machine.state == "booting" and not waits_no_more(self, known):
                return self.page
        raise AssertionError(f"the device never comes to rest: {self.page}")

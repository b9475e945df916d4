# conftest.py - the whole device at its meter, from the same moment again and again, for tests that cut and break it
"""The device files are as they stand, but for two drivers of tests/parts: a screen that speaks, and fewer keys."""

import ast
import random
from pathlib import Path
from typing import NamedTuple

import pytest

import wattkey_host  # noqa: F401 first: it makes `micropython` exist for the core

# isort: split
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

LOCKED = ("Meter refuses:",)  # the only page without "again" on which a customer tries again
TAKE = b"\x90\x06\0\0"
PARTS = Path(__file__).parent / "parts"  # what stands in for a slow part: driver by the name in settings.toml
STAND_INS = {"ssd1306": PARTS / "screen_words.py", "matrix": PARTS / "keys_two.py"}


class Shown(NamedTuple):  # a page as the screen driver got it
    title: str = ""
    status: str = ""
    big: str = ""
    lines: tuple = ()
    help: str = ""
    bar: int | None = None


class Scene(NamedTuple):
    """A moment at the meter: what chip, drive and meter hold, and the purchase that is next."""

    cells: Cells
    files: tuple
    history: tuple  # amounts that the meter has taken before, cents
    keys: MeterKeys
    order: tuple  # name and content of the order file
    amount: int  # of that order, cents
    balance: int | None = None  # of the meter, cents; None: what the history leaves


class Bench:
    """The unmodified device files, an issued chip and its meter, made from a scene; switched off."""

    def __init__(self, scene):
        self.scene = scene
        clock = VirtualClock()
        self.chip = Chip(Memory(scene.cells), random.Random(7).randbytes)
        self.pins = SpiChip(self.chip, clock)
        drive = Drive()
        for path, data in scene.files:
            drive.write(path, data)
        self.world = World(drive, self.pins, clock=clock)
        self.meter = Meter(METER, CUSTOMER, scene.keys, clock, seed=3, history=scene.history, balance=scene.balance)
        self.world.air.aim(self.meter)

    @property
    def state(self):
        """The chip's state of the purchase."""
        return orders.STATES[self.chip.cells.state]

    @property
    def page(self):
        """The latest page."""
        lines = [line for line in self.world.machine.console.splitlines() if line.startswith("page ")]
        return Shown(*ast.literal_eval(lines[-1][5:])) if lines else Shown()

    def on(self):
        """Power on, and wait for the menu."""
        self.world.power_on()
        return self.settle()

    def off_and_on(self):
        """What a person does with a device that hangs."""
        self.world.cut_power()
        return self.on()

    def press(self, label="#"):
        """Press a key, and wait until the device wants another one; returns the page."""
        known = len(self.world.machine.console)
        self.world.keypad.press(label)
        self.world.run_until(lambda: len(self.world.machine.console) > known or self.world.machine.state == "off", 2)
        return self.settle()

    def settle(self, limit_s=40):
        """Run until the device waits for a person, or is off; returns the page."""
        machine, known = self.world.machine, -1
        for _ in range(int(limit_s / 0.5)):
            assert machine.state != "crashed", machine.crash
            page = self.page
            at_work = page.bar is not None or page.title in ("", "New file", "Report") or machine.state == "booting"
            if machine.state == "off" or (len(machine.console) == known and not at_work):
                return page
            known = len(machine.console)
            self.world.run_for(0.5)
        raise AssertionError(f"the device never comes to rest: {page}")

    @property
    def asks_for_ok(self):
        """Whether a customer who reads this page would press OK: it offers the purchase, or says "try again"."""
        page = self.page
        if page.title == "WattKey":
            return bool(page.big) or page.lines[:1] == ("Read usage",)
        return page.help == "#=again  *=back" or page.lines[:1] == LOCKED

    @property
    def done(self):
        """Whether the device says that there is nothing more to do for this purchase."""
        page = self.page
        return page.lines[:1] == (f"Loaded {orders.money(self.scene.amount)}",) or (
            page.title == "WattKey" and not self.asks_for_ok
        )

    def finish(self, most=3):
        """Press OK as often as the screen asks for it; returns how often. Fails after `most`, or at another page."""
        for presses in range(most + 1):
            if self.done:
                return presses
            assert self.asks_for_ok, f"the screen does not ask for OK: {self.page}"
            assert presses < most, f"more than {most} presses: {self.page}"
            self.press()
        return most + 1

    def check_credited_once(self):
        """The promise: credited exactly once, by our purchase, and the chip knows it."""
        before = self.scene.history
        assert self.meter.count == len(before) + 1
        assert self.meter.bought == sum(before) + self.scene.amount
        assert [r.amount for r in self.meter.records] == [self.scene.amount, *reversed(before)]
        assert self.state == "delivered"
        assert self.chip.cells.order == len(before) + 1
        assert self.meter.mac_failures == 0
        assert self.pins.violations == []


class Scenes:
    """`empty`: issued, nothing bought. `first`: 100.00 for a meter never opened. `second`: 50.00 for the same later.

    `nearly_empty`: the same with 0.50 left, where count and amount could have been swapped (verdict unsure).
    """

    def __init__(self, folder):
        stage = Stage(folder)
        drive = stage.world.drive
        settings = drive.read("/settings.toml").decode()
        for name, file in STAND_INS.items():
            drive.write("/drivers/" + file.name, file.read_bytes())
            settings = settings.replace(f'"{name}"', f'"{file.stem.partition("_")[2]}"')
        drive.write("/settings.toml", settings.encode())
        stage.issue()
        orders_ = [(*stage.order_file(stage.sell(cents)), cents) for cents in (100_00, 50_00)]
        keys = MeterKeys(*stage.shop.keys.meter_keys(METER))
        files = tuple((path, drive.read(path)) for path, _, _ in drive.files())

        fresh = Scene(stage.chip.cells, files, (), keys, orders_[0][:2], orders_[0][2])
        self.empty = self._published(fresh)
        self.first = self._published(self.empty, take=True)
        with_second = self._published(self.first, finish=True)._replace(
            history=(100_00,), order=orders_[1][:2], amount=orders_[1][2]
        )
        self.second = self._published(with_second, take=True)
        self.nearly_empty = self.second._replace(balance=50)

    def bench(self, scene):
        """A bench at the scene of that name, or at one of your own making."""
        return Bench(getattr(self, scene) if isinstance(scene, str) else scene)

    @staticmethod
    def _published(scene, take=False, finish=False):
        """The scene after the next thing has happened, at the menu, with the report on the drive."""
        bench = Bench(scene)
        with bench.world:
            if take:
                answer = bench.chip.apdu(TAKE + orders.pack(orders.parse(scene.order[1])))
                assert answer == (b"", 0x9000)
            bench.on()
            if finish:
                bench.finish()
                bench.check_credited_once()
                bench.press()
            bench.world.run_for(10)
            drive = bench.world.drive
            files = tuple((path, drive.read(path)) for path, _, _ in drive.files())
            return scene._replace(cells=bench.chip.cells, files=files)


@pytest.fixture(scope="session")
def scenes(tmp_path_factory):
    """The moments that a bench can start from."""
    return Scenes(tmp_path_factory.mktemp("scenes"))


@pytest.fixture
def bench(scenes):
    """`bench("first")` -> Bench at that scene, switched off; its world is closed after the test."""
    worlds = []

    def make(scene):
        made = scenes.bench(scene)
        worlds.append(made.world)
        return made

    yield make
    for world in worlds:
        world.close()

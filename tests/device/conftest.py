# conftest.py - a collection terminal: a device with meters on a pair of wires, whose readings boot.py keeps
import json

import pytest

from wattkey import orders
from wattkey.box import readings
from wattkey.box.boxmeter import BoxMeter
from wattkey.box.packed import pack
from wattkey_host.meter.making import build
from wattkey_host.meter.setup import Setup
from wattkey_host.sim.chosen import choose
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import highlighted

COUNT = 10
KEYS = {"ok": "#", "back": "*", "menu": "D", "up": "A", "down": "B", "0": "0"}


class CollectionTerminal:
    """A device with a pair of wires, meters on it, and their list on its drive."""

    def __init__(self, folder, count=COUNT, silent=(), text=None, listed=True):
        self.stage = Stage(folder)
        self.world, self.drive = self.stage.world, self.stage.world.drive
        choose(self.drive, LINK="rs485")
        lines = {str(n): f"{n:012d}" for n in range(1, count + 1)}
        if listed:
            self.drive.write(orders.METERS, text or json.dumps({"wattkey": 1, "type": "meters", **lines}).encode())
        self.meters = {}
        for n in range(1, count + 1):
            if n not in silent:
                self.hang(n, "1997" if n % 2 else "2007", 3 if n % 3 else 4)
        self.resets = []
        self.world.hooks.append(lambda name, *_: self.resets.append(name) if name == "reset" else None)

    def hang(self, n, standard, rates, registers=(), **more):
        """Meter number n; where one of that number hangs already, it is exchanged."""
        registers = registers or (n * 100, n * 200, n * 300, n * 400)
        setup = Setup(address=f"{n:012d}", standards=(standard,), rates=rates, registers=registers, **more)
        if n in self.meters:
            self.world.bus.take_off(self.meters[n])
        self.meters[n] = build(setup, self.world.clock)
        self.world.bus.add(self.meters[n])

    def on(self):
        self.world.power_on()
        self.world.run_for(25 if self.world.cable.powered else 8)  # the chip's card.json is published first
        self.resets.clear()
        return self

    def tap(self, key):
        self.world.keypad.press(KEYS[key])

    def press(self, *keys):
        for key in keys:
            self.tap(key)
            self.world.run_for(0.5)
        return self.screen()

    def start(self):
        if not self.screen()[0].startswith("Menu"):
            self.press("menu")
        self.open_installer()
        return self.choose("Read the box")

    def open_installer(self):
        self.choose("Installer")

    def choose(self, entry):
        for _ in range(20):
            if highlighted(self.stage) == entry:
                return self.press("ok")
            self.press("up")
        raise AssertionError(f"{entry} is not in the menu: {self.screen()}")

    def screen(self):
        assert self.world.machine.crash == ""
        return [row.strip() for row in self.stage.screen()]

    def sees(self, words, seconds=120):
        assert self.world.run_until(lambda: any(words in row for row in self.screen()), seconds), self.screen()
        self.world.run_for(0.3)  # until the page is drawn

    def read(self, name, limit, start=0):
        return self.drive.read(name)[start : start + limit]

    def entries(self):
        return readings.slots(self)

    @staticmethod
    def values(n):
        """Total and rates of meter n in hundredths of a kWh."""
        registers = (n * 100, n * 200, n * 300, n * 400)[1 if n % 3 else 0 :]
        return (sum(registers), *registers)

    def right(self, n):
        entry = self.entries()[n - 1]
        return entry is not None and entry.state == "read" and entry.values == self.values(n)

    def know(self, numbers):
        """An earlier pass has read these."""
        slots = [None] * readings.SLOTS
        for n in numbers:
            slots[n - 1] = entry = BoxMeter(bytes.fromhex(f"{n:012d}"), 1997 if n % 2 else 2007, 1200)
            entry.values, entry.state, entry.pass_number = self.values(n), "read", 1
            entry.thrifty, entry.preamble = True, 0
        kept = [entry and pack(entry) for entry in slots]
        self.drive.write(readings.FILE, b"".join(readings.slot(n, there) for n, there in enumerate(kept, 1)))


@pytest.fixture
def collection_terminal(tmp_path):
    made = []

    def make(**how):
        made.append(CollectionTerminal(tmp_path / str(len(made)), **how))
        return made[-1]

    yield make
    for one in made:
        one.world.close()


@pytest.fixture
def stage(tmp_path):
    """A stage on which nothing stands yet; code.py must not crash on it."""
    made = Stage(tmp_path)
    yield made
    made.world.close()
    assert made.world.machine.crash == ""

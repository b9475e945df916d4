# bench.py - a handheld at its meter, put into one moment of its life
"""A scene is what chip, drive and meter hold; a bench is made from it as often as one likes."""

import random
from typing import NamedTuple

from wattkey_host.meter.making import local_meter
from wattkey_host.meter.prepaid import Personality
from wattkey_host.meter.prepaid.esam import MeterKeys
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.memory import Cells, Memory
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World
from wattkey_host.story.stage import CUSTOMER, METER
from wattkey_lab.torture.cuts.handheld import Handheld


class Scene(NamedTuple):
    """A moment at the meter: what chip, drive and meter hold, and the purchase that is next."""

    cells: Cells
    files: tuple[tuple[str, bytes], ...]
    history: tuple[int, ...]  # amounts that the meter has taken before, cents
    keys: MeterKeys
    order: tuple[str, bytes]  # name and content of the order file
    amount: int  # of that order, cents
    balance: int | None = None  # of the meter, cents; None: what the history leaves


class Bench(Handheld):
    """The unmodified device files, an issued chip and its meter, made from a scene; switched off."""

    def __init__(self, scene: Scene, ways: Personality | None = None) -> None:
        self.scene = scene
        clock = VirtualClock()
        self.chip = Chip(Memory(scene.cells), random.Random(7).randbytes)  # the same in every run
        self.pins = SpiChip(self.chip, clock)
        drive = Drive()
        for path, data in scene.files:
            drive.write(path, data)
        self.world = World(drive, self.pins, clock=clock)
        self.meter = local_meter(
            METER, CUSTOMER, scene.keys, clock, seed=3, history=scene.history, balance=scene.balance, ways=ways
        )
        self.world.air.aim(self.meter)

    @property
    def finished(self) -> bool:
        """Whether the device says that there is nothing more to do for this purchase."""
        return self.done(self.scene.amount)

    def finish(self, most: int = 3) -> int:
        """Press OK as often as the screen asks for it; returns how often. Fails after `most`, or at another page."""
        for presses in range(most + 1):
            if self.finished:
                return presses
            assert self.asks_for_ok, f"the screen does not ask for OK: {self.page}"
            assert presses < most, f"more than {most} presses: {self.page}"
            self.press()
        return most + 1

    def check_credited_once(self) -> None:
        """The promise: credited exactly once, by our purchase, and the chip knows it."""
        before, prepaid = self.scene.history, self.meter.prepaid
        assert prepaid.count == len(before) + 1
        assert prepaid.bought == sum(before) + self.scene.amount
        assert [r.amount for r in prepaid.records] == [self.scene.amount, *reversed(before)]
        assert self.state == "delivered"
        assert self.chip.cells.order == len(before) + 1
        assert prepaid.mac_failures == 0
        assert self.pins.violations == []

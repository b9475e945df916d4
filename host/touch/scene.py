# scene.py - what lies on the table: a handheld, meters on the wall, a seller's desk, on one clock
"""A Stage of the stories, with hands: what a page may do to it is in acts.py, what it is told in sections.py."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wattkey_host import device_root
from wattkey_host.drive import contents
from wattkey_host.drive.contents import SETTINGS
from wattkey_host.meter.load import Load
from wattkey_host.meter.making import build
from wattkey_host.meter.meter import Meter
from wattkey_host.meter.setup import Setup
from wattkey_host.sim.world import World
from wattkey_host.story.playedboard import BoardMaker, simulated, speaking
from wattkey_host.story.stage import Stage
from wattkey_host.touch.aim import Beam
from wattkey_host.touch.board import Board
from wattkey_host.touch.boxtold import Box
from wattkey_host.touch.clickfaults import Faults
from wattkey_host.touch.counter import Counter
from wattkey_host.touch.lcd import Lcd
from wattkey_host.touch.memento import Memento
from wattkey_host.touch.onlooker import Watch
from wattkey_host.touch.pace import shared
from wattkey_host.touch.wirelog import Wire

MOST_METERS = 6
DRIVE_BYTES = 1 << 20  # the Pico's drive
_SETTLED_S = 15  # it has published what it is, and stands at its first page


class Full(ValueError):
    """The table has no room for more."""


@dataclass
class Hung:
    """A meter on the wall and its glass."""

    meter: Meter
    lcd: Lcd
    rates: int
    standard: str


class Scene:
    """`folder` is for the shop's files; `language` for the screens; `board` makes the handheld; `personality` names the
    program that the meter behaves like."""

    def __init__(
        self, folder: Path, language: str, board: BoardMaker = simulated, personality: str = "", *, empty: bool = False
    ) -> None:
        """A handheld issued for a meter that was never opened, switched on and aimed; `empty`: a table for a story."""
        self.language = language
        self.stage = Stage(folder, language, board=board, personality=personality)
        self.world: World = shared(self.stage.world)
        self.board = Board(self.world)
        self.chance = random.Random(1)
        self.wall: list[Hung] = []
        self.at = 0  # which meter of the wall the beam is to point at
        self.cell = False  # it has a battery that it measures, and switches itself off
        self.late = False  # the host brings the next file's folder late
        self.dirty = False  # the host was cut off while it wrote
        self._copying, self._lives = False, 0  # at the last look
        self.beam = Beam(self.world.air, self.chance, lambda: self.target)
        self.counter = Counter(self.stage)
        self.box = Box(self.stage)
        self.watch = Watch(self.world)
        self.wire = Wire(self.world)
        self.faults = Faults(self)
        if not empty:
            self.stage.put_up_meter()
            self.stage.issue()
            self.look()
            self.beam.aim()
            if not self.board.emulated:
                self.board.give_cell()
                self.cell = True
            self.world.power_on()
            self.world.run_for(0 if self.board.emulated else _SETTLED_S)

    @property
    def target(self) -> Meter | None:
        """The meter that the beam is to point at, whether it reaches or not."""
        return self.wall[self.at].meter if self.at < len(self.wall) else None

    def look(self) -> bool:
        """After a turn of the world: take in what is new; whether anything moved on the wires."""
        own = self.stage.meter
        if own is not None and not any(hung.meter is own for hung in self.wall):
            standard = "2007" if own.is_prepaid else "1997"
            self.wall.insert(0, Hung(own, Lcd(own), own.registers.rates, standard))
        aimed = self.world.air.aimed
        for number, hung in enumerate(self.wall):
            if hung.meter is aimed:
                self.at = number
        cable, lives = self.world.cable, self.world.machine.lives
        if self._copying and lives != self._lives:
            self.dirty = True
        self._copying, self._lives = cable.busy, lives
        self.watch.look(self.stage.chip)
        return self.wire.look()

    # --- the device

    def power(self, on: bool) -> None:
        """The switch."""
        if on:
            self.world.power_on()
        else:
            self._cut_off()
            self.world.cut_power()

    def reset(self) -> None:
        """The button beside it."""
        self._cut_off()
        self.board.reset()

    def plug(self, host: bool) -> None:
        """The cable, with a computer or a charger at its end."""
        self.world.cable.plug(host)
        self.dirty = self.dirty and not host  # a host that mounts it mends it

    def unplug(self) -> None:
        """Pull the cable, whatever the host is doing."""
        self._cut_off()
        self.world.cable.unplug()

    def _cut_off(self) -> None:
        self.dirty = self.dirty or self.world.cable.busy

    def put(self, path: str, data: bytes) -> None:
        """A host copies a file onto the drive. Raises Full, and RuntimeError where no host sees it."""
        if self.board.used() + len(data) > DRIVE_BYTES:
            raise Full(f"the drive has no room for {len(data)} bytes")
        if self.late:
            self.late = False
            self.world.cable.copy_folder_last(path, data)
        else:
            self.world.cable.copy(path, data)

    # --- the meters

    def add_meter(self, setup: Setup) -> None:
        """Hang one more meter on the wall. Raises Full, ValueError."""
        if len(self.wall) >= MOST_METERS:
            raise Full(f"the wall has room for {MOST_METERS} meters")
        meter = build(setup, self.world.clock)
        self.world.air.add(meter)
        self.wall.append(Hung(meter, Lcd(meter), setup.rates, setup.standards[-1]))

    def point(self, number: int) -> None:
        """Aim at a meter of the wall. Raises IndexError."""
        self.at = self.wall.index(self.wall[number])
        self.beam.aim()

    def load(self, number: int, kw: float) -> None:
        """From now on so many kW run through a meter. Raises IndexError."""
        meter = self.wall[number].meter
        meter.catch_up()
        meter.load = Load(kw, self.world.clock.now_us)

    # --- back

    def keep(self) -> Callable[[], None]:
        """A function that puts everything back as it is now, and starts the board again."""
        stage, flash, shop = self.stage, self.board.keep(), self.counter.keep()
        kept = Memento(stage.chip, self.world.drive, *[hung.meter for hung in self.wall])
        sold, at, was_on = list(stage.purchases), self.at, self.world.machine.state != "off"

        def put_back() -> None:
            self.world.cut_power()
            for hung in self.wall:
                hung.meter.cut_power()
            kept.restore()
            flash()
            stage.purchases[:] = sold
            self.at, self.dirty = at, False
            self.counter.put_back(shop)
            self.beam.aim()
            if was_on:
                self.world.power_on()

        return put_back

    def blank(self) -> None:
        """Another handheld lies there, as it comes from the maker: drive and NVM are new."""
        drive = self.world.drive
        for path, _, _ in drive.files():
            drive.delete(path)
        for path, data in contents.sources(device_root()).items():
            drive.write(path, speaking(data, self.language) if path == SETTINGS else data)
        self.world.machine.nvm[:] = b"\xff" * len(self.world.machine.nvm)
        self.dirty = False

    def close(self) -> None:
        """Nothing of it goes on."""
        self.world.close()
        self.stage.shop.close()

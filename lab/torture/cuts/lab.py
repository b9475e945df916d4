# lab.py - the whole life in one place: the seller's PC, a handheld, a meter, and a customer who counts what he does
"""Nothing in it is left to chance; what lasts can be read out exactly (remains.py)."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wattkey_host import device_root
from wattkey_host.meter.making import local_meter
from wattkey_host.meter.prepaid.esam import MeterKeys
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.factory import open_chip
from wattkey_host.sim.chip.memory import Memory, Torn
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World
from wattkey_host.story.stage import CUSTOMER, METER
from wattkey_host.testkeys import of_meter
from wattkey_host.vend.book.shop import Shop
from wattkey_lab.torture.cuts.handheld import DEAD, Handheld, Stuck, stand_in
from wattkey_lab.torture.cuts.pc import DIED, Pc
from wattkey_lab.torture.cuts.watch import watch

MOST_ACTIONS = 3
QUANTUM_US = 2_000_000  # a customer switches on again at a full two seconds, so that equal remains meet
AWAY_US = 60_000_000  # and comes back to one that was put away at a full minute
AT_LEAST_US = 1_000_000  # after the cut: what was under way on the air and the cable is over
CHIP_FILE = "chip.json"


class Lab(Handheld):
    """`announce(operation, detail)` is called before everything that can be cut off."""

    def __init__(self, folder: Path, announce: Callable[..., None], personality: str = "") -> None:
        self.folder = folder
        self._personality = personality  # of the meter
        (folder / "outbox").mkdir()
        self.announce = announce
        self.clock = VirtualClock()
        self.pc = Pc(announce)
        self.step = 0
        self.actions = 0
        self.done_actions: list[str] = []
        self.taken_back: set[str] = set()  # payments that the seller has agreed to pay back
        self.broken: set[str] = set()  # promises broken on the way: "refundable"
        self.at_rest: Callable[[str], None] = lambda where: None  # the handheld is off, nothing is under way
        self.meter_events = 0  # bytes to and from the meter so far
        self.chip_random = random.Random(7)  # the same in every run

    @property
    def shop(self) -> Shop:
        """The seller's shop, opened anew as each command does."""
        return Shop.open(self.folder / "shop")

    # --- the parts

    def desk_chip(self, chip: Chip) -> Chip:
        """A chip on the seller's desk; its writes are operations."""
        self._announce_writes(chip.memory, lambda: True)
        return chip

    def unpack(self) -> None:
        """Put the issued chip into a handheld, and hang its meter on the wall: never opened."""
        chip = self.chip = Chip(Memory(open_chip(self.folder / CHIP_FILE).cells), self.chip_random.randbytes)
        self.pins = SpiChip(chip, self.clock)
        drive = Drive.from_tree(device_root())
        stand_in(drive)
        world = self.world = World(drive, self.pins, clock=self.clock)
        world.hooks.append(self._seen)
        keys = MeterKeys(*of_meter(self.shop.keys, METER))
        self.meter = local_meter(METER, CUSTOMER, keys, self.clock, seed=3, personality=self._personality)
        world.air.aim(self.meter)
        self._announce_writes(chip.memory, lambda: world.machine.state != "off")
        self._announce_meter()
        watch(self)

    def _seen(self, name: str, *detail: object) -> None:
        self.meter_events += name == "heard"
        self.announce(name, *detail)

    def _announce_writes(self, memory: Memory, powered: Callable[[], bool]) -> None:
        write = memory.write
        self._writing = memory

        def announced(**changes: bytes | int) -> None:
            self.announce("chip write", ", ".join(changes))
            if not powered():
                raise Torn("power lost in a write")
            write(**changes)

        memory.write = announced  # type: ignore[method-assign]

    def _announce_meter(self) -> None:
        meter = self.meter
        hear, speak = meter.hear, meter.speak

        def hears(byte: int) -> None:
            self.announce("meter hears", f"{byte:02X}")
            self.meter_events += 1
            hear(byte)

        def speaks(answer: bytes) -> None:
            self.announce("meter answers", answer.hex())
            self.meter_events += 1
            speak(answer)

        def between(what: str) -> None:
            self.meter_events += 1
            self.announce("meter writes", what)
            self.meter_events += 1

        meter.hear, meter.speak = hears, speaks  # type: ignore[method-assign]
        meter.power.between_writes = between

    # --- what customer and seller do

    def begin(self, step: int) -> None:
        """The step with this number of the life begins."""
        self.step, self.actions = step, 0

    def act(self, what: str) -> None:
        """Count one thing that a person had to do. Raises Stuck for one too many."""
        self.done_actions.append(what)
        self.actions += 1
        if self.actions > MOST_ACTIONS:
            raise Stuck(f"more than {MOST_ACTIONS} actions: {self.done_actions[-MOST_ACTIONS - 1 :]}")

    def on_pc(self, command: Callable[[], Any]) -> Any:
        """Have the seller's PC do it; the same again when the PC died, or the chip on its desk."""
        while True:
            try:
                answer = self.pc.run(command)
            except Torn:
                answer = DIED
            if answer is not DIED:
                return answer
            self.at_rest("pc died")
            self.act("the same command again")

    def tend(self, plugged: bool = False) -> None:
        """What anybody does with a device that is off, or says that its chip is dead, or lost its cable."""
        while True:
            if plugged and not self.world.cable.powered:
                self.act("plug in again")
                self.world.cable.plug()
            if self.world.machine.state == "off":
                self._pause()
                self.at_rest("cut")
                self.on()
            elif self.page.status in DEAD:
                self.act("off and on")
                self.off_and_on()
            else:
                return

    def put_away(self) -> None:
        """Unplug, switch off, go away for a while."""
        self.world.cable.unplug()
        self.world.cut_power()
        self._pause(AWAY_US)
        self.actions = 0
        self.at_rest("put away")

    def _pause(self, quantum_us: int = QUANTUM_US) -> None:
        now = self.clock.now_us
        self.clock.advance(-(-(now + AT_LEAST_US) // quantum_us) * quantum_us - now)

    def tear(self) -> None:
        """The chip's next write will not happen; the chip is dead until its power comes anew."""
        self._writing.tear_at(1)

    def move(self, folder: Path) -> None:
        """Go on with a copy of the PC's disk."""
        self.folder = folder

    def copy_disk(self, to: Path) -> Path:
        """A copy of the PC's disk as it is now."""
        with self.pc.unseen():
            shutil.copytree(self.folder, to)
        return to

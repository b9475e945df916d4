# stage.py - the set of a story: a shop, a handheld on its desk, a meter on the wall, one virtual clock
"""Everything is made from one seed, keys and randoms included: the same story is the same to the byte."""

import random
from pathlib import Path
from typing import Any, NamedTuple

from wattkey.text import Texts
from wattkey_host import device_root
from wattkey_host.drive.contents import SETTINGS
from wattkey_host.meter.boxmeters import Spec
from wattkey_host.meter.making import build, local_meter
from wattkey_host.meter.meter import Meter
from wattkey_host.meter.prepaid.esam import MeterKeys
from wattkey_host.meter.prepaid.prepaid import Prepaid
from wattkey_host.meter.setup import Setup
from wattkey_host.reader.box.passes import Collection
from wattkey_host.sim.above import Above
from wattkey_host.sim.adapter import Adapter
from wattkey_host.sim.bareboard import TYPED, PcSide, bare, page
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.chosen import choose
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.sessions import AirSession, sessions
from wattkey_host.story.playedboard import FONT, KEYS, BoardMaker, simulated
from wattkey_host.story.screenreader import Reader
from wattkey_host.story.script import StoryFailed
from wattkey_host.testkeys import of_meter
from wattkey_host.vend.book import receive as receiving
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.issue import issue

METER, CUSTOMER, SERIAL = "000000123456", "000000654321", "57574B0000000001"
REPORT = "/mail/report.json"


class Talk(NamedTuple):
    """With the seller's terminal, microseconds of the world's clock; `what` for: "issue", "sale" or "report"."""

    what: str
    start_us: int
    end_us: int

    @property
    def took_s(self) -> float:
        """How long it was, seconds."""
        return (self.end_us - self.start_us) / 1e6


class Stage:
    """What the verbs of a story act on. `folder` is for the shop's files, `language` for the screens; `board` makes
    the handheld and the world around it, `personality` says which program its meters behave like."""

    def __init__(
        self, folder: Path, language: str = "en", seed: int = 1, board: BoardMaker = simulated, personality: str = ""
    ) -> None:
        self.random = random.Random(seed)  # a play, not a shop
        self.clock = VirtualClock()
        self.shop = Shop.create(folder / "shop", seed=b"story %d" % seed)
        self.chip = new_chip(SERIAL, rng=self.random.randbytes)
        self.texts = Texts(language)
        self.esam = SpiChip(self.chip, self.clock)  # the chip as the board meets it, on SPI
        self.world = board(language, self.esam, seed, self.clock)
        self._reader = Reader(device_root() / FONT)
        self.personality = personality
        self.meter: Meter | None = None
        self.purchases: list[Purchase] = []
        self.talks: list[Talk] = []
        self.pressed_us = 0  # when a key was pressed last
        self.loaded_s = 0.0  # of the latest purchase: from the key to "loaded" on the screen
        self.usage: dict[str, int | None] = {}
        self.box: Collection | None = None  # meters on a pair of wires, and the passes over them
        self.above: Above | None = None  # a power line above the box
        self.wires: list[Spec] = []  # meters on the wires of the device as it is
        self.pc: PcSide | None = None  # of a board without parts: what it has instead
        self.by_cable = False  # the meter is reached over the USB cable, behind a serial adapter

    def put_up_meter(self, **scene: Any) -> None:
        """Hang the meter on the wall, in the state that the scene describes."""
        keys = MeterKeys(*of_meter(self.shop.keys, METER))
        seed = self.random.randrange(1 << 30)
        self.meter = local_meter(METER, CUSTOMER, keys, self.clock, seed=seed, personality=self.personality, **scene)
        self.world.air.add(self.meter)

    def put_up_old_meter(self, rates: int) -> None:
        """Hang a meter of the 1997 edition on the wall instead: not prepaid, so there is nothing to buy for it."""
        setup = Setup(METER, standards=("1997",), rates=rates, prepaid=False, end_mark=True)
        self.meter = build(setup, self.clock)
        self.world.air.add(self.meter)

    @property
    def prepaid(self) -> Prepaid | None:
        """Money, relay and chip of the meter on the wall; None if there is none, or none that is prepaid."""
        return self.meter.prepaid if self.meter and self.meter.is_prepaid else None

    def issue(self) -> None:
        """Personalise the handheld's chip on the seller's desk."""
        issue(Desk(self.shop), self.chip, METER, CUSTOMER)

    def sell(self, cents: int, close: bool = True) -> Purchase:
        """Sell to the meter's card; the payment's reference counts up."""
        payment = f"payment {len(self.purchases) + 1}"
        purchase = Desk(self.shop).sell(METER, cents, payment, self.clock.date().date(), close=close)
        self.purchases.append(purchase)
        return purchase

    def order_file(self, purchase: Purchase) -> tuple[str, bytes]:
        """Name and content of the file that the customer gets."""
        return "/" + purchase.file_name, Desk(self.shop).document(purchase)

    def receive(self) -> receiving.Outcome:
        """Take the report from the plugged-in drive into the ledger, and remove the orders that are used up."""
        outcome = self.take_note(Desk(self.shop).receive(self.world.cable.read(REPORT)))
        for purchase in self.purchases:
            name, _ = self.order_file(purchase)
            if self.ledger_state(purchase) == "delivered" and self.world.drive.node(name):
                self.world.cable.delete(name)
        return outcome

    def take_note(self, outcome: receiving.Outcome) -> receiving.Outcome:
        """Remember what a report said of the use, for the story to look at."""
        self.usage = outcome.reading.usage() if outcome.reading else {}
        return outcome

    def ledger_state(self, purchase: Purchase) -> str:
        """How far a purchase has come in the ledger."""
        with self.shop.reading() as session:
            return session.get_one(Purchase, purchase.id).state

    def check(self) -> None:
        """Raises StoryFailed when the device has reset itself while a host had its drive mounted: the host takes that
        for a cable that was pulled out."""
        if self.world.torn_off:
            raise StoryFailed("the device has reset itself under a host that had its drive mounted")

    def take_parts_away(self) -> None:
        """A Pico and its cable are left: its console is screen and keys, the PC has the chip and gives the power."""
        drive, world = self.world.drive, self.world
        drive.write(SETTINGS, bare(drive.read(SETTINGS)))
        world.battery = False
        self.pc = PcSide(self.clock, world.cable, self.chip, lambda: world.machine.usb_connected)

    def reach_by_cable(self) -> None:
        """LINK = "usb": the meter is behind a serial adapter at the other end of the cable."""
        choose(self.world.drive, LINK="usb")
        self.by_cable = True

    def aim(self, meter: Meter | None) -> None:
        """Point the device at a meter, or away; without an eye: put it behind the cable."""
        if self.pc:
            self.pc.hang(meter, self.world.air.log)
        elif self.by_cable and meter:
            Adapter(self.clock, self.world.cable, meter, self.world.air.log)
        else:
            self.world.air.aim(meter)

    def press(self, key: str) -> None:
        """Press a key by its name ("ok"), or type it. Raises KeyError."""
        self.pressed_us = self.clock.now_us
        if self.pc:
            self.world.cable.typed += TYPED[key].encode()
        else:
            self.world.keypad.press(KEYS[key])

    def screen(self) -> list[str]:
        """The words that stand on the screen, row by row."""
        if self.pc:
            return page(self.world.machine.console)
        return self._reader.screen(self.world.oled)

    def sessions(self) -> list[AirSession]:
        """The conversations with the meter so far."""
        return sessions(self.world.air.log)

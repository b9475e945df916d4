# conftest.py - a counter: a shop, a handheld in its `seller` flow, and an infrared head or a cable between them
import json
import random
import shutil
from datetime import date

import pytest

from fakes.beam import Beam
from wattkey.info import STATES
from wattkey.orders import pack, parse
from wattkey_host.crypto import FACTORY_KEY, disperse
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.memory import Cells
from wattkey_host.sim.head import Head, Port, WorldClock, straight
from wattkey_host.story.stage import CUSTOMER, METER, SERIAL
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live import live
from wattkey_host.vend.live.beam import PIECE, Terminal
from wattkey_host.vend.live.issue import issue
from wattkey_host.vend.live.live_sale import sell_live

MENU = b"""from wattkey.menu import entry, menu
MENU = menu("home", entry("menu.seller", "seller", "", "close"))
"""  # for a keypad of few keys
DAY = date(2026, 11, 20)


class Counter:
    """A shop and a device that answers it. Everything on the world's virtual clock."""

    def __init__(self, folder, bench, usb):
        self.folder, self.bench, self.world, self.chip = folder, bench, bench.world, bench.chip
        self.random = random.Random(5)
        self.shop = Shop.open(folder)
        self.world.drive.write("/flows/menu.py", MENU)
        if usb:
            self.world.cable.plug()
        bench.on()
        self.link = Port(self.world) if usb else Head(self.world)
        self.world.air.aim(None if usb else self.link)

    DAY = DAY
    run = staticmethod(straight)

    def open(self):
        """The customer chooses `Seller` in the menu."""
        self.world.keypad.press("C")
        self.world.run_for(0.5)
        assert self.page.title == "Seller"
        return self

    def back_to_menu(self):
        """The customer leaves the page that stands there, and the flow."""
        for _ in range(3):
            self.world.keypad.press("*")
            self.world.run_for(0.5)
        self.world.run_for(1)
        self.bench.settle()

    @property
    def page(self):
        """What the screen shows."""
        return self.bench.page

    def terminal(self, shop=None, link=None, piece=PIECE):
        keys, clock = (shop or self.shop).keys, WorldClock(self.world)
        made = Terminal(link or self.link, clock, keys, random=self.random.randbytes, patience=3)
        made.piece = piece
        return made

    def sell(self, cents=100_00, payment="P1", terminal=None, **how):
        return sell_live(Desk(self.shop), terminal or self.terminal(), straight, cents, payment, DAY, **how)

    def receive(self, terminal=None):
        return live.receive_live(Desk(self.shop), terminal or self.terminal(), straight)

    def issue(self, terminal=None, **how):
        return live.issue_live(Desk(self.shop), terminal or self.terminal(), straight, METER, CUSTOMER, **how)

    def order(self, cents=100_00, payment="P1", **changes):
        """The packed document of a sale; `changes` are made to it by hand."""
        purchase = Desk(self.shop).sell(METER, cents, payment, DAY)
        return pack({**json.loads(Desk(self.shop).document(purchase)), **changes})

    def hand_in(self, packed, terminal=None):
        """Open a session, bring a document; what became of it."""
        terminal = terminal or self.terminal()
        straight(terminal.open())
        return straight(terminal.hand_in(packed))

    def other_shop(self):
        return Shop.create(self.folder.with_name("other"), seed=b"another seller")

    @property
    def state(self):
        return STATES[self.chip.cells.state], self.chip.cells.order

    def ledger_state(self, purchase):
        """How far a purchase has come in the ledger."""
        with self.shop.transaction() as session:
            return session.get_one(Purchase, purchase.id).state

    def tap(self):
        """A terminal whose line is recorded: `terminal.link` has it."""
        return self.terminal(link=Beam(self.link))

    def altered(self, change, **how):
        """A terminal with somebody in the beam who changes answers: `change(frame)` gives what it gets to see."""
        return self.terminal(link=Beam(self.link, answer=change), **how)

    def drop(self, purchase):
        """The same purchase as a file on the drive."""
        self.world.cable.copy("/" + purchase.file_name, Desk(self.shop).document(purchase))
        assert parse(Desk(self.shop).document(purchase))["order"] == purchase.order


@pytest.fixture(scope="session")
def shops(tmp_path_factory):
    """issued -> the folder of a shop that has issued the device, or nothing yet; made once, a counter gets a copy."""
    folders = {issued: tmp_path_factory.mktemp("shops") / str(issued) for issued in (False, True)}
    for issued, folder in folders.items():
        shop = Shop.create(folder, seed=b"story 1")  # the keys of the scenes
        if issued:
            issue(Desk(shop), new_chip(SERIAL), METER, CUSTOMER)
    return folders


@pytest.fixture
def make_counter(tmp_path, scenes, bench, shops):
    """`make_counter(issued=True, usb=False)` -> Counter, its device at the menu."""
    made = []

    def make(issued=True, usb=False):
        blank = Cells(bytes.fromhex(SERIAL), disperse(FACTORY_KEY, bytes.fromhex(SERIAL)))
        scene = scenes.empty if issued else scenes.empty._replace(cells=blank)
        folder = shutil.copytree(shops[issued], tmp_path / str(len(made)))
        made.append(Counter(folder, bench(scene), usb))
        return made[-1]

    yield make
    for counter in made:
        assert counter.world.machine.state != "crashed", counter.world.machine.crash
        assert "Traceback" not in counter.world.machine.console
        assert counter.bench.pins.violations == []


@pytest.fixture
def counter(make_counter):
    """An issued device in its `seller` flow, at the head."""
    return make_counter().open()


@pytest.fixture(params=["ir", "serial"])
def both_ways(request, make_counter):
    """An issued device in its `seller` flow, at the head and on the cable."""
    return make_counter(usb=request.param == "serial").open()


@pytest.fixture
def between(counter):
    """`between(change)` -> a terminal with somebody in the beam."""
    return lambda change, **how: counter.terminal(link=Beam(counter.link, change), **how)

# conftest.py - a shop, a chip on the desk, and the meter that the chip talks to
"""The chip is the simulated one; the meter's side of a session is played with the keys that the shop would give it."""

import json
import shutil
from datetime import date

import pytest
from sqlalchemy import select

from wattkey import orders
from wattkey_host.crypto import cmac, mac4
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.memory import Memory
from wattkey_host.testkeys import of_card, of_meter
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.book.meterwords import Reading
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.issue import issue

METER = "000000123456"
CUSTOMER = "000000000042"
SERIAL = "00000000000000a1"
SOLD = date(2026, 11, 20)
NEVER = 0xFFFFFFFF
INS = {"issue": 0x04, "purchase": 0x06, "rekey": 0x08, "cancel": 0x0A, "settle": 0x0C, "unlock": 0x0E}


def four(*values):
    return b"".join(value.to_bytes(4, "big") for value in values)


class Counter:
    """A shop and one issued chip, with short names for what a test does with them."""

    def __init__(self, shop, chip, card):
        self.shop, self.chip, self.card = shop, chip, card
        self.count = 0  # of the meter
        self.bought = 0

    def apdu(self, ins, data=b""):
        answer, status = self.chip.apdu(bytes([0x90, ins, 0, 0]) + data)
        assert status == 0x9000, hex(status)
        return answer

    def sell(self, amount=10000, payment="P1", **options):
        return Desk(self.shop).sell(METER, amount, payment, SOLD, **options)

    def take(self, purchase):
        self.apdu(0x06, orders.pack(orders.parse(Desk(self.shop).document(purchase))))

    def hand(self, text):
        """Give the chip the file of any order, as the device does; the status word."""
        doc = orders.parse(text)
        return self.chip.apdu(bytes([0x90, INS[doc["type"]], 0, 0]) + orders.pack(doc))[1]

    def dispute(self, amount=777):
        """The order held is offered, and the meter's record of its count shows another amount."""
        self.offer()
        self.count += 1
        self.status()
        self.prove()
        self.apdu(0x1E, four(self.count, amount))

    def settle(self, credited, payment="P1"):
        """A count that is used: for `not credited` the other channel was asked, and has a record."""
        if not credited:
            Desk(self.shop).elsewhere(METER, self.purchase(payment).count, 777, "its receipt 1")
        return Desk(self.shop).settle(payment, credited=credited)

    def purchase(self, payment="P1"):
        """The ledger's row."""
        return Desk(self.shop).find(payment)

    def status(self):
        """Log in at the meter and have the chip check what the meter claims."""
        self.random1 = self.apdu(0x14)[8:16]
        self.apdu(0x16, b"\1\2\3\4")
        _, load, _ = of_meter(self.shop.keys, METER, 1)
        values = (four(self.bought + 123456), four(self.count))
        self.apdu(0x18, b"".join(v + mac4(load, self.random1[:4], bytes.fromhex("04D6860010"), v) for v in values))

    def offer(self):
        self.status()
        self.apdu(0x1C)

    def prove(self):
        """Have the chip check the run file, whose one MAC covers meter, amount and count."""
        _, load, _ = of_meter(self.shop.keys, METER, 1)
        run = bytes(7) + bytes.fromhex(METER) + bytes(6) + four(self.bought + 123456, self.count) + bytes(16)
        self.apdu(0x1A, run + mac4(load, self.random1[:4], bytes.fromhex("04D6860437"), run))

    def credit(self, amount):
        """The meter takes the load, and the chip sees it."""
        self.count += 1
        self.bought += amount
        self.status()
        self.prove()
        self.apdu(0x1E, four(self.count, amount))

    def read(self, total, rates=(), at="261120093015", bought=None, left=(9000, 0)):
        """The device stores what the meter told."""
        rates = (*rates, *[NEVER] * (4 - len(rates)))
        bought = self.bought if bought is None else bought
        self.apdu(0x22, four(self.count) + bytes.fromhex(at) + four(total, *rates, *left, bought))

    def deliver(self, purchase):
        self.take(purchase)
        self.offer()
        self.credit(purchase.amount)

    def report(self):
        """The report as it lies on the drive."""
        return on_drive(orders.unpack("report", self.apdu(0x24)))

    def receive(self, text=None):
        return Desk(self.shop).receive(text or self.report())

    def ledger(self):
        """Everything that a report could change: purchases with state and proof, readings."""
        with self.shop.transaction() as session:
            bought = session.scalars(select(Purchase).order_by(Purchase.id))
            read = session.scalars(select(Reading).order_by(Reading.id))
            return (
                [(p.payment, p.state, p.proved) for p in bought],
                [(r.card, r.count, r.read_at, r.total) for r in read],
            )

    def forge(self, **changes):
        """A report that the card might have signed: its own, with some fields changed, under the right key."""
        doc = {**orders.parse(self.report()), **changes}
        key = of_card(self.shop.keys, self.card.card)[1]
        doc["mac"] = cmac(key, orders.pack(doc)[:-16]).hex()
        return on_drive(doc)


def on_drive(doc):
    return json.dumps(doc).encode().ljust(4096)


@pytest.fixture(scope="session")
def issued_shop(tmp_path_factory):
    """A shop with one issued chip, made once; every test gets a copy."""
    shop = Shop.create(tmp_path_factory.mktemp("issued") / "shop", seed=b"test")
    chip = new_chip(SERIAL)
    card = issue(Desk(shop), chip, METER, CUSTOMER)
    return shop, chip.cells, card


@pytest.fixture
def shop(tmp_path):
    """A shop that has issued nothing yet."""
    return Shop.create(tmp_path / "shop", seed=b"test")


@pytest.fixture(scope="session")
def folder_of_the_shop(issued_shop):
    """What `desk` is a copy of."""
    return issued_shop[0].folder


@pytest.fixture
def desk(tmp_path, issued_shop, folder_of_the_shop):
    _, cells, card = issued_shop
    shutil.copytree(folder_of_the_shop, tmp_path / "shop")
    return Counter(Shop.open(tmp_path / "shop"), Chip(Memory(cells)), card)

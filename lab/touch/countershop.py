# countershop.py - a counter to look at: a shop with people, a card of a simulated chip, and some purchases
"""For pictures and tests of the pages in a real browser. The server runs in a thread of this process."""

import json
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from wattkey import orders
from wattkey.profile import DONE, header
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.issue import issue
from wattkey_host.vend.web import people
from wattkey_host.vend.web.application import application
from wattkey_host.vend.web.counterroom import Counter
from wattkey_lab.touch import inthread

METER, CUSTOMER, SERIAL = "000000123456", "000000654321", "57574B0000000001"
PASSWORD = "quite a password"
STAFF = {"bo": "supervisor", "dee": "supervisor", "anna": "clerk", "cy": "auditor"}


class Handheld:
    """The chip of a customer's handheld; it takes files and reports, as the device does on its drive."""

    def __init__(self, chip: Chip) -> None:
        self._chip = chip

    def take(self, text: bytes) -> bytes:
        """Take an order's file; the report after it."""
        doc = orders.parse(text)
        _, status = self._chip.apdu(header(doc["type"]) + orders.pack(doc))
        assert status == DONE, hex(status)
        return json.dumps(orders.unpack("report", self._chip.apdu(header("report"))[0])).encode()


def made(folder: Path) -> tuple[Counter, Handheld]:
    """A counter in an empty folder, and the handheld of its one customer."""
    shop = Shop.create(folder, seed=b"counter")
    chip = new_chip(SERIAL)
    issue(Desk(shop, "bo"), chip, METER, CUSTOMER)
    counter = Counter(folder, shop)
    for name, role in STAFF.items():
        people.put(shop, "bo", name, role, PASSWORD)
    counter.has_people = True
    return counter, Handheld(chip)


def used(folder: Path) -> Counter:
    """A counter with a purchase on the card, and another just sold: what the pictures show."""
    counter, handheld = made(folder)
    desk = Desk(counter.shop, "anna")
    for payment, cents in (("R-1001", 10000), ("R-1002", 5000)):
        purchase = desk.sell(METER, cents, payment, date.today())
        if payment == "R-1001":
            desk.receive(handheld.take(desk.document(desk.handed_over(purchase))))
    return counter


def served(counter: Counter) -> AbstractContextManager[str]:
    """The address of its pages, while the block runs."""
    return inthread.served(application(counter))

# practice.py - `wattkey vend serve --practice`: a customer whose handheld and meter are simulated, to learn with
"""For a shop without other cards. The handheld's drive is a folder, which the page Devices finds like any other; its
chip is the simulated one, and the meter is played with the keys that the shop gave it: no real one can be paid here."""

import json
import os
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from wattkey import orders
from wattkey_host import foreign, testkeys
from wattkey_host.crypto import RUN_HEADER, STATUS_HEADER, mac4
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Card, Customer
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.cli.plugged import CARD, ORDERS, REPORT
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live.chip import ChipOnDesk, OnDesk, at_once, simulated
from wattkey_host.vend.live.issue import issue

METER, CUSTOMER, NAME = "000000000018", "000000000018", "Practice 练习"
CHIP, DRIVE, STATE = "practice.chip", "practice/WATTKEY", "practice.json"
_PRICE, _USED = 52, 30  # cents a kWh; of what was bought, percent that is used before the next visit
_NEVER = 0xFFFFFFFF


class Practice:
    """The simulated handheld and meter of one shop."""

    def __init__(self, shop: Shop) -> None:
        """Make them, if the shop has none. Raises VendError where it has other cards."""
        self.shop, self.drive = shop, shop.folder / DRIVE
        with shop.reading() as session:
            cards = list(session.scalars(select(Card).limit(2)))
        if any(card.meter != METER for card in cards):
            raise VendError(f"{shop.folder} has real cards", "Practise in a shop of its own: --shop practice")
        self._chip: ChipOnDesk = simulated(shop.folder / CHIP)
        if not cards:
            issue(Desk(shop, "practice"), self._chip, METER, CUSTOMER)
            with shop.transaction() as session:
                session.get_one(Customer, CUSTOMER).name = NAME
        self._publish()

    def eject(self) -> list[str]:
        """The drive is ejected: the chip takes the files that lie there, each in its turn. What it said of each."""
        said = []
        for file in sorted(path for place in (self.drive, self.drive / ORDERS) for path in place.glob("WK-*.json")):
            doc = orders.parse(foreign.read(file, orders.LIMIT + 1))
            answer = OnDesk(self._chip).take(doc["type"], orders.pack(doc))
            said.append(f"{file.name}: {answer}")
        self._publish()
        return said

    def visit_meter(self) -> int:
        """The handheld is held before the meter: what is on it is loaded, and what was used is read. Cents loaded."""
        info = OnDesk(self._chip).info()
        if not info.waiting:
            return 0
        meter = _Meter(self.shop, self._chip)
        amount = next(p.amount for p in Desk(self.shop).open_orders(info.card.hex()) if p.order == info.order)
        meter.load(amount)
        self._publish()
        return amount

    def _publish(self) -> None:
        (self.drive / "mail").mkdir(parents=True, exist_ok=True)
        info = OnDesk(self._chip).info()
        blank = orders.unpack("card", bytes([orders.TYPE_CODES["card"]]) + bytes(orders.size("card") - 1))
        card = {**blank, "serial": info.serial.hex(), "card": info.card.hex(), "meter": METER}
        (self.drive / CARD).write_text(json.dumps(card))
        report = orders.unpack("report", OnDesk(self._chip).report())
        (self.drive / REPORT).write_text(json.dumps(report))


class _Meter:
    """The meter's side of a session, and what it keeps: purchases, money bought, energy."""

    def __init__(self, shop: Shop, chip: ChipOnDesk) -> None:
        self._wallet, self._file = OnDesk(chip).wallet, shop.folder / STATE
        _, self._key, _ = testkeys.of_meter(shop.keys, METER, 1)
        kept = json.loads(foreign.whole(self._file)) if self._file.exists() else {}
        self.count, self.bought, self.used = (kept.get(name, 0) for name in ("count", "bought", "used"))

    def load(self, amount: int) -> None:
        """One purchase, as the device does it: log in, load, compare, read."""
        self._log_in()
        _check("release", at_once(self._wallet.release()))
        self.count, self.bought = self.count + 1, self.bought + amount
        self.used += amount * _USED // _PRICE
        self._keep()
        random = self._log_in()
        run = bytes(7) + bytes.fromhex(METER) + bytes(6) + _four(self._left(), self.count) + bytes(16)
        _, state = at_once(self._wallet.proof(run + mac4(self._key, random, RUN_HEADER, run)))
        _check("proof", state)
        _check("confirm", at_once(self._wallet.confirm(self.count, amount)) != "offered")
        rates = (self.used // 2, self.used - self.used // 2, _NEVER, _NEVER)
        at = bytes.fromhex(datetime.now().strftime("%y%m%d%H%M%S"))
        reading = _four(self.used, *rates, self._left(), 0, self.bought)
        at_once(self._wallet.store_usage(_four(self.count) + at + reading))

    def _log_in(self) -> bytes:
        """The meter shows its MACed status, in a fresh log-in; the random that its MACs are over."""
        _, random1, _ = at_once(self._wallet.login())
        random = random1[:4]
        at_once(self._wallet.logged(os.urandom(4)))
        values = (_four(self._left()), _four(self.count))
        claims = b"".join(value + mac4(self._key, random, STATUS_HEADER, value) for value in values)
        _, state = at_once(self._wallet.status(claims))
        _check("status", state)
        return random

    def _left(self) -> int:
        return max(self.bought - self.used * _PRICE // 100, 0)

    def _keep(self) -> None:
        self._file.write_text(json.dumps({"count": self.count, "bought": self.bought, "used": self.used}))


def _check(command: str, done: object) -> None:
    """Raises VendError unless the chip has done what it was asked for."""
    if not done:
        raise VendError(f"the practice chip refuses command {command}", "Take the purchase back")


def _four(*values: int) -> bytes:
    return b"".join(value.to_bytes(4, "big") for value in values)


def folder_of(shop: Shop) -> Path:
    """Where the practice drive lies."""
    return shop.folder / Path(DRIVE).parent

# counter.py - the seller's desk behind the page: everything that it asks of the vending host
"""The one file here that knows host/vend. All refusals are VendError, whose words the page shows."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from wattkey_host.story.stage import REPORT, Stage
from wattkey_host.touch.pagewords import said_in_chinese
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Card, Purchase, bought
from wattkey_host.vend.book.meterwords import Reading
from wattkey_host.vend.cli.show import card_data, purchase_data, reading_data
from wattkey_host.vend.errors import VendError

Rows = list[dict[str, Any]]
__all__ = ["Counter", "VendError"]


class Counter:
    """The shop of a stage. `changed` is set when the ledger may say something new."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._desk = Desk(stage.shop)
        self.changed = True
        self.told: list[str] = []  # what the last report brought, in words
        self._made: dict[str, bytes] = {}  # documents besides purchases

    def sell(self, cents: int, close: bool) -> str:
        """Sell to the meter's card; the name of the file. Raises VendError."""
        self.changed = True
        return self._stage.sell(cents, close).file_name

    def take_back(self, payment: str) -> str:
        """A cancel file for a purchase; its name. Raises VendError."""
        self.changed = True
        self._desk.cancel(payment)
        return self._document(payment)

    def settle(self, payment: str, credited: bool) -> str:
        """A settle file for a disputed purchase; its name, or "" where the card needs none. Raises VendError."""
        self.changed = True
        purchase = self._desk.settle(payment, credited=credited)
        return self._document(payment) if purchase.open else ""

    def replace(self, serial: str) -> str:
        """A blank chip takes the place of the lost card: its issue file; the name. Raises VendError."""
        self.changed = True
        with self._stage.shop.reading() as session:
            lost = session.scalars(select(Card).where(Card.active)).one()
        issue = self._desk.replace(lost.card, serial)
        self._made[issue.file_name] = self._desk.chip_document(issue)
        self._look_up()
        return issue.file_name

    def refund(self, payment: str) -> None:
        """Give the money of a purchase back that was taken back. Raises VendError."""
        self.changed = True
        self._desk.refund(payment)

    def receive(self) -> None:
        """Read the report off the plugged-in drive. Raises VendError, FileNotFoundError, RuntimeError (no host)."""
        self.changed = True
        self._stage.world.cable.read(REPORT)  # where there is none this says so
        self.told = list(self._stage.receive().words)

    def file(self, name: str) -> bytes:
        """A document that was made here. Raises LookupError."""
        self._look_up()
        for purchase in self._stage.purchases:
            if purchase.file_name == name:
                return self._stage.order_file(purchase)[1]
        return self._made[name]

    def data(self) -> dict[str, Any]:
        """Cards, purchases (the latest first) and readings, as plain data."""
        with self._stage.shop.reading() as session:
            purchases = session.scalars(bought().order_by(Purchase.id.desc()).limit(20))
            sold: Rows = [purchase_data(row) for row in purchases]
            held: Rows = [card_data(row) for row in session.scalars(select(Card))]
            readings: Rows = [reading_data(row) for row in session.scalars(select(Reading).limit(20))]
        files = sorted(self._made)
        told = {"told": self.told, "told_zh": [said_in_chinese(one) for one in self.told]}
        return {"cards": held, "purchases": sold, "readings": readings, "files": files, **told}

    def sold(self) -> Rows:
        """Every purchase, as plain data."""
        with self._stage.shop.reading() as session:
            return [purchase_data(row) for row in session.scalars(bought())]

    def keep(self) -> dict[Path, bytes]:
        """The files of the shop as they are."""
        self._stage.shop.close()
        return {path: path.read_bytes() for path in self._stage.shop.folder.iterdir() if path.is_file()}

    def put_back(self, files: dict[Path, bytes]) -> None:
        """The shop as it was when `keep` was called."""
        self._stage.shop.close()
        for path in set(self._stage.shop.folder.iterdir()) - set(files):
            path.unlink()
        for path, content in files.items():
            path.write_bytes(content)
        self.changed = True

    def _look_up(self) -> None:
        """The stage's purchases as the ledger has them now: they may have moved to another card."""
        with self._stage.shop.reading() as session:
            rows = [session.get_one(Purchase, purchase.id) for purchase in self._stage.purchases]
        self._stage.purchases[:] = rows

    def _document(self, payment: str) -> str:
        name, made = self._desk.end_document(self._desk.find(payment))
        self._made[name] = made
        return name

# waiting.py - what the ledger has made for a card and its chip has not got: at a port it is brought, each in its turn
"""On a drive all files lie side by side, and the chip takes each when its turn comes. A terminal that has the chip
before it does the same from the ledger: ends of what the chip holds, new keys or another meter, orders never taken."""

from typing import NamedTuple

from wattkey.amount import money
from wattkey.info import Info
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Issue, Purchase
from wattkey_host.vend.wording import Phrase, phrase


class Waiting(NamedTuple):
    """A document that comes next: packed, and what it is called."""

    packed: bytes
    what: Phrase

    @property
    def words(self) -> str:
        """What it is called, in English."""
        return str(self.what)


def next_waiting(desk: Desk, info: Info, before: int | None = None) -> Waiting | None:
    """The document that this chip must get next; None if it has all, or can take none before it was at the meter.

    `before`: of the orders only those that come before this one. The end of the purchase that the chip holds goes
    first, under the keys that the chip has; new keys may come while a purchase is held, another order may not.
    """
    document = desk.waiting_issue(info)
    held = info.waiting or info.disputed
    for row in desk.open_orders(info.card.hex()):
        if held and row.ending and row.order == info.order:
            return _order(desk, row)
        if document is None and not held and row.order > info.order and (before is None or row.order < before):
            return _order(desk, row)
    return _issue(desk, document) if document else None


def _order(desk: Desk, row: Purchase) -> Waiting:
    order = desk.end_order(row)[1] if row.ending else desk.order(row)
    code = "what.end" if row.ending else "what.order"
    return Waiting(order.packed, phrase(code, order=row.order, payment=row.payment, amount=money(row.amount)))


def _issue(desk: Desk, row: Issue) -> Waiting:
    code = "what.keys" if row.kind == "rekey" else "what.issue"
    return Waiting(desk.chip_order(row).packed, phrase(code, meter=row.meter, number=row.number))

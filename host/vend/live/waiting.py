# waiting.py - what the ledger has made for a card and its chip has not got: at a port it is brought, each in its turn
"""On a drive all files lie side by side, and the chip takes each when its turn comes. A terminal that has the chip
before it does the same from the ledger: ends of what the chip holds, new keys or another meter, orders never taken."""

from typing import NamedTuple

from sqlalchemy import select

from wattkey.amount import money
from wattkey.info import Info
from wattkey_host.vend import personal
from wattkey_host.vend.book import ending, sell
from wattkey_host.vend.book.cards import pending
from wattkey_host.vend.book.ledger import HANDED_OVER, SOLD, Card, Issue, Purchase
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError


class Waiting(NamedTuple):
    """A document that comes next: packed, and what it is called."""

    packed: bytes
    words: str


def open_orders(shop: Shop, card: str) -> list[Purchase]:
    """What was sold to a card and may still become credit, in its order."""
    with shop.transaction() as session:
        rows = session.scalars(select(Purchase).where(Purchase.card == card).order_by(Purchase.order)).all()
    return [row for row in rows if row.open]


def next_waiting(shop: Shop, info: Info, before: int | None = None) -> Waiting | None:
    """The document that this chip must get next; None if it has all, or can take none before it was at the meter.

    `before`: of the orders only those that come before this one. The end of the purchase that the chip holds goes
    first, under the keys that the chip has; new keys may come while a purchase is held, another order may not.
    """
    document = waiting_issue(shop, info)
    held = info.waiting or info.disputed
    for row in open_orders(shop, info.card.hex()):
        if held and row.ending and row.order == info.order:
            return _order(shop, row)
        if document is None and not held and row.order > info.order and (before is None or row.order < before):
            return _order(shop, row)
    return _issue(shop, document) if document else None


def waiting_issue(shop: Shop, info: Info) -> Issue | None:
    """The issue or rekey document that the ledger has for this chip (by its serial) and the chip has not taken."""
    with shop.transaction() as session:
        card = session.scalar(select(Card).where(Card.serial == info.serial.hex()))
        document = card and pending(session, card)
    return document if document and document.number > info.issue else None


def wants_word(shop: Shop, info: Info) -> bool:
    """Whether the card has to tell the ledger something: nothing is sold to it before, or it has taken what the ledger
    thinks to be under way."""
    with shop.transaction() as session:
        card = session.get(Card, info.card.hex())
        if card is None:
            return False
        held = session.scalar(select(Purchase).where(Purchase.card == card.card, Purchase.order == info.order))
        try:
            sell.nothing_in_the_way(session, card)
        except VendError:
            return True
        return not card.active or held is not None and held.state in (SOLD, HANDED_OVER)


def _order(shop: Shop, row: Purchase) -> Waiting:
    order = ending.order(shop, row)[1] if row.ending else sell.order(shop, row)
    what = "the end of order" if row.ending else "order"
    return Waiting(order.packed, f"{what} {row.order} (payment {row.payment}, {money(row.amount)})")


def _issue(shop: Shop, row: Issue) -> Waiting:
    what = "its new keys" if row.kind == "rekey" else f"its issue for meter {row.meter}"
    return Waiting(personal.order(shop, row).packed, f"{what} (document {row.number})")

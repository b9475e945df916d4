# missing.py - orders that the ledger has made for a card and that its chip has not got: a live sale brings them first
"""A chip takes its orders in turn, and holds one undelivered purchase. So a file that never reached it stops all that
come after it (T35); with the chip at hand the ledger can bring it."""

from typing import NamedTuple

from sqlalchemy import select

from wattkey.info import Info
from wattkey.orders import money, pack, parse
from wattkey_host.vend import ending, sell
from wattkey_host.vend.ledger import Purchase
from wattkey_host.vend.shop import Shop


class Missing(NamedTuple):
    """An order that comes next: packed, and what it is called."""

    packed: bytes
    words: str


def open_orders(shop: Shop, card: str) -> list[Purchase]:
    """What was sold to a card and may still become credit, in its order."""
    with shop.transaction() as session:
        rows = session.scalars(select(Purchase).where(Purchase.card == card).order_by(Purchase.order)).all()
    return [row for row in rows if row.open]


def next_missing(shop: Shop, info: Info, before: int | None = None) -> Missing | None:
    """The document that this chip must get next; None if it has all, or holds an undelivered purchase.

    `before`: only orders that come before this one.
    """
    if info.waiting or info.disputed:
        return None
    rows = [row for row in open_orders(shop, info.card.hex()) if row.order > info.order]
    if not rows or before is not None and rows[0].order >= before:
        return None
    row = rows[0]
    text = ending.document(shop, row)[1] if row.ending else sell.document(shop, row)
    what = "the end of order" if row.ending else "order"
    return Missing(pack(parse(text)), f"{what} {row.order} (payment {row.payment}, {money(row.amount)})")

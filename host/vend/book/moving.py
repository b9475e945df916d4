# moving.py - purchases change the order that carries them: to a replacement card, or sold once more
"""A purchase is the money, an order one way to carry it. The way before stays known, for reports that come late."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wattkey_host.vend.book.ledger import (
    CANCELLED,
    DISPUTED,
    SOLD,
    Card,
    Elsewhere,
    Meter,
    PastOrder,
    Purchase,
    Reading,
    open_purchases,
)
from wattkey_host.vend.errors import VendError

_LAST = 0xFFFFFFFF


def move(session: Session, old: Card, new: Card) -> None:
    """Put the open purchases of a lost card on its replacement, with their counts."""
    for purchase in open_purchases(session, old.card):
        if purchase.state != DISPUTED:
            _leave(session, purchase, new)
            session.flush()


def again(session: Session, purchase: Purchase, card: Card, meter: Meter) -> Purchase:
    """Sell a purchase that was taken back once more: a new order and a new count for the same payment."""
    _leave(session, purchase, card)
    purchase.meter, purchase.count = card.meter, next_count(meter)  # the count before may be another's by now
    purchase.credited = None
    session.flush()
    return purchase


def next_count(meter: Meter) -> int:
    """Allocate the count after the meter's last one. Raises VendError where four bytes have no more."""
    if meter.count >= _LAST:
        raise VendError(f"the purchase count of meter {meter.meter} is at its end", "Was it typed wrong?")
    meter.count += 1
    return meter.count


def give_counts_back(session: Session, meter: Meter, proved: int = 0) -> None:
    """The last count is the highest that was sold and not taken back, seen at the meter, or used elsewhere."""
    sold = select(func.max(Purchase.count)).where(Purchase.meter == meter.meter, Purchase.state != CANCELLED)
    other = select(func.max(Elsewhere.count)).where(Elsewhere.meter == meter.meter)
    seen = select(func.max(Reading.count)).where(Reading.meter == meter.meter, Reading.proved_remaining.is_not(None))
    meter.count = max(meter.base, proved, *(session.scalar(counts) or 0 for counts in (sold, other, seen)))


def _leave(session: Session, purchase: Purchase, card: Card) -> None:
    session.add(
        PastOrder(
            card=purchase.card, order=purchase.order, purchase=purchase.id, count=purchase.count,
            amount=purchase.amount, state=purchase.state,
        )
    )  # fmt: skip
    purchase.card, purchase.order, purchase.state, purchase.used = card.card, card.next_order, SOLD, False
    purchase.ending, purchase.last, purchase.gone = None, 0, False
    card.next_order += 1

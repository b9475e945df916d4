# moving.py - purchases change the order that carries them: to a replacement card, or sold once more
"""A purchase is the money, an order one way to carry it. The way before stays known, for reports that come late."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wattkey.orders import unpack
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.history import Report
from wattkey_host.vend.book.ledger import LAST_COUNT, Card, Carriage, Elsewhere, Meter, Purchase, open_purchases
from wattkey_host.vend.book.meterwords import Reading
from wattkey_host.vend.book.states import AGAIN, CANCELLED, DISPUTED, LEFT, MOVED
from wattkey_host.vend.wording import refusal


def move(book: Book, old: Card, new: Card) -> None:
    """Put the open purchases of a lost card on its replacement, with their counts."""
    for purchase in open_purchases(book.session, old.card):
        if purchase.state != DISPUTED:
            _leave(book, purchase, new, old.meter, purchase.count, MOVED)


def again(book: Book, purchase: Purchase, card: Card, meter: Meter) -> Purchase:
    """Sell a purchase that was taken back once more: a new order and a new count for the same payment."""
    meter.count = next_count(meter)
    _leave(book, purchase, card, card.meter, meter.count, AGAIN)  # the count before may be another's by now
    return purchase


def next_count(meter: Meter) -> int:
    """The count after the meter's last one. Raises VendError where four bytes have no more."""
    if meter.count >= LAST_COUNT:
        raise refusal("count.at_end", meter=meter.meter)
    return meter.count + 1


def give_counts_back(session: Session, meter: Meter, proved: int = 0) -> None:
    """The last count is the highest that was sold and not taken back, seen at the meter, or used elsewhere."""
    sold = select(func.max(Carriage.count)).where(
        Carriage.meter == meter.meter, Carriage.current, Carriage.state != CANCELLED
    )
    other = select(func.max(Elsewhere.count)).where(Elsewhere.meter == meter.meter)
    seen = select(func.max(Reading.count)).where(Reading.meter == meter.meter, Reading.proved_remaining.is_not(None))
    meter.count = max(meter.base, proved, *(session.scalar(counts) or 0 for counts in (sold, other, seen)))


def recounted(session: Session, meter: Meter, count: int) -> Meter:
    """The meter, whose last count is said to be this one. Raises VendError for one that is known to be used already:
    sold and kept, noted from elsewhere, or proved by the meter in any report that is kept."""
    reports = session.scalars(select(Report.packed).where(Report.meter == meter.meter))
    proved = max((unpack("report", packed)["proved_count"] for packed in reports), default=0)
    meter.base = 0
    give_counts_back(session, meter, proved)
    if not meter.count <= count < LAST_COUNT:
        raise refusal("count.known", meter=meter.meter, count=meter.count)
    meter.base = meter.count = meter.checked = count
    meter.unknown = 0
    return meter


def _leave(book: Book, purchase: Purchase, card: Card, meter: str, count: int, news: str) -> None:
    old = purchase.way
    old.current = old.open = False
    book.session.flush()
    book.note(old, LEFT)
    way = Carriage(
        purchase=purchase.id, leg=old.leg + 1, card=card.card, order=card.next_order, meter=meter, count=count
    )
    card.next_order += 1
    book.begin(purchase, way, news)

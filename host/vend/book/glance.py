# glance.py - whether a sale is a plain one: one question in the place of all that may stand in its way
"""Nearly every sale is. Where the answer is none, sell.py asks one thing after the other, and says what it was: so the
rules stand there, and a condition that is missing here would be a fault (test_vend_glance.py walks through them)."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from wattkey_host.vend.book.base import Base
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.history import Event
from wattkey_host.vend.book.ledger import LAST_COUNT, Card, Carriage, Elsewhere, Issue, Meter, Purchase
from wattkey_host.vend.book.states import DISPUTED

Key = ColumnElement[str] | InstrumentedAttribute[str]


class Free(NamedTuple):
    """What a purchase can have now: the next `order` of its card, the next `use` of its meter (its count), behind
    `last`, the (number, digest) of that meter's last event; (0, "") before the first."""

    card: str
    order: int
    meter: str
    use: int
    last: tuple[int, str]


def in_the_way(meter: Key, card: Key) -> tuple[Select, Select]:
    """What a sale to this card of this meter has to wait for: an open way of the meter, and a note of another channel
    about the count of one. The first row of each, where there is any."""
    marked = or_(Carriage.card != card, Carriage.ending.is_not(None), Carriage.used, Carriage.state == DISPUTED)
    ours = select(Carriage.id).where(Carriage.meter == meter, Carriage.open, marked)
    same = select(Carriage.id).where(Carriage.meter == Elsewhere.meter, Carriage.count == Elsewhere.count)
    told = select(Elsewhere.count).where(Elsewhere.meter == meter, _is_any(same.where(Carriage.open), Elsewhere))
    return ours.limit(1), told.limit(1)


def _question(to: ColumnElement[bool]) -> Select:
    """Each part is a subquery for one row: so no engine makes a join of whole tables of it, whatever it thinks of their
    sizes."""
    latest = select(Issue.done).where(Issue.card == Card.card).order_by(Issue.number.desc()).limit(1)
    number, mark = (
        select(c).where(Event.meter == Card.meter).order_by(Event.number.desc()).limit(1).correlate(Card)
        for c in (Event.number, Event.digest)
    )  # fmt: skip
    sold = (
        select(Purchase.id).where(c == bindparam(name))
        for c, name in ((Purchase.payment, "payment"), (Purchase.plain, "reads"))
    )
    return (
        select(Card.card, Card.next_order, Card.meter, Meter.count, number.scalar_subquery(), mark.scalar_subquery())
        .join(Meter, Meter.meter == Card.meter)
        .where(to, Card.active, Card.heard, Card.seen < Card.next_order)
        .where(Meter.unknown == 0, Meter.count < LAST_COUNT)
        .where(func.coalesce(latest.correlate(Card).scalar_subquery(), true()))
        .where(*(not_(_is_any(one)) for one in sold))
        .where(*(not_(_is_any(one, Card)) for one in in_the_way(Card.meter, Card.card)))
    )


def _is_any(rows: Select, *of: type[Base]) -> ColumnElement[bool]:
    return rows.limit(1).correlate(*of).scalar_subquery().is_not(None)


# Written out once: every sale asks one of them.
_BY_METER, _BY_CARD = _question(Card.meter == bindparam("to")), _question(Card.card == bindparam("to"))


def glance(book: Book, to: str, payment: str, reads: str) -> Free | None:
    """What is free for a sale to a card (16 digits) or the active card of a meter (12), and stays so until the verb has
    ended; None where there is more to be said. `reads`: how the reference of the payment reads."""
    if not to.isascii() or not to.isdigit() or len(to) not in (12, 16):
        return None
    if len(to) == 12:
        book.hold(to)
    else:
        book.lock_card(to)
    question = _BY_METER if len(to) == 12 else _BY_CARD
    found = book.session.connection().execute(question, {"to": to, "payment": payment, "reads": reads}).one_or_none()
    if found is None:
        return None
    card, order, meter, count, number, mark = found
    return Free(card, order, meter, count + 1, (number or 0, mark or ""))

# doubts.py - what a clerk should look at once more before a sale: nothing here refuses it
"""What is refused is refused by the desk. Each doubt is a word of words.tsv with values; whoever sells all the same
says so on the form."""

from datetime import UTC, datetime, timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from wattkey.amount import money
from wattkey_host.vend.book.history import Event, Report, on_this_clock
from wattkey_host.vend.book.ledger import Card, Carriage, Purchase, bought
from wattkey_host.vend.book.toosmall import CLOSE_ALLOW, light_at

Doubt = tuple[str, tuple[str, ...]]  # the key of its words, what stands in them
OLD = timedelta(days=60)
_UNUSUAL, _ENOUGH = 4, 3  # so many times the usual amount; so many purchases make an amount usual


def card_of(session: Session, number: str) -> Card | None:
    """The card that a sale to this number would go to."""
    if len(number) == 12:
        return session.scalar(select(Card).where(Card.meter == number, Card.active))
    return session.get(Card, number)


def of(session: Session, number: str, amount: int) -> list[Doubt]:
    """About a sale to a card or a meter; none about one that is not known."""
    card = card_of(session, number)
    found = [doubt(session, card, amount) for doubt in _DOUBTS] if card else []
    return [one for one in found if one]


def _too_small(session: Session, card: Card, amount: int) -> Doubt | None:
    """The meter keeps its relay open until what is owed is repaid, and more than it wants remains."""
    needed = light_at(session, card.card, CLOSE_ALLOW)
    return ("doubt_small", (money(needed),)) if amount < needed else None


def _unusual(session: Session, card: Card, amount: int) -> Doubt | None:
    last = bought(Carriage.meter == card.meter).order_by(Purchase.at.desc()).limit(10)
    amounts = [row.amount for row in session.scalars(last)]
    if len(amounts) < _ENOUGH:
        return None
    usual = int(median(amounts))
    return ("doubt_unusual", (money(usual),)) if not usual < amount * _UNUSUAL < usual * _UNUSUAL**2 else None


def _old_report(session: Session, card: Card, _amount: int) -> Doubt | None:
    told = select(Event.at).join(Report, (Report.meter == Event.meter) & (Report.number == Event.number))
    last = session.scalar(told.where(Report.card == card.card).order_by(Event.at.desc()).limit(1))
    if last is None or datetime.now(UTC).replace(tzinfo=None) - last < OLD:
        return None
    return "doubt_report", (on_this_clock(last)[:10],)


_DOUBTS = (_too_small, _unusual, _old_report)

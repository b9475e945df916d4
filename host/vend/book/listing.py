# listing.py - a page of the ledger: what is asked for, so many rows of each table
"""Nothing is held while it is read, and a page costs as much in a large ledger as in a small one."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from wattkey_host.vend.book.ledger import Card, Carriage, Purchase, bought
from wattkey_host.vend.book.meterwords import Reading


class Wish(NamedTuple):
    """None, or False: all of them. `since` and `until` are days of sale, both included."""

    card: str | None = None
    meter: str | None = None
    payment: str | None = None
    open: bool = False
    since: date | None = None
    until: date | None = None
    page: int = 1
    rows: int = 200


class Page(NamedTuple):
    """`more`: whether there is a next page."""

    cards: Sequence[Card]
    purchases: Sequence[Purchase]
    readings: Sequence[Reading]
    more: bool


def page(session: Session, wish: Wish) -> Page:
    """The rows of one page, in the order of cards, of sales, and of cards and counts."""
    sold = bought(*_where(wish)).order_by(Purchase.at, Purchase.payment)
    cards, readings = select(Card).order_by(Card.card), select(Reading).order_by(Reading.card, Reading.count)
    for name in ("card", "meter"):
        if value := getattr(wish, name):
            cards = cards.where(getattr(Card, name) == value)
            readings = readings.where(getattr(Reading, name) == value)
    only_purchases = bool(wish.payment or wish.open or wish.since or wish.until)
    found = [
        _rows(session, query, wish) if wanted else []
        for query, wanted in ((cards, not only_purchases), (sold, True), (readings, not only_purchases))
    ]
    more = any(len(rows) > wish.rows for rows in found)
    shown = [rows[: wish.rows] for rows in found]
    return Page(shown[0], shown[1], shown[2], more)


def _where(wish: Wish) -> list[Any]:
    where: list[Any] = [Carriage.open] if wish.open else []
    wanted = ((Carriage.card, wish.card), (Carriage.meter, wish.meter), (Purchase.payment, wish.payment))
    where += [column == value for column, value in wanted if value]
    where += [Purchase.sold >= wish.since] if wish.since else []
    return where + ([Purchase.sold <= wish.until] if wish.until else [])


def _rows(session: Session, query: Select, wish: Wish) -> list[Any]:
    return list(session.scalars(query.offset((wish.page - 1) * wish.rows).limit(wish.rows + 1)))

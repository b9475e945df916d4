# news.py - what a report says of a purchase, and how far the ledger follows it
"""A report is news, not proof of the present: an old one can be handed in again. So a purchase moves to the same or a
later stage, never back, and only a state that the card cannot leave for the same order makes its money free."""

from sqlalchemy import and_, or_, select

from wattkey.amount import cents, money
from wattkey_host.vend.book import counts
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.ending import end
from wattkey_host.vend.book.ledger import Card, Carriage, Meter, Purchase, bought, past_way
from wattkey_host.vend.book.moving import give_counts_back
from wattkey_host.vend.book.overtaken import end_earlier, prove
from wattkey_host.vend.book.recover import RECEIPTS, build, taken_back
from wattkey_host.vend.book.states import (
    AS_CREDITED,
    CANCELLED,
    DELIVERED,
    FINAL,
    SETTLED,
    after,
)
from wattkey_host.vend.errors import OlderLedger
from wattkey_host.vend.wording import refusal

_WORDS = {
    "loaded": "on the card, not yet brought to the meter",
    "offered": "sent to the meter, its answer is missing: go to the meter once more",
    "not credited": "the meter proved that it has not got it: go to the meter once more",
    "disputed": "the meter has used this count for another amount: settle it",
    "delivered": "delivered",
    "cancelled": "taken back: refund it or sell it again",
}
_WAITING = ("loaded", "offered", "not credited")
_USED = "the meter has used this count already, by this card or another channel: "
News = tuple[Purchase | None, list[str]]


def follow(book: Book, card: Card, report: dict) -> News:
    """Move the card's purchases as far as the report says: (the one it speaks of, words). Raises VendError."""
    built: list[str] = []
    if report["order"] >= card.next_order and report["state"] != "none":
        if not book.recovering:
            raise OlderLedger(card.card, report["order"])
        built = build(book, card, report)
    if report["state"] == "none":
        news: News = None, ["The card has not taken an order yet."]
    elif report["state"] == CANCELLED:
        news = _taken_back(book, card, report, bool(built))
    else:
        news = _one(book, card, report)
    _count_used(book, book.session.get_one(Meter, card.meter), report["proved_count"])
    return news[0], built + news[1]


def _one(book: Book, card: Card, report: dict) -> News:
    order = report["order"]
    row = book.rows.of_order(card.card, order)
    past = past_way(book.session, card.card, order) if row is None else None
    if past is not None:
        _check_numbers(card, order, (past.count, past.amount), report)
        return _from_before(card, past, report)
    if row is None:
        raise OlderLedger(card.card, order)
    _check_numbers(card, order, (row.count, row.amount), report)
    words = _move(book, row, report)
    return row, words + end_earlier(book, card.card, order, report)


def _check_numbers(card: Card, order: int, ours: tuple[int, int], report: dict) -> None:
    if ours != (report["count"], cents(report["amount"]) if report["amount"] else None):
        raise refusal(
            "report.differs",
            order=order,
            card=card.card,
            ours_amount=money(ours[1]),
            ours_count=ours[0],
            amount=report["amount"],
            count=report["count"],
        )


def _move(book: Book, row: Purchase, report: dict) -> list[str]:
    """One purchase, as far as the report says."""
    head = f"Order {row.order}, {money(row.amount)}, count {row.count}"
    state = after(row.state, report["state"])
    if state is None:
        return [f"{head}: an older report ({report['state']}); the ledger knows more: {row.state}."]
    if state == SETTLED:
        return [f"{head}: {_settled(book, row)}."]
    book.move(row, report["state"])
    if state == DELIVERED:
        late = ", before the order to take it back came" if row.ending else ""
        row.way.ending = None
        prove(row, report)
        return [f"{head}: delivered{late}{', proved by the meter' if row.proved else ''}."]
    row.way.used = row.used or report["proved_count"] >= row.count
    return [f"{head}: {_USED + _what_to_do(row) if row.used and state in _WAITING else _WORDS[state]}."]


def _what_to_do(row: Purchase) -> str:
    return "settle it" if row.state == "offered" else "cancel it and sell it again, or settle it"


def _settled(book: Book, row: Purchase) -> str:
    if row.open:
        if row.ending is None and book.recovering:
            row.way.ending = AS_CREDITED  # nobody knows how: the receipts may show it was not, then it is corrected
        if row.ending is None:
            raise refusal("report.settled_unasked", order=row.order)
        end(book, row, SETTLED)
    return "settled, the meter has the money" if row.credited else "settled, not credited: refund it or sell it again"


def _taken_back(book: Book, card: Card, report: dict, built: bool) -> News:
    """The card has destroyed what a cancel order named: up to `last`, and the count is back in front of the first.

    What was wished back before that first one had been delivered when the order came.
    """
    last = report["order"]
    wanted = bought(Carriage.card == card.card, Carriage.open, Carriage.last == last).order_by(Carriage.order)
    rows = [row for row in book.session.scalars(wanted) if row.ending is not None]
    forgot = [] if rows or not book.recovering else taken_back(book, card, report)
    rows = rows or forgot
    if built and not rows:
        return None, end_earlier(book, card.card, last, report)
    if not rows:
        return _known_end(book, card, last)
    first = next((row for row in rows if row.count == report["count"] + 1), None)
    if first is None:
        raise refusal("report.other_taken_back", card=card.card)
    words = end_earlier(book, card.card, first.order, report)
    for row in rows[rows.index(first) :]:
        end(book, row, CANCELLED)
    book.session.flush()
    give_counts_back(book.session, book.session.get_one(Meter, card.meter), report["proved_count"])
    words += [f"{RECEIPTS}."] if forgot else []
    return first, [f"Order {row.order}, {money(row.amount)}: {_ended(book, row)}." for row in rows] + words


def _ended(book: Book, row: Purchase) -> str:
    if row.state == DELIVERED:
        return "delivered, before the order to take it back came"
    return _WORDS[CANCELLED] if row.state == CANCELLED else _settled(book, row)


def _known_end(book: Book, card: Card, order: int) -> News:
    row = book.session.scalar(bought(Carriage.card == card.card, Carriage.order == order))
    if row is not None and row.state in (CANCELLED, SETTLED):
        return row, [f"Order {order}, {money(row.amount)}: {_ended(book, row)}."]
    past = past_way(book.session, card.card, order)
    if past is not None and card.lost:
        _destroyed_there(book, past)
    if past is None or past.state not in (CANCELLED, SETTLED):
        raise refusal("report.taken_back_unasked", card=card.card, order=order)
    again = past.bought
    return again, [f"Order {order}: taken back; sold again as order {again.order} of card {again.card}."]


def _destroyed_there(book: Book, last: Carriage) -> None:
    """The lost card has taken back what was asked of it before, up to `last`: it brings none of it to the meter."""
    together = or_(Carriage.id == last.id, and_(Carriage.card == last.card, Carriage.last == last.order))
    for way in book.session.scalars(select(Carriage).where(together, Carriage.current.is_(False))):
        if way.state not in FINAL:
            way.state = CANCELLED
            book.note(way, CANCELLED)


def _from_before(card: Card, past: Carriage, report: dict) -> News:
    """A late report of an order that carried its purchase before: news of a lost card."""
    row = past.bought
    head = f"Order {past.order} of the replaced card {card.card}, {money(past.amount)}, count {past.count}"
    if report["state"] != DELIVERED or past.state in FINAL:
        return row, [f"{head}: {report['state']}; it is order {row.order} of card {row.card} now."]
    if row.open:
        row.way.used = True
        return row, [
            f"{head}: delivered there. Settle payment {row.payment} as credited: card {row.card} must let go of it."
        ]
    return row, [f"{head}: delivered there; in the ledger it is {row.state}."]


def _count_used(book: Book, meter: Meter, proved: int) -> None:
    """The meter has shown a count under its MAC: what waits with one up to it is used, and none up to it is sold."""
    for row in book.rows.used_up(meter.meter, proved):
        row.way.used = True
    meter.count = max(meter.count, proved)
    counts.prove(book, meter, proved)

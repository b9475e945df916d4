# news.py - what a report says of a purchase, and how far the ledger follows it
"""A report is news, not proof of the present: an old one can be handed in again. So a purchase moves to the same or a
later stage, never back, and only a state that the card cannot leave for the same order makes its money free."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from wattkey.amount import cents, money
from wattkey_host.vend.book.ending import end
from wattkey_host.vend.book.ledger import (
    AS_CREDITED,
    AS_NOT_CREDITED,
    CANCELLED,
    DELIVERED,
    DISPUTED,
    FINAL,
    LOADED,
    SETTLED,
    Card,
    Meter,
    PastOrder,
    Purchase,
)
from wattkey_host.vend.book.moving import give_counts_back
from wattkey_host.vend.errors import VendError

# A load can be offered, proven not credited, and offered again: between those two the last report counts.
_STAGE = {"sold": 0, "handed over": 0, "loaded": 1, "offered": 2, "not credited": 2, "disputed": 3}
_STAGE |= dict.fromkeys(FINAL, 4)
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


def follow(session: Session, card: Card, report: dict) -> News:
    """Move the card's purchases as far as the report says: (the one it speaks of, words). Raises VendError."""
    if report["state"] == "none":
        news: News = None, ["The card has not taken an order yet."]
    elif report["state"] == CANCELLED:
        news = _taken_back(session, card, report)
    else:
        news = _one(session, card, report)
    meter = session.get_one(Meter, card.meter)
    _count_used(session, meter, report["proved_count"])
    return news


def _one(session: Session, card: Card, report: dict) -> News:
    order = report["order"]
    row = session.scalar(select(Purchase).where(Purchase.card == card.card, Purchase.order == order))
    past = session.get(PastOrder, (card.card, order)) if row is None else None
    if past is not None:
        _check_numbers(card, order, (past.count, past.amount), report)
        return _from_before(session, card, past, report)
    if row is None:
        raise VendError(
            f"card {card.card} has taken order {order}, which this ledger never sold",
            "The ledger is older than the card: restore the latest backup",
        )
    _check_numbers(card, order, (row.count, row.amount), report)
    words = _move(row, report)
    _end_earlier(session, row, report)
    return row, words


def _check_numbers(card: Card, order: int, ours: tuple[int, int], report: dict) -> None:
    if ours != (report["count"], cents(report["amount"]) if report["amount"] else None):
        raise VendError(
            f"order {order} of card {card.card} is {money(ours[1])} with count {ours[0]} in the ledger,"
            f" but {report['amount']} with count {report['count']} on the card",
            "The ledger is not the one that sold it: restore the latest backup",
        )


def _move(row: Purchase, report: dict) -> list[str]:
    """One purchase, as far as the report says."""
    head = f"Order {row.order}, {money(row.amount)}, count {row.count}"
    state = LOADED if report["state"] == "stored" else report["state"]
    now, then = _STAGE[state], _STAGE[row.state]
    if now < then or row.state in FINAL and state != row.state:
        return [f"{head}: an older report ({report['state']}); the ledger knows more: {row.state}."]
    if state == SETTLED:
        return [f"{head}: {_settled(row)}."]
    row.state = state
    if state == DELIVERED:
        late = ", before the order to take it back came" if row.ending else ""
        row.ending = None
        prove(row, report)
        return [f"{head}: delivered{late}{', proved by the meter' if row.proved else ''}."]
    row.used = row.used or report["proved_count"] >= row.count
    return [f"{head}: {_USED + _what_to_do(row) if row.used and state in _WAITING else _WORDS[state]}."]


def _what_to_do(row: Purchase) -> str:
    return "settle it" if row.state == "offered" else "cancel it and sell it again, or settle it"


def _settled(row: Purchase) -> str:
    if row.open:
        if row.ending is None:
            raise VendError(f"order {row.order} was settled by nobody here", "Restore the latest backup")
        end(row, SETTLED)
    return "settled, the meter has the money" if row.credited else "settled, not credited: refund it or sell it again"


def prove(row: Purchase, report: dict) -> None:
    """A delivered purchase is proved when the meter's own MAC has shown its count."""
    if row.state == DELIVERED and report["proved_count"] >= row.count:
        row.proved = True


def _end_earlier(session: Session, purchase: Purchase, report: dict) -> None:
    """A card takes an order only after the one before has ended, whose own report may never have come.

    One that was to be settled is settled then, as a person decided about a count that is used; a disputed one without
    such a wish stays. Only where the meter that was said to be gone has spoken since, the card's way on counts.
    """
    earlier = select(Purchase).where(Purchase.card == purchase.card, Purchase.order < purchase.order)
    for row in session.scalars(earlier):
        came_back = row.gone and row.state != DISPUTED and not row.used and report["proved_count"] >= row.count
        if row.open and row.ending in (AS_CREDITED, AS_NOT_CREDITED) and not came_back:
            end(row, SETTLED)
        elif row.open and row.state != DISPUTED:
            row.state, row.ending = DELIVERED, None
        prove(row, report)


def _taken_back(session: Session, card: Card, report: dict) -> News:
    """The card has destroyed what a cancel order named: up to `last`, and the count is back in front of the first.

    What was wished back before that first one had been delivered when the order came.
    """
    last = report["order"]
    wanted = select(Purchase).where(Purchase.card == card.card, Purchase.last == last).order_by(Purchase.order)
    rows = [row for row in session.scalars(wanted) if row.open and row.ending is not None]
    if not rows:
        return _known_end(session, card, last)
    first = next((row for row in rows if row.count == report["count"] + 1), None)
    if first is None:
        raise VendError(f"card {card.card} has taken back another purchase", "Restore the latest backup")
    _end_earlier(session, first, report)
    for row in rows[rows.index(first) :]:
        end(row, CANCELLED)
    session.flush()
    give_counts_back(session, session.get_one(Meter, card.meter), report["proved_count"])
    words = [f"Order {row.order}, {money(row.amount)}: {_ended(row)}." for row in rows]
    return first, words


def _ended(row: Purchase) -> str:
    if row.state == DELIVERED:
        return "delivered, before the order to take it back came"
    return _WORDS[CANCELLED] if row.state == CANCELLED else _settled(row)


def _known_end(session: Session, card: Card, order: int) -> News:
    row = session.scalar(select(Purchase).where(Purchase.card == card.card, Purchase.order == order))
    if row is not None and row.state in (CANCELLED, SETTLED):
        return row, [f"Order {order}, {money(row.amount)}: {_ended(row)}."]
    past = session.get(PastOrder, (card.card, order))
    if past is not None and card.lost and past.state not in FINAL:
        past.state = CANCELLED  # so the lost card will not bring it to the meter any more
    if past is None or past.state not in (CANCELLED, SETTLED):
        raise VendError(
            f"card {card.card} has taken back order {order}, and nobody here has asked", "Restore the latest backup"
        )
    again = session.get_one(Purchase, past.purchase)
    return again, [f"Order {order}: taken back; sold again as order {again.order} of card {again.card}."]


def _from_before(session: Session, card: Card, past: PastOrder, report: dict) -> News:
    """A late report of an order that carried its purchase before: news of a lost card."""
    row = session.get_one(Purchase, past.purchase)
    head = f"Order {past.order} of the replaced card {card.card}, {money(past.amount)}, count {past.count}"
    if report["state"] != DELIVERED or past.state in FINAL:
        return row, [f"{head}: {report['state']}; it is order {row.order} of card {row.card} now."]
    if row.open:
        row.used = True
        return row, [
            f"{head}: delivered there. Settle payment {row.payment} as credited: card {row.card} must let go of it."
        ]
    return row, [f"{head}: delivered there; in the ledger it is {row.state}."]


def _count_used(session: Session, meter: Meter, proved: int) -> None:
    """The meter has shown a count under its MAC: what waits with one up to it is used, and none up to it is sold."""
    for row in session.scalars(select(Purchase).where(Purchase.meter == meter.meter, Purchase.count <= proved)):
        if row.open:
            row.used = True
    meter.count = max(meter.count, proved)

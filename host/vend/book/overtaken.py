# overtaken.py - a card has taken a later order before it told how the one before had ended: what became of that one
"""The report of a later order proves that the earlier one has ended on the card, and not how: delivered, or ended by an
order from here. So money is freed only where the card cannot have delivered it."""

from sqlalchemy import select

from wattkey.amount import money
from wattkey.orders import unpack
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.ending import end
from wattkey_host.vend.book.history import Report
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.book.states import (
    AS_CREDITED,
    AS_NOT_CREDITED,
    CANCEL,
    CANCELLED,
    DELIVERED,
    DISPUTED,
    NOT_CREDITED,
    OFFERED,
    SETTLED,
    STORED,
)

_LEFT = "the card has gone on without saying how it ended: compare the meter's sum, then settle it again"
_FORGOTTEN = "delivered, as the card has gone on; or ended from here since that backup: the receipts tell"


def prove(row: Purchase, report: dict) -> None:
    """A delivered purchase is proved when the meter's own MAC has shown its count."""
    if row.state == DELIVERED and report["proved_count"] >= row.count and not row.proved:
        row.way.proved = True


def end_earlier(book: Book, card: str, order: int, report: dict) -> list[str]:
    """A card takes an order only after the one before has ended, whose own report may never have come: what is said."""
    words = []
    for row in book.rows.earlier(card, order):
        words += _leave(book, row, report) if row.open else []
        prove(row, report)
    return words


def _leave(book: Book, row: Purchase, report: dict) -> list[str]:
    """The card has gone on from this one: it had delivered it, or an order from here has ended it.

    What a person has decided about a used count is done then; but where the card may have delivered it before that
    order came, none of its money is freed: it stays, to be decided with what is known now. So does a disputed one
    without a decision. Where the meter that was said to be gone has spoken since, the card's way on counts.
    """
    came_back = row.gone and row.state != DISPUTED and not row.used and report["proved_count"] >= row.count
    if row.ending in (AS_CREDITED, AS_NOT_CREDITED) and not came_back:
        if row.ending == AS_NOT_CREDITED and not _not_by_this_card(book, row, report):
            return [f"Order {row.order}, {money(row.amount)}: {_LEFT}."]
        end(book, row, SETTLED)
    elif row.ending == CANCEL and _used_by_another(book, row):
        end(book, row, CANCELLED)
    elif row.state != DISPUTED:
        book.move(row, DELIVERED)
        row.way.ending = None
        return [f"Order {row.order}, {money(row.amount)}: {_FORGOTTEN}."] if book.recovering else []
    return []


def _not_by_this_card(book: Book, row: Purchase, report: dict) -> bool:
    """Whether the card that has gone on from it cannot have delivered it."""
    return row.state == DISPUTED or report["proved_count"] < row.count or _used_by_another(book, row)


def _used_by_another(book: Book, row: Purchase) -> bool:
    """Whether a report that is kept tells so: the meter had the count before a load MAC of this card, or was past it
    while the card had not found its own there; it confirms at that very count only (docs/esam.md)."""
    kept = select(Report.packed).where(Report.card == row.card)
    said = (unpack("report", packed) for packed in (book.session.scalars(kept) if row.used else ()))
    least = {STORED: row.count, NOT_CREDITED: row.count, OFFERED: row.count + 1}
    return any(
        one["order"] == row.order and one["state"] in least and one["proved_count"] >= least[one["state"]]
        for one in said
    )

# correcting.py - a refund or settlement that was wrong: a counter-entry with its reason, never an edit
"""What was written stays, and what was decided in its place stands behind it in the chain of the meter. Money that was
paid out and does not come back goes to an account of its own: `lost`. When the customer brings it after all, correcting
the refund takes it from there into the till."""

from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.elsewhere import check_disproved
from wattkey_host.vend.book.ending import find
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.book.states import (
    AS_CREDITED,
    AS_NOT_CREDITED,
    CORRECTED,
    CREDIT,
    FREE,
    LOST,
    SETTLED,
    TILL,
)
from wattkey_host.vend.wording import refusal

_LONGEST = 160  # characters of a reason


def refund(book: Book, payment: str, reason: str, lost: bool = False) -> Purchase:
    """The customer has not got it, or has brought it back: the money is free once more. `lost`: it was paid to somebody
    else, and is gone; the shop bears it, and the customer's money is free all the same. Raises VendError."""
    book.lock_payment(payment)
    purchase = find(book.session, payment)
    if not purchase.refunded:
        raise refusal("correct.not_refunded", payment=payment)
    if purchase.credited and lost:
        raise refusal("correct.lost_before", payment=payment)
    book.reason = _reason(reason)
    purchase.way.refunded = False
    book.note(purchase.way, CORRECTED, (LOST if lost else TILL, LOST if purchase.credited else FREE))
    return purchase


def settlement(book: Book, payment: str, reason: str, credited: bool, lost: bool = False) -> Purchase:
    """What was settled one way is settled the other; not credited needs another channel's record. While the customer
    has the money, that refund is corrected first; or it is `lost`: he keeps it, and the meter has the purchase too.
    Raises VendError."""
    book.lock_payment(payment)
    purchase = find(book.session, payment)
    if purchase.state != SETTLED:
        raise refusal("correct.not_settled", payment=payment, state=purchase.state)
    if purchase.credited == credited:
        how = AS_CREDITED if credited else AS_NOT_CREDITED
        raise refusal("correct.nothing", payment=payment, how=how)
    if purchase.refunded != lost:
        raise refusal("correct.refunded" if purchase.refunded else "correct.not_refunded", payment=payment)
    if not credited:
        check_disproved(book.session, purchase)
    book.reason = _reason(reason)
    purchase.way.credited = credited
    before = LOST if lost else FREE
    book.note(purchase.way, CORRECTED, (before, CREDIT) if credited else (CREDIT, before))
    return purchase


def _reason(text: str) -> str:
    if not 0 < len(text.strip()) <= _LONGEST or not text.isprintable():
        raise refusal("correct.reason", longest=_LONGEST)
    return text.strip()

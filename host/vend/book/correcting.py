# correcting.py - a refund or settlement that was wrong: a counter-entry with its reason, never an edit
"""What was written stays, and what was decided in its place stands behind it in the chain of the meter."""

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
    MONEY,
    REFUNDED,
    SETTLED,
)
from wattkey_host.vend.wording import refusal

_LONGEST = 160  # characters of a reason


def refund(book: Book, payment: str, reason: str) -> Purchase:
    """The customer has not got it, or has brought it back: the money is free once more. Raises VendError."""
    book.lock_payment(payment)
    purchase = find(book.session, payment)
    if not purchase.refunded:
        raise refusal("correct.not_refunded", payment=payment)
    book.reason = _reason(reason)
    purchase.way.refunded = False
    debit, credit = MONEY[REFUNDED]
    book.note(purchase.way, CORRECTED, (credit, debit))
    return purchase


def settlement(book: Book, payment: str, reason: str, credited: bool) -> Purchase:
    """What was settled one way is settled the other; not credited needs another channel's record. Raises VendError,
    also while the customer has the money: that refund is corrected first."""
    book.lock_payment(payment)
    purchase = find(book.session, payment)
    if purchase.state != SETTLED:
        raise refusal("correct.not_settled", payment=payment, state=purchase.state)
    if purchase.credited == credited:
        how = AS_CREDITED if credited else AS_NOT_CREDITED
        raise refusal("correct.nothing", payment=payment, how=how)
    if purchase.refunded:
        raise refusal("correct.refunded", payment=payment)
    if not credited:
        check_disproved(book.session, purchase)
    book.reason = _reason(reason)
    purchase.way.credited = credited
    book.note(purchase.way, CORRECTED, (FREE, CREDIT) if credited else (CREDIT, FREE))
    return purchase


def _reason(text: str) -> str:
    if not 0 < len(text.strip()) <= _LONGEST or not text.isprintable():
        raise refusal("correct.reason", longest=_LONGEST)
    return text.strip()

# correcting.py - a refund or settlement that was wrong: a counter-entry with its reason, never an edit
"""What was written stays, and what was decided in its place stands behind it in the chain of the meter."""

from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.elsewhere import check_disproved
from wattkey_host.vend.book.ending import find
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.book.states import CORRECTED, CREDIT, FREE, MONEY, REFUNDED, SETTLED
from wattkey_host.vend.errors import VendError

_LONGEST = 160  # characters of a reason


def refund(book: Book, payment: str, reason: str) -> Purchase:
    """The customer has not got it, or has brought it back: the money is free once more. Raises VendError."""
    book.lock_payment(payment)
    purchase = find(book.session, payment)
    if not purchase.refunded:
        raise VendError(f"payment {payment} is not refunded", "There is nothing to correct")
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
        raise VendError(f"payment {payment} is {purchase.state}", "Only a settlement can be corrected so")
    if purchase.credited == credited:
        what = f"payment {payment} is settled as {'credited' if credited else 'not credited'}"
        raise VendError(what, "There is nothing to correct")
    if purchase.refunded:
        do = "When the customer has brought it back: `wattkey vend correct --refund`, then this"
        raise VendError(f"payment {payment} is refunded", do)
    if not credited:
        check_disproved(book.session, purchase)
    book.reason = _reason(reason)
    purchase.way.credited = credited
    book.note(purchase.way, CORRECTED, (FREE, CREDIT) if credited else (CREDIT, FREE))
    return purchase


def _reason(text: str) -> str:
    if not 0 < len(text.strip()) <= _LONGEST or not text.isprintable():
        raise VendError("a correction needs its reason", f"Write it in 1 to {_LONGEST} characters, and no names")
    return text.strip()

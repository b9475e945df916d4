# names.py - the names of customers: apart from the book, so that they can be erased and the book stays
"""The only personal data beside customer numbers. No event tells a name, not even that of which customer was erased."""

from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.ledger import Customer
from wattkey_host.vend.errors import digits
from wattkey_host.vend.wording import refusal

_LONGEST = 120


def keep(book: Book, customer: str, name: str) -> None:
    """Keep a name. Raises VendError for a customer that the ledger does not know."""
    row = _known(book, customer)
    if not 0 < len(name.strip()) <= _LONGEST or not name.isprintable():
        raise refusal("name.none", longest=_LONGEST)
    if row.name != name.strip():
        row.name = name.strip()
        book.tell("a name was kept")


def erase(book: Book, customer: str) -> None:
    """Forget a name. Raises VendError for a customer that the ledger does not know."""
    row = _known(book, customer)
    if row.name is not None:
        row.name = None
        book.tell("a name was erased")


def _known(book: Book, customer: str) -> Customer:
    row = book.session.get(Customer, digits("customer", customer, 12))
    if row is None:
        raise refusal("customer.unknown", customer=customer)
    return row

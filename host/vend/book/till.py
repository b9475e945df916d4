# till.py - cashing up: what is in the till by the book, and what of it goes to the bank
"""The till is one account of the shop: what was sold, less what was refunded and brought to the bank."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wattkey.amount import money
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.history import SHOP, Entry
from wattkey_host.vend.book.states import CASHED_UP, MONEY, TILL
from wattkey_host.vend.wording import refusal


class Till(NamedTuple):
    """Cents: what was brought to the bank, and what is left by the book."""

    taken: int
    left: int


def held(session: Session) -> int:
    """Cents that are in the till by the book; below 0 where more was paid out than came in."""
    total = select(func.coalesce(func.sum(Entry.cents), 0))
    came, went = (session.scalar(total.where(side == TILL)) or 0 for side in (Entry.debit, Entry.credit))
    return int(came) - int(went)


def cash_up(book: Book, amount: int, reason: str) -> Till:
    """Note that so many cents went from the till to the bank. Raises VendError where the book has fewer there."""
    there = held(book.session)
    if not 0 < amount <= there:
        code = "till.less" if amount > 0 else "till.amount"
        raise refusal(code, amount=money(max(amount, 0)), there=money(max(there, 0)))
    book.about, book.reason = SHOP, reason
    book.transfer(*MONEY[CASHED_UP], amount)
    return Till(amount, there - amount)

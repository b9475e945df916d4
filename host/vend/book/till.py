# till.py - the money in the till: what should be in it, and cashing up
"""All clerks of a shop have one till, an account of the book. What is taken to the bank is one entry of the shop's
chain."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from wattkey.amount import money
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.history import Entry
from wattkey_host.vend.book.states import CASHED_UP, MONEY, TILL
from wattkey_host.vend.wording import refusal


def balance(session: Session) -> int:
    """Cents that should be in the till."""
    moved = select(Entry.debit, func.sum(Entry.cents)).where(or_(Entry.debit == TILL, Entry.credit == TILL))
    return sum(
        int(cents) * (1 if debit == TILL else -1) for debit, cents in session.execute(moved.group_by(Entry.debit))
    )


def cash_up(book: Book, cents: int, reason: str = "") -> int:
    """Take so much from the till to the bank; what should be left. Raises VendError for more than is in it."""
    held = balance(book.session)
    if not 0 < cents <= held:
        raise refusal("till.less", amount=money(max(cents, 0)), there=money(max(held, 0)))
    book.transfer(*MONEY[CASHED_UP], cents)
    book.tell(f"{money(cents)} of {money(held)}" + (f", {reason}" if reason else ""))
    return held - cents

# limits.py - how much a clerk sells at once and in a day, and how much is refunded by one person alone
"""The limits are the shop's, kept in the ledger's database. They are looked at inside the transaction of the sale: two
sales at one moment do not both come under the day's limit."""

from datetime import UTC, date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from wattkey.amount import money
from wattkey_host.vend.book import sell
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web.roles import CLERK
from wattkey_host.vend.web.webtables import Person, Setting

SALE, DAY, REFUND = "sale", "day", "refund"
LIMITS = {SALE: 500_000, DAY: 5_000_000, REFUND: 50_000}  # cents, until a supervisor sets others
_setting, _person, _purchase = Setting.__table__, Person.__table__, Purchase.__table__
# Written out once: every sale runs them.
_SET = select(_setting.c.name, _setting.c.value)
_SOLD = select(_purchase.c.id).where(_purchase.c.payment == bindparam("payment"))
_HOLD = select(_person.c.name).where(_person.c.name == bindparam("who")).with_for_update()
_SO_FAR = select(func.coalesce(func.sum(_purchase.c.amount), 0)).where(
    _purchase.c.at >= bindparam("since"), _purchase.c.clerk == bindparam("who")
)


class Overdrawn(VendError):
    """More than this person may sell."""


def of(session: Session) -> dict[str, int]:
    """Name -> cents."""
    return LIMITS | {name: value for name, value in session.execute(_SET) if name in LIMITS}


def set_to(shop: Shop, who: str, wanted: dict[str, int]) -> None:
    """An event says who set what. Raises VendError."""

    def work(book: Book) -> None:
        for name in LIMITS:
            book.session.merge(Setting(name=name, value=wanted[name]))
        book.tell("limits: " + ", ".join(f"{name} {money(wanted[name])}" for name in LIMITS))

    Desk(shop, who).act("limits", work)


def sell_within(desk: Desk, role: str, to: str, amount: int, payment: str, sold: date, **how: bool) -> Purchase:
    """`Desk.sell`, by somebody whose role has limits. A payment that was sold already is no new sale.

    Raises VendError; Overdrawn where another person has to sell.
    """

    def work(book: Book) -> Purchase:
        if role == CLERK and book.session.scalar(_SOLD, {"payment": payment}) is None:
            _check(book.session, desk.who, amount)
        return sell.sell(book, to, amount, payment, sold, **how)

    return desk.act("sell", work)


def _check(session: Session, who: str, amount: int) -> None:
    session.execute(_HOLD, {"who": who})  # PostgreSQL: one sale of a person at a time; SQLite has one anyhow
    limits = of(session)
    if amount > limits[SALE]:
        raise Overdrawn(f"{money(amount)} is more than the {money(limits[SALE])} of one sale", "Ask a supervisor")
    total = int(session.scalar(_SO_FAR, {"since": midnight(), "who": who}) or 0) + amount
    if total > limits[DAY]:
        what = f"{who} would have sold {money(total)} today, more than the {money(limits[DAY])} of a day"
        raise Overdrawn(what, "Ask a supervisor")


def midnight(day: date | None = None) -> datetime:
    """The beginning of a day (today) on this PC's clock, in UTC as the ledger keeps it."""
    day = day or date.today()
    return datetime(day.year, day.month, day.day).astimezone().astimezone(UTC).replace(tzinfo=None)

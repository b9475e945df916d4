# dayend.py - page Day: what was sold and refunded, the till and cashing up, what is not delivered, what does not agree
"""A day is one of this PC's clock."""

from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wattkey_host.vend.book import till
from wattkey_host.vend.book.history import Entry, Event
from wattkey_host.vend.book.ledger import Carriage, Purchase, bought
from wattkey_host.vend.book.meterwords import Reading
from wattkey_host.vend.book.states import CASHED_UP, MONEY, REFUNDED
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web import falling
from wattkey_host.vend.web.limits import midnight
from wattkey_host.vend.web.selling import amount_of
from wattkey_host.vend.web.webvisit import Looks, Sells, away

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
MOST, WAITING_DAYS = 50, 7


@router.get("/day")
def day_page(visit: Looks) -> Response:
    """A day (today), and what waits."""
    day = day_of(visit.asked("day"))
    days = days_of(visit.asked("days"))
    with visit.counter.shop.reading() as session:
        facts: dict[str, Any] = {
            "sold": _sold(session, day), "refunded": _moved(session, day, REFUNDED),
            "cashed": _moved(session, day, CASHED_UP), "till": till.balance(session),
            "waiting": list(session.scalars(waiting(days).limit(MOST + 1))),
            "alarms": list(session.scalars(alarms().limit(MOST))), "falls": falling.found(session),
        }  # fmt: skip
    return visit.page("day.html", day=day, days=days, most=MOST, today=date.today(), **facts)


@router.post("/cash-up")
def cash_up(visit: Sells) -> Response:
    """What was counted goes to the bank."""
    visit.desk.cash_up(amount_of(visit.asked("amount")))
    return away("/day")


def waiting(days: int) -> Any:
    """Purchases that were sold `days` ago or earlier and may still become credit; the oldest first."""
    return bought(Carriage.open, Purchase.at < midnight(date.today() - timedelta(days=days - 1))).order_by(Purchase.at)


def alarms() -> Any:
    """Readings that do not agree with the ledger; the latest first."""
    return select(Reading).where(Reading.agrees.is_(False)).order_by(Reading.id.desc())


def day_of(text: str) -> date:
    """A typed day; today if there is none. Raises VendError."""
    try:
        day = date.fromisoformat(text) if text else date.today()
        if not 2000 <= day.year <= 2099:  # as for a sale; and the clock's arithmetic ends somewhere
            raise ValueError("not of this century")
    except ValueError as error:
        raise VendError(f"{text[:20]!r} is no day", "Write it like 2026-11-29") from error
    return day


def days_of(text: str) -> int:
    """A typed number of days. Raises VendError."""
    if text and not (text.isascii() and text.isdigit() and 0 < int(text) < 10_000):
        raise VendError(f"{text[:20]!r} is no number of days", "Write it like 7")
    return int(text) if text else WAITING_DAYS


def within(since: date, until: date) -> tuple[Any, Any]:
    """From the beginning of one day to the end of another, as the ledger keeps moments."""
    return midnight(since), midnight(until + timedelta(days=1))


def _sold(session: Session, day: date) -> list[Any]:
    first, end = within(day, day)
    rows = select(Purchase.clerk, func.count(), func.sum(Purchase.amount)).where(
        Purchase.at >= first, Purchase.at < end
    )
    return [(who, count, int(cents)) for who, count, cents in session.execute(rows.group_by(Purchase.clerk))]


def _moved(session: Session, day: date, what: str) -> list[Any]:
    """(who, how often, cents) of the entries that `what` makes."""
    (debit, credit), (first, end) = MONEY[what], within(day, day)
    rows = select(Event.who, func.count(), func.sum(Entry.cents))
    rows = rows.join(Event, (Event.meter == Entry.meter) & (Event.number == Entry.number))
    rows = rows.where(Entry.debit == debit, Entry.credit == credit, Event.at >= first, Event.at < end)
    return [(who, count, int(cents)) for who, count, cents in session.execute(rows.group_by(Event.who))]

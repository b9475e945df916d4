# reporting.py - page Reports: sales by day and month, what is not delivered, usage, hints; to print and as CSV
"""Each is one question to the ledger, whose rows are passed on as they come: nothing is held, however many they are."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Select, String, cast, func, or_, select

from wattkey.amount import money
from wattkey_host.vend.book.ledger import Card, Carriage, Purchase
from wattkey_host.vend.book.meterwords import REGISTERS, Reading
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web.csvout import answer
from wattkey_host.vend.web.dayend import day_of
from wattkey_host.vend.web.webvisit import Looks, Visit

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
SHOWN = 200
Row = tuple[Any, ...]


class Kind(NamedTuple):
    """`columns`: keys of words.tsv; `query`: of a first and a last day; `cells`: a row of it, as it is shown."""

    columns: tuple[str, ...]
    query: Callable[[date, date], Select]
    cells: Callable[[Row], Row]


def _by(day: Any) -> Callable[[date, date], Select]:
    def query(since: date, until: date) -> Select:
        rows = select(day, Purchase.clerk, func.count(), func.sum(Purchase.amount))
        rows = rows.where(Purchase.sold.between(since, until))
        return rows.group_by(day, Purchase.clerk).order_by(day, Purchase.clerk)

    return query


def _undelivered(since: date, until: date) -> Select:
    columns = (Purchase.sold, Purchase.payment, Purchase.amount, Carriage.meter, Carriage.state, Purchase.clerk)
    rows = select(*columns).join(Carriage, (Carriage.purchase == Purchase.id) & Carriage.current)
    return rows.where(Carriage.open, Purchase.sold.between(since, until)).order_by(Purchase.sold, Purchase.payment)


def _readings(since: date, until: date) -> Select:
    used = [getattr(Reading, name) - getattr(Reading, "was_" + name) for name in REGISTERS]
    rows = select(Card.customer, Reading.meter, Reading.read_at, *used, Reading.remaining)
    rows = rows.join(Card, Card.card == Reading.card)
    rows = rows.where(Reading.read_at >= since.isoformat(), Reading.read_at < f"{until.isoformat()}~")
    return rows.order_by(Card.customer, Reading.meter, Reading.count)


def _hints(since: date, until: date) -> Select:
    """Readings that do not agree with what was sold, and registers that went back."""
    back = [getattr(Reading, name) < getattr(Reading, "was_" + name) for name in REGISTERS]
    return _readings(since, until).where(or_(Reading.agrees.is_(False), *back))


def _sums(row: Row) -> Row:
    return (str(row[0]), row[1], row[2], money(int(row[3])))


def _bought(row: Row) -> Row:
    return (str(row[0]), row[1], money(row[2]), *row[3:])


def _used(row: Row) -> Row:
    kwh = tuple(None if value is None else f"{value / 100:.2f}" for value in row[3:-1])
    return (*row[:3], *kwh, None if row[-1] is None else money(row[-1]))


_SOLD = ("who", "times", "amount")
_METER = ("hit_customer", "meter", "read_at", *("register_" + name for name in REGISTERS), "remaining")
KINDS = {
    "days": Kind(("sold_on", *_SOLD), _by(Purchase.sold), _sums),
    "months": Kind(("month", *_SOLD), _by(func.substr(cast(Purchase.sold, String), 1, 7)), _sums),
    "undelivered": Kind(("sold_on", "payment", "amount", "meter", "stands", "sold_by"), _undelivered, _bought),
    "usage": Kind(_METER, _readings, _used),
    "hints": Kind(_METER, _hints, _used),
}


@router.get("/reports")
def reports(visit: Looks) -> Response:
    """The page of a report: its first rows."""
    kind, since, until = _asked(visit)
    rows = list(islice(_rows(visit, kind, since, until), SHOWN + 1))
    return visit.page(
        "reports.html", kinds=list(KINDS), kind=kind, since=since, until=until, columns=KINDS[kind].columns,
        rows=rows[:SHOWN], more=len(rows) > SHOWN,
    )  # fmt: skip


@router.get("/reports.csv")
def export(visit: Looks) -> Response:
    """A whole report, as a CSV file."""
    kind, since, until = _asked(visit)
    return answer(kind, [visit.words[key] for key in KINDS[kind].columns], _rows(visit, kind, since, until))


def _asked(visit: Visit) -> tuple[str, date, date]:
    """(kind, first day, last day): this month if none is named. Raises VendError."""
    kind = visit.asked("kind") or "days"
    if kind not in KINDS:
        raise VendError(f"there is no report {kind[:20]!r}", "Choose one of the list")
    until = day_of(visit.asked("until"))
    return kind, day_of(visit.asked("since") or until.replace(day=1).isoformat()), until


def _rows(visit: Visit, kind: str, since: date, until: date) -> Iterator[Row]:
    query = KINDS[kind].query(since, until).execution_options(yield_per=500)
    with visit.counter.shop.reading() as session:
        for row in session.execute(query):
            yield KINDS[kind].cells(tuple(row))

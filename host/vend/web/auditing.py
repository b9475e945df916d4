# auditing.py - page Audit: every event with who did it, filtered, page by page; the export; whether the book holds
"""Nothing is changed here. Names of customers stand in no event."""

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Select, func, select

from wattkey.amount import money
from wattkey_host.vend.book.history import Entry, Event, on_this_clock
from wattkey_host.vend.web.csvout import answer
from wattkey_host.vend.web.dayend import day_of, within
from wattkey_host.vend.web.webvisit import Audits, Visit

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ROWS = 50
COLUMNS = ("at", "who", "verb", "meter", "number", "money", "reason", "digest")
VERBS = (
    "sell", "hand over", "receive", "receipt", "cancel", "settle", "refund", "resell", "cash up", "issue", "reissue",
    "replace", "rekey", "unlock", "rotate", "elsewhere", "withdraw", "box readings", "recover", "restored", "older",
    "upgrade", "people", "limits", "customer", "backup", "correct", "name", "erase", "factory key",
)  # fmt: skip
FILTERS = ("meter", "who", "verb", "since", "until")


@router.get("/audit")
def audit(visit: Audits) -> Response:
    """Events, the latest first."""
    asked = visit.asked("page")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    with visit.counter.shop.reading() as session:
        rows = session.execute(_events(visit).offset((max(page, 1) - 1) * ROWS).limit(ROWS + 1)).all()
    return _page(visit, rows[:ROWS], len(rows) > ROWS, page)


def _page(visit: Visit, rows: Sequence[Any] = (), more: bool = False, number: int = 1, held: Any = None) -> Response:
    return visit.page("audit.html", rows=rows, more=more, number=number, asked=_asked(visit), held=held, verbs=VERBS)


@router.post("/audit")
def check(visit: Audits) -> Response:
    """Look through the whole book now: sums, digests, every event once more."""
    return _page(visit, held=visit.desk.check())


@router.get("/audit.csv")
def export(visit: Audits) -> Response:
    """All events of the filter."""
    events = _events(visit)
    return answer("events", COLUMNS, _cells(visit, events))


def _cells(visit: Visit, events: Select) -> Iterator[tuple[Any, ...]]:
    with visit.counter.shop.reading() as session:
        for event, cents in session.execute(events.execution_options(yield_per=500)):
            moved = "" if cents is None else money(int(cents))
            at = on_this_clock(event.at)
            yield at, event.who, event.verb, event.meter, event.number, moved, event.reason, event.digest
            session.expunge(event)


def _asked(visit: Visit) -> dict[str, str]:
    return {name: visit.asked(name) for name in FILTERS}


def _events(visit: Visit) -> Select:
    """(event, cents that it moved) of what is asked for. Raises VendError for a day that is none."""
    asked = _asked(visit)
    here = (Entry.meter == Event.meter) & (Entry.number == Event.number)
    cents = select(func.sum(Entry.cents)).where(here).correlate(Event).scalar_subquery()
    rows = select(Event, cents)
    for name in ("meter", "who", "verb"):
        if asked[name]:
            rows = rows.where(getattr(Event, name) == asked[name])
    if asked["since"]:
        rows = rows.where(Event.at >= within(day_of(asked["since"]), day_of(asked["since"]))[0])
    if asked["until"]:
        rows = rows.where(Event.at < within(day_of(asked["until"]), day_of(asked["until"]))[1])
    return rows.order_by(Event.at.desc(), Event.meter, Event.number.desc())

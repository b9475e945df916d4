# proofs.py - what stands behind money that is free: the report that said so, its MAC verified now, or the decision
"""A refund has a button only where this holds."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from wattkey_host.vend.book.history import Event, Report, Step
from wattkey_host.vend.book.ledger import Card, Purchase
from wattkey_host.vend.book.states import CANCELLED, SETTLED
from wattkey_host.vend.keystore import KeyStore
from wattkey_host.vend.signing import is_of


class Proof(NamedTuple):
    """`kind`: report, decision or none. `holds`: there is one, and a report's MAC is right at this moment."""

    kind: str
    holds: bool
    at: datetime | None = None
    who: str = ""


NONE = Proof("none", False)


def proof(session: Session, keys: KeyStore, purchase: Purchase) -> Proof:
    """Of a purchase whose money is free; `NONE` for any other."""
    if not purchase.free:
        return NONE
    steps = select(Event).join(Step, (Step.meter == Event.meter) & (Step.number == Event.number))
    ended = steps.where(Step.carriage == purchase.way.id, Step.news.in_((CANCELLED, SETTLED)))
    event = session.scalar(ended.order_by(Event.number.desc()).limit(1))
    if event is None:
        return NONE
    report = _report_of(session, event)
    if report is None:  # settled at once: no document reaches that card any more
        return Proof("decision", True, event.at, event.who) if event.verb == "settle" else NONE
    any_generation = Card(card=report.card, keys=1)  # it may have got new keys since
    return Proof("report", is_of(keys, any_generation, report.packed), event.at, event.who)


def _report_of(session: Session, event: Event) -> Report | None:
    """The report of a verb. It stands in the chain of the card's meter, which may be another one by now."""
    told = select(Report).join(Event, (Event.meter == Report.meter) & (Event.number == Report.number))
    return session.scalar(told.where(Event.at == event.at, Event.who == event.who, Event.verb == event.verb).limit(1))

# stations.py - how far a purchase has come: its stations with their times, and what to do next
"""Read from the events of its way; nothing is decided here. A station that was passed without being seen (a handheld
that reports only "delivered") has no time."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from wattkey_host.vend.book.history import Event, Step
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.book.states import (
    CANCELLED,
    DELIVERED,
    DISPUTED,
    HANDED_OVER,
    LOADED,
    NOT_CREDITED,
    OFFERED,
    SETTLED,
    SOLD,
)

PROVED = "proved"
# station -> the states in which a purchase has passed it
STATIONS = {
    "sold": (SOLD,),
    "handed": (HANDED_OVER,),
    "on_card": (LOADED,),
    "sent": (OFFERED, NOT_CREDITED, DISPUTED),
    "delivered": (DELIVERED,),
    PROVED: (),
}
_ENDED = (CANCELLED, SETTLED)
_step, _event = Step.__table__, Event.__table__
_TOLD = (  # written out once
    select(_step.c.carriage, _step.c.after, _event.c.at)
    .join(_event, (_event.c.meter == _step.c.meter) & (_event.c.number == _step.c.number))
    .where(_step.c.carriage.in_(bindparam("ways", expanding=True)))
    .order_by(_event.c.number)
)


class Station(NamedTuple):
    """`at`: when it was passed, as far as events tell."""

    name: str
    passed: bool
    at: datetime | None


class PurchaseLine(NamedTuple):
    """One purchase. `next`: the key of what to do now; `shown`: the key of its state's name."""

    purchase: Purchase
    stations: list[Station]
    shown: str
    next: str


def lines(session: Session, purchases: Sequence[Purchase]) -> list[PurchaseLine]:
    """A line for each."""
    ways = {purchase.way.id: purchase for purchase in purchases}
    seen: dict[int, dict[str, datetime]] = {key: {"sold": purchase.at} for key, purchase in ways.items()}
    for carriage, after, at in session.execute(_TOLD, {"ways": list(ways)}):
        state, marks = after.split("|")[:2]
        for name, states in STATIONS.items():
            if state in states or name == PROVED and PROVED[0] in marks:
                seen[carriage].setdefault(name, at)
    return [_line(purchase, seen[key]) for key, purchase in ways.items()]


def _line(purchase: Purchase, seen: dict[str, datetime]) -> PurchaseLine:
    last = max(list(STATIONS).index(name) for name in seen)
    all_of = [Station(name, place <= last, seen.get(name)) for place, name in enumerate(STATIONS)]
    return PurchaseLine(purchase, all_of, "state_" + purchase.state.replace(" ", "_"), next_of(purchase))


def next_of(purchase: Purchase) -> str:
    """The key of the words that say what to do now."""
    if purchase.refunded:
        return "next_refunded"
    if purchase.free:
        return "next_free"
    if purchase.state in _ENDED:
        return "next_done"
    if purchase.ending:
        return "next_ending"
    if purchase.used and purchase.open or purchase.state == DISPUTED:
        return "next_settle"
    if purchase.state == DELIVERED:
        return "next_proved" if purchase.proved else "next_told"
    return "next_" + purchase.state.replace(" ", "_")

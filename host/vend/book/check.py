# check.py - whether the book holds: digests, sums, and events played again give the states that stand there
"""Chain by chain, so that a large ledger needs little memory. Nothing is mended here: what is found is for a person."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hmac import compare_digest
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from wattkey_host.vend.book import states
from wattkey_host.vend.book.covered import content, stands
from wattkey_host.vend.book.history import Entry, Event, Report, Step
from wattkey_host.vend.book.ledger import Carriage, Purchase
from wattkey_host.vend.keystore import KeyStore
from wattkey_host.vend.signing import digest

_BEGINNINGS = (states.BEGUN, states.AGAIN, states.MOVED, states.RECOVERED)


@dataclass
class Checked:
    """What was found. `heads`: chain -> its last digest; `accounts`: account -> cents."""

    events: int = 0
    heads: dict[str, str] = field(default_factory=dict)
    accounts: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def check(session: Session, keys: KeyStore) -> Checked:
    """Look through the whole book."""
    found = Checked()
    for meter in session.scalars(select(Event.meter).distinct().order_by(Event.meter)).all():
        _chain(session, keys, meter, found)
        session.expunge_all()
    _sums(session, found)
    told = select(Step.carriage)
    for way in session.scalars(select(Carriage).where(Carriage.id.not_in(told))):
        found.faults.append(f"order {way.order} of card {way.card}: no event tells of it")
    return found


def _chain(session: Session, keys: KeyStore, meter: str, found: Checked) -> None:
    """The events of one meter (or of the shop), each with its rows."""
    of = {table: _by_number(session, table, meter) for table in (Step, Entry, Report)}
    ways = {way.id: way for way in session.scalars(_ways(meter))}
    before, stood = "", dict[int, str]()
    events = session.scalars(select(Event).where(Event.meter == meter).order_by(Event.number))
    for number, event in enumerate(events, 1):
        where = f"event {event.number} of {f'meter {meter}' if meter else 'the shop'}"
        if event.number != number:
            found.faults.append(f"{where}: event {number} is missing before it")
            return
        rows = {table: by.get(number, []) for table, by in of.items()}
        if not compare_digest(_digest(keys, event, rows, ways, before), event.digest):
            found.faults.append(f"{where}: its digest is wrong: it was altered, or one before it")
            return
        found.faults += _play(where, rows[Step], stood)
        before = event.digest
        found.events += 1
        for entry in rows[Entry]:
            found.accounts.update({entry.debit: entry.cents, entry.credit: -entry.cents})
    found.heads[meter] = before
    for key, after in stood.items():
        if stands(ways[key]) != after:
            found.faults.append(
                f"order {ways[key].order} of card {ways[key].card} is {stands(ways[key])}, its events make it {after}"
            )


def _ways(meter: str):  # noqa: ANN202
    return select(Carriage).where(Carriage.meter == meter).options(joinedload(Carriage.bought))


def _by_number(session: Session, table: Any, meter: str) -> dict[int, list]:
    order = (table.number, table.line) if hasattr(table, "line") else (table.number,)
    rows = session.scalars(select(table).where(table.meter == meter).order_by(*order))
    return {number: list(of) for number, of in groupby(rows, lambda row: row.number)}


def _digest(keys: KeyStore, event: Event, rows: dict[Any, list], ways: dict[int, Carriage], before: str) -> str:
    told = {name: getattr(event, name) for name in ("meter", "number", "at", "who", "verb", "reason")}
    steps = [(ways[step.carriage], step.news, step.after) for step in rows[Step] if step.carriage in ways]
    entries = [{name: getattr(row, name) for name in ("line", "debit", "credit", "cents")} for row in rows[Entry]]
    report = next(((row.card, row.packed) for row in rows[Report]), None)
    return digest(keys, content(told, steps, entries, report, before))


def _play(where: str, steps: list[Step], stood: dict[int, str]) -> Iterator[str]:
    """What is wrong with the steps of an event: the news must lead from where a purchase stood to where it stands."""
    for step in steps:
        then = step.after.partition("|")[0]
        known = stood.get(step.carriage)
        if step.news in _BEGINNINGS:
            may = states.SOLD if known is None else None
        elif step.news == states.UPGRADED:
            may = then
        else:
            may = known and states.after(known.partition("|")[0], step.news)
        if may != then:
            yield f"{where}: `{step.news}` does not lead to {step.after}"
        stood[step.carriage] = step.after


def _sums(session: Session, found: Checked) -> None:
    """The accounts must be what the purchases make."""
    grouped = select(Carriage.state, Carriage.credited, Carriage.refunded, func.sum(Purchase.amount))
    grouped = grouped.join(Purchase, Purchase.id == Carriage.purchase).where(Carriage.current)
    wanted: Counter = Counter()
    for state, credited, refunded, cents in session.execute(
        grouped.group_by(Carriage.state, Carriage.credited, Carriage.refunded)
    ):
        wanted[states.account(state, credited, refunded)] += int(cents)
    for name in (states.OWED, states.CREDIT, states.FREE):
        if -found.accounts[name] != wanted[name]:
            found.faults.append(
                f"account {name}: its entries make {-found.accounts[name]} cents, its purchases {wanted[name]}"
            )

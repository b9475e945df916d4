# reconcile.py - what the meter told, held against what the ledger sold
"""The reading carries no MAC: it is kept as told, and compared. The one proved pair (count and remaining amount, from
the run file under the meter's MAC) is kept beside it. A cumulative amount that differs is flagged, never corrected."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from wattkey.amount import cents, money
from wattkey_host.vend.book.ledger import Carriage, Elsewhere, Meter, Purchase, bought
from wattkey_host.vend.book.meterwords import REGISTERS, Reading
from wattkey_host.vend.book.states import CANCELLED, SETTLED

_TOLD = (*REGISTERS, *("was_" + name for name in REGISTERS), "remaining", "overdraft", "bought")


def keep_reading(session: Session, report: dict) -> Reading | None:
    """Store what the meter told. The later reading after one recharge wins: energy registers only rise."""
    if not report["read_count"]:
        return None
    told = {name: _cents(report[name]) for name in _TOLD}
    at = {"card": report["card"], "meter": report["meter"], "count": report["read_count"]}
    row = session.scalar(select(Reading).filter_by(**at))
    if row is None:
        row = Reading(**at, read_at=report["read_at"], **told)
        session.add(row)
    elif (told["total"] or 0, report["read_at"]) > (row.total or 0, row.read_at):
        row.read_at = report["read_at"]
        for name, value in told.items():
            setattr(row, name, value)
    if report["proved_count"] == row.count:
        row.proved_remaining = _cents(report["proved_remaining"])
    sold = _expected(session, row)
    row.agrees = None if None in (sold, row.bought) else sold == row.bought
    return row


def tell(session: Session, reading: Reading | None) -> list[str]:
    """Consumption since the recharge before, and what does not fit, in words."""
    if reading is None:
        return []
    words = []
    used = {name: value for name, value in reading.usage().items() if value is not None}
    if any(value < 0 for value in used.values()):
        words.append("A register of the meter went back since the recharge before: was the meter changed?")
    elif used:
        each = ", ".join(f"{name} {money(value)}" for name, value in used.items())
        words.append(f"Used since the recharge before, as the meter told it (kWh): {each}.")
    if reading.agrees is False:
        words.append(
            f"The meter says {money(reading.bought or 0)} was bought in all, this ledger"
            f" {money(_expected(session, reading) or 0)}: look into it."
        )
    return words


def proved(purchase: Purchase) -> str:
    """What of it stands under a MAC of the meter or the chip, apart from what was told: one sentence."""
    if purchase.used or purchase.proved:
        return f"Proved by the meter's MAC: count {purchase.count} is used. By whom is only told:"
    return (
        f"Nothing proves that count {purchase.count} is used; the card says {purchase.state}. As told, without a MAC:"
    )


def evidence(session: Session, purchase: Purchase) -> str:
    """What there is to decide on whether the meter has a purchase whose count is used: one sentence."""
    reading = session.scalar(
        select(Reading)
        .where(Reading.meter == purchase.meter, Reading.count == purchase.count, Reading.bought.is_not(None))
        .order_by(Reading.id.desc())
        .limit(1)
    )
    before = None if reading is None else _expected(session, reading, upto=purchase.count - 1)
    if reading is None or reading.bought is None or before is None:
        return "No reading tells: read 03330601 (cumulative purchase amount) at the meter."
    difference = reading.bought - before
    return (
        f"The meter says that {money(reading.bought)} was bought in all; {money(before)} of it before count"
        f" {purchase.count}. So that count brought {money(difference)}; this purchase is {money(purchase.amount)}."
    )


def _expected(session: Session, reading: Reading, upto: int | None = None) -> int | None:
    """What all purchases up to the reading's count (or `upto`) make in cents; None where this ledger cannot know.

    It knows from count 1 on if it met the meter new, else from the first reading on.
    """
    upto = reading.count if upto is None else upto
    meter = session.get_one(Meter, reading.meter)
    since, start = meter.base, 0
    if meter.base:
        earlier = select(Reading).where(
            Reading.meter == meter.meter,
            Reading.bought.is_not(None),
            Reading.count.between(meter.base, upto),  # of one before, told falsely, no sum would ever be known again
        )
        first = session.scalar(earlier.order_by(Reading.count, Reading.id).limit(1))
        if first is None or first is reading:
            return None
        since, start = first.count, first.bought or 0
    amounts = _amounts(session, meter.meter, since, upto)
    return start + sum(amounts.values()) if len(amounts) == upto - since else None


def _amounts(session: Session, meter: str, since: int, upto: int) -> dict[int, int]:
    """Count -> cents of the purchases after `since` up to `upto`, sold here and kept, or told from elsewhere."""
    here = bought(Carriage.meter == meter, Carriage.current, Carriage.count > since, Carriage.count <= upto)
    other = select(Elsewhere).where(Elsewhere.meter == meter, Elsewhere.count > since, Elsewhere.count <= upto)
    amounts = {
        row.count: row.amount
        for row in session.scalars(here)
        if row.state != CANCELLED and (row.state != SETTLED or row.credited)
    }
    return amounts | {row.count: row.amount for row in session.scalars(other)}


def _cents(text: str) -> int | None:
    return cents(text) if text else None

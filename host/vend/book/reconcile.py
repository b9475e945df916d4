# reconcile.py - what the meter told, held against what the ledger sold
"""The reading carries no MAC: it is kept as told, and compared. The one proved pair (count and remaining amount, from
the run file under the meter's MAC) is kept beside it. A cumulative amount that differs is flagged, never corrected."""

from itertools import islice
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from wattkey.amount import cents, money
from wattkey_host.vend.book.ledger import Elsewhere, Meter, Purchase
from wattkey_host.vend.book.meterwords import REGISTERS, Reading
from wattkey_host.vend.book.reportrows import Rows

_SOME = 5  # counts that are named
_MISSING = 1000  # counts that are looked for: a false one of four bytes holds nobody up
_TOLD = (*REGISTERS, *("was_" + name for name in REGISTERS), "remaining", "overdraft", "bought")


def keep_reading(rows: Rows, report: dict) -> tuple[Reading | None, "Known | None"]:
    """Store what the meter told, and what this ledger knows of its purchases. The later reading after one recharge
    wins: energy registers only rise."""
    if not report["read_count"]:
        return None, None
    told = {name: _cents(report[name]) for name in _TOLD}
    at = {"card": report["card"], "meter": report["meter"], "count": report["read_count"]}
    row = rows.reading(**at)
    if row is None:
        row = Reading(**at, read_at=report["read_at"], **told)
        rows.keep(row)
    elif (told["total"] or 0, report["read_at"]) > (row.total or 0, row.read_at):
        row.read_at = report["read_at"]
        for name, value in told.items():
            setattr(row, name, value)
    if report["proved_count"] == row.count:
        row.proved_remaining = _cents(report["proved_remaining"])
    known = _known(rows, row)
    row.agrees = _agrees(known, row.bought)
    return row, known


def tell(reading: Reading | None, known: "Known | None") -> list[str]:
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
    if known is not None and known.missing:
        words.append(
            f"{_counts(known.missing)} of meter {reading.meter} went to a purchase that this ledger does not know: ask"
            " the other channels, then `wattkey vend elsewhere`."
        )
    if reading.agrees is False and known is not None:
        words.append(
            f"The meter says {money(reading.bought or 0)} was bought in all, this ledger {money(known.cents)}:"
            " look into it."
        )
    return words


def _agrees(known: "Known | None", bought: int | None) -> bool | None:
    """Whether the cumulative amount can be what was sold; None: it cannot be told. With counts that nobody knows it is
    more than what is known, so less than that is an alarm all the same."""
    if known is None or bought is None:
        return None
    if known.missing:
        return False if bought <= known.cents else None
    return bought == known.cents


def _counts(missing: tuple[int, ...]) -> str:
    some = ", ".join(map(str, missing[:_SOME])) + (", ..." if len(missing) > _SOME else "")
    return f"Count{'s' if len(missing) > 1 else ''} {some}"


def proved(purchase: Purchase) -> str:
    """What of it stands under a MAC of the meter or the chip, apart from what was told: one sentence."""
    if purchase.used or purchase.proved:
        return f"Proved by the meter's MAC: count {purchase.count} is used. By whom is only told:"
    return (
        f"Nothing proves that count {purchase.count} is used; the card says {purchase.state}. As told, without a MAC:"
    )


def evidence(session: Session, purchase: Purchase) -> str:
    """What there is to decide on whether the meter has a purchase whose count is used: one sentence. All of it is told,
    none of it proved: the program of the handheld can lie about the sum, and a falling balance proves nothing."""
    other = session.get(Elsewhere, (purchase.meter, purchase.count))
    noted = (
        f" Another channel has sold {money(other.amount)} with it: {other.evidence or 'no record'}." if other else ""
    )
    reading = session.scalar(
        select(Reading)
        .where(Reading.meter == purchase.meter, Reading.count == purchase.count, Reading.bought.is_not(None))
        .order_by(Reading.id.desc())
        .limit(1)
    )
    before = None if reading is None else _known(Rows(session), reading, upto=purchase.count - 1)
    if reading is None or reading.bought is None or before is None or before.missing:
        return "No reading tells: read 03330601 (cumulative purchase amount) at the meter." + noted
    difference = reading.bought - before.cents
    return (
        f"The meter says that {money(reading.bought)} was bought in all; {money(before.cents)} of it before count"
        f" {purchase.count}. So that count brought {money(difference)}; this purchase is {money(purchase.amount)}."
    ) + noted


class Known(NamedTuple):
    """What this ledger knows of a meter's purchases up to a count: their cents, and the counts of which it knows
    nothing."""

    cents: int
    missing: tuple[int, ...]


def _known(rows: Rows, reading: Reading, upto: int | None = None) -> Known | None:
    """All purchases up to the reading's count (or `upto`); None where this ledger cannot know.

    It knows from count 1 on if it met the meter new, else from the first reading on.
    """
    upto = reading.count if upto is None else upto
    meter = rows.session.get_one(Meter, reading.meter)
    since, start = meter.base, 0
    if meter.base:
        first = rows.first_reading(meter.meter, meter.base, upto)
        if first is None or first is reading:
            return None
        since, start = first.count, first.bought or 0
    amounts = rows.amounts(meter.meter, since, upto)
    missing = islice((count for count in range(since + 1, upto + 1) if count not in amounts), _MISSING)
    return Known(start + sum(amounts.values()), tuple(missing))


def _cents(text: str) -> int | None:
    return cents(text) if text else None

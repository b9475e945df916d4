# falling.py - balances that fell faster than the energy used since the recharge before explains
"""From what meters told, unproved: a hint to look, never a verdict. Spent is the balance before, and what was bought
since, less the balance after; its price per kWh is held against the meter's own earlier ones."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from wattkey_host.vend.book.meterwords import Reading

LATEST, MOST = 200, 50  # readings that are looked at, hints that are told
# So many times the usual price; so many prices make one usual; cents that need no energy to explain them.
_TIMES, _ENOUGH, _FEE = 2, 3, 100
_reading = Reading.__table__
_LATEST = select(_reading.c.id, _reading.c.meter).order_by(_reading.c.id.desc()).limit(LATEST)
_OF = (
    select(_reading)
    .where(_reading.c.meter.in_(bindparam("meters", expanding=True)))
    .order_by(_reading.c.meter, _reading.c.count, _reading.c.id)
)


class Fall(NamedTuple):
    """Between one reading and the one before: cents, hundredths of a kWh; `usual`: cents per kWh, if one is known."""

    meter: str
    read_at: str
    spent: int
    used: int
    usual: int | None


def found(session: Session) -> list[Fall]:
    """Of the latest readings; the latest of a meter first."""
    latest = {row.id: row.meter for row in session.execute(_LATEST)}
    rows = session.execute(_OF, {"meters": sorted(set(latest.values()))}).all()
    told = (one for _, of in groupby(rows, lambda row: row.meter) for one in of_meter(list(of)))
    falls = [fall for key, fall in told if key in latest]
    return sorted(falls, key=lambda fall: fall.read_at, reverse=True)[:MOST]


def of_meter(rows: Sequence) -> Iterator[tuple[int, Fall]]:
    """(number of the reading, what is odd about it) of one meter's readings in the order of their counts."""
    prices: list[float] = []  # cents per kWh
    for before, row in zip(rows, rows[1:], strict=False):
        told = (before.remaining, before.bought, before.total, row.remaining, row.bought, row.total)
        if None in told or row.count <= before.count or row.total < before.total:
            continue
        spent = _left(before) + row.bought - before.bought - _left(row)
        used = row.total - before.total
        usual = median(prices) if len(prices) >= _ENOUGH else None
        price = spent * 100 / used if used else None
        if spent > _FEE and (price is None or usual is not None and price > _TIMES * usual):
            yield row.id, Fall(row.meter, row.read_at, spent, used, None if usual is None else round(usual))
        elif price is not None and spent > 0:
            prices.append(price)


def _left(row) -> int:  # noqa: ANN001
    return row.remaining - (row.overdraft or 0)

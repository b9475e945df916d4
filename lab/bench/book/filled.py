# filled.py - ledgers of any size, filled by batch: meters with cards, and what they have bought
"""Rows go straight into the tables; their digests are none, so `vend check` has no business here."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from wattkey.orders import pack
from wattkey_host.crypto import cmac
from wattkey_host.testkeys import of_card
from wattkey_host.vend.book.base import Base
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.book.states import DELIVERED, SOLD

CUSTOMER, DAY = "000000000042", date(2026, 11, 20)
AMOUNT = 1000
_AT = datetime(2026, 11, 20)
_AT_ONCE = 20_000
_NONE = ("remaining", "overdraft", "bought", "proved_remaining", "total", "rate1", "rate2", "rate3", "rate4")


def shop(folder: Path, meters: int, sales: int = 0, each: int = 0, database: str | None = None) -> Shop:
    """A shop whose meters have bought so many times in all, each in its turn, and had it delivered; or, with `each`,
    which have so many sales on their way."""
    made = Shop.create(folder, seed=b"bench", database=database)
    _put(made, "customer", iter([{"customer": CUSTOMER}]))
    had = [_had(n, meters, sales) + each for n in range(meters)]
    _put(made, "meter", ({"meter": meter(n), "count": had[n], "base": 0, "keys": 1} for n in range(meters)))
    _put(made, "card", (_card(n, had[n]) for n in range(meters)))
    sold = ((k, k % meters, k // meters, DELIVERED) for k in range(sales))
    out = ((k, k % meters, k // meters, SOLD) for k in range(meters * each))
    for rows in (sold, out):
        all_rows = list(rows)
        _put(made, "purchase", (_purchase(*row[:2]) for row in all_rows))
        _put(made, "carriage", (_carriage(*row) for row in all_rows))
        _put(made, "event", (_event(*row[1:3]) for row in all_rows))
        _put(made, "entry", (_entry(*row[1:3]) for row in all_rows))
        _put(made, "step", (_step(*row[:3]) for row in all_rows))
    _put(made, "issue", (_issue(n) for n in range(meters)))
    return made


def meter(n: int) -> str:
    """The number of meter n."""
    return f"{n + 1:012d}"


def card(n: int) -> str:
    """The number of its card."""
    return f"{n + 1:016d}"


def delivered(of: Shop, n: int, order: int = 1, count: int = 1) -> bytes:
    """The packed report that a purchase of meter n was delivered, proved, under its card's MAC."""
    doc = {
        "wattkey": 1, "type": "report", "card": card(n), "issue": 1, "order": order, "meter": meter(n),
        "count": count, "amount": "10.00", "state": "delivered", "proved_count": count, "read_count": count,
        "read_at": "2026-11-20 09:30:15",
        **dict.fromkeys((*_NONE, *(f"was_{name}" for name in _NONE[4:])), ""), "mac": "00" * 16,
        "proved_remaining": "12.00", "total": "500.00", "remaining": "12.00", "bought": "10.00",
    }  # fmt: skip
    packed = pack(doc)[:-16]
    _, key = of_card(of.keys, card(n), 1)
    return packed + cmac(key, packed)


def _had(n: int, meters: int, sales: int) -> int:
    return sales // meters + (n < sales % meters)


def _card(n: int, orders: int) -> dict[str, Any]:
    return {
        "card": card(n), "serial": f"{n + 1:016x}", "meter": meter(n), "customer": CUSTOMER, "next_order": orders + 1,
        "active": True, "keys": 1, "issue": 1, "resets": 0, "lost": False,
    }  # fmt: skip


def _issue(n: int) -> dict[str, Any]:
    return {
        "kind": "issue", "card": card(n), "number": 1, "meter": meter(n), "customer": CUSTOMER, "order": 0, "count": 0,
        "keys": 1, "meter_keys": 1, "done": True,
    }  # fmt: skip


def _purchase(k: int, n: int) -> dict[str, Any]:
    return {
        "id": k + 1, "payment": f"filled {k}", "plain": f"filled {k}", "twin": False, "meter": meter(n),
        "amount": AMOUNT, "sold": DAY, "close": True, "at": _AT, "clerk": "bench",
    }  # fmt: skip


def _carriage(k: int, n: int, before: int, state: str) -> dict[str, Any]:
    ended = state == DELIVERED
    return {
        "id": k + 1, "purchase": k + 1, "leg": 1, "card": card(n), "order": before + 1, "meter": meter(n),
        "count": before + 1, "state": state, "current": True, "open": not ended, "proved": ended, "used": False,
        "last": 0, "gone": False, "refunded": False,
    }  # fmt: skip


def _event(n: int, before: int) -> dict[str, Any]:
    told = {"at": _AT, "who": "bench", "verb": "fill", "reason": "", "digest": "0" * 32}
    return {"meter": meter(n), "number": before + 1, **told}


def _entry(n: int, before: int) -> dict[str, Any]:
    return {"meter": meter(n), "number": before + 1, "line": 1, "debit": "till", "credit": "owed", "cents": AMOUNT}


def _step(k: int, n: int, before: int) -> dict[str, Any]:
    return {"meter": meter(n), "number": before + 1, "line": 1, "carriage": k + 1, "news": "sold", "after": "sold"}


def _put(of: Shop, table: str, rows: Iterator[dict[str, Any]]) -> None:
    with of.transaction() as session:
        while some := list(islice(rows, _AT_ONCE)):
            session.connection().execute(insert(Base.metadata.tables[table]), some)

# r0001_book.py - from the first ledger, where a row kept only its last state, to the book
"""What a purchase went through is not known: one event a meter says how each stood, and its money is where that puts
it. A refund had a time since it had a table; its event has it too. Nothing here follows the living tables: this step
makes what there was (tables_0001.py, events_0001.py), and the steps behind it go on from there."""

from collections import defaultdict
from datetime import UTC, datetime
from itertools import count
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from wattkey_host.vend.book.references import plain
from wattkey_host.vend.book.upgrades.events_0001 import EventHead, Step, append, put
from wattkey_host.vend.book.upgrades.tables_0001 import TABLES

revision, down_revision = "0001_book", None
_UNKNOWN = "?"  # nobody wrote down who
_INDEXES = ("one_active_card", "one_sale_a_count", "ix_reference_plain")
_KEPT = ("meter", "elsewhere", "card", "issue", "reading", "box_reading")  # with the columns that they had
_FINAL = ("delivered", "cancelled", "settled")
_SOLD, _REFUNDED = ("till", "owed"), ("free", "till")
_DATES = {"at": sa.DateTime, "sold": sa.Date}


def upgrade() -> None:
    """Bring all of it over. The first ledgers were SQLite's."""
    bind = op.get_bind()
    had = set(sa.inspect(bind).get_table_names()) - {"alembic_version"}
    for name in _INDEXES:
        op.execute(f"DROP INDEX IF EXISTS {name}")
    for name in had:
        op.rename_table(name, f"old_{name}")
    for statement in TABLES:
        op.execute(sa.text(statement))
    _bring_over(bind, had)
    for name in had:
        op.drop_table(f"old_{name}")


def _bring_over(bind: sa.Connection, had: set[str]) -> None:
    numbers = "SELECT customer FROM old_card UNION SELECT customer FROM old_issue"
    bind.execute(sa.text(f"INSERT INTO customer (customer) {numbers}"))
    for table in _KEPT:
        if table in had:
            _copy(bind, table)
    keys, who, now = _attribute("keys"), _attribute("who"), datetime.now(UTC).replace(tzinfo=None)
    refunds = {row["purchase"]: row["at"] for row in _rows(bind, "refund")} if "refund" in had else {}
    ids, stood, refunded = count(1), defaultdict[str, list[Step]](list), []
    for row in _rows(bind, "purchase"):
        purchase = _purchase(bind, row, now)
        for step in _stand(bind, purchase, row, ids, row["id"] in refunds):
            stood[step[0]["meter"]].append(step)
            if step[0]["current"] and row["id"] in refunds:
                refunded.append((step[0], refunds[row["id"]]))
    for meter in sorted(stood):
        append(bind, keys, meter, EventHead(now, who, "upgrade"), stood[meter])
    for way, at in {way["id"]: (way, at) for way, at in refunded}.values():
        bind.execute(sa.text("UPDATE carriage SET refunded = 1 WHERE id = :id"), {"id": way["id"]})
        money: list[Step] = [({**way, "refunded": True}, "refunded", _REFUNDED)]
        append(bind, keys, way["meter"], EventHead(at, _UNKNOWN, "refund"), money)


def _attribute(name: str) -> Any:
    return context.config.attributes[name]


def _rows(bind: sa.Connection, name: str) -> list[Any]:
    had = _columns(bind, name)
    text = sa.text(f"SELECT * FROM old_{name}").columns(**{c: kind for c, kind in _DATES.items() if c in had})
    return [dict(row) for row in bind.execute(text).mappings()]


def _columns(bind: sa.Connection, name: str) -> set[str]:
    return {column["name"] for column in sa.inspect(bind).get_columns(f"old_{name}")}


def _copy(bind: sa.Connection, table: str) -> None:
    names = ", ".join(f'"{name}"' for name in sorted(_columns(bind, table)))
    new, values = (", seen, heard", ", 0, 1") if table == "card" else ("", "")
    bind.execute(sa.text(f"INSERT INTO {table} ({names}{new}) SELECT {names}{values} FROM old_{table}"))


def _purchase(bind: sa.Connection, row: Any, now: datetime) -> dict[str, Any]:
    reads = plain(row["payment"])
    known = bind.scalar(sa.text("SELECT id FROM purchase WHERE plain = :plain"), {"plain": reads})
    purchase = {
        "id": row["id"], "payment": row["payment"], "plain": reads, "twin": known is not None, "meter": row["meter"],
        "amount": row["amount"], "sold": row["sold"], "close": bool(row["close"]), "at": now, "clerk": _UNKNOWN,
    }  # fmt: skip
    put(bind, "purchase", purchase, **_DATES)
    del purchase["id"]
    return {**purchase, "sold_for": purchase["meter"]}


def _stand(bind: sa.Connection, purchase: dict, row: Any, ids: Any, refund_follows: bool) -> list[Step]:
    """The ways of a purchase: those before, and the one that counts; its money with it."""
    past = sa.text('SELECT card, "order", count, state FROM old_past_order WHERE purchase = :id ORDER BY card, "order"')
    none = dict.fromkeys(("current", "open", "proved", "used", "gone", "refunded"), False)
    ways = [
        {
            **none,
            "card": card,
            "order": order,
            "count": number,
            "state": state,
            "ending": None,
            "last": 0,
            "credited": None,
        }
        for card, order, number, state in bind.execute(past, {"id": row["id"]}).all()
    ]
    way = {name: row[name] for name in ("card", "order", "count", "state", "ending", "last")}
    way |= {name: bool(row[name]) for name in ("proved", "used", "gone")}
    way["credited"] = None if row["credited"] is None else bool(row["credited"])
    way |= {"refunded": bool(row["refunded"]) and not refund_follows, "current": True}
    way["open"] = way["state"] not in _FINAL
    ways.append(way)
    for leg, one in enumerate(ways, 1):
        one |= {"id": next(ids), "purchase": row["id"], "leg": leg, "meter": row["meter"]}
        put(bind, "carriage", one)
        one |= {name: value for name, value in purchase.items() if name != "meter"}
    steps: list[Step] = [(one, "upgraded", None) for one in ways]
    steps += [(way, "upgraded", money) for money in _money(way)]
    return steps


def _money(way: dict) -> list[tuple[str, str]]:
    place = "free"
    if way["state"] == "settled":
        place = "delivered" if way["credited"] else "free"
    elif way["state"] != "cancelled":
        place = "delivered" if way["state"] == "delivered" else "owed"
    went = [_SOLD] + ([("owed", place)] if place != "owed" else [])
    return went + ([_REFUNDED] if way["refunded"] else [])

# events_0001.py - how the first book wrote its events: the upgrade to it goes on writing them so
"""A copy of what book.py did then. A later step that changes what a digest covers makes all of them anew."""

import json
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from wattkey_host.vend.keystore import KeyStore
from wattkey_host.vend.signing import digest

Step = tuple[dict, str, tuple[str, str] | None]  # the way (a row of it), the news, the money that moves


class EventHead(NamedTuple):
    """What is said of an event: `at` is UTC."""

    at: datetime
    who: str
    verb: str


def append(bind: sa.Connection, keys: KeyStore, meter: str, told: EventHead, steps: list[Step]) -> None:
    """One event at the end of a meter's chain, with its steps and entries."""
    last = sa.text("SELECT number, digest FROM event WHERE meter = :meter ORDER BY number DESC LIMIT 1")
    number, before = bind.execute(last, {"meter": meter}).one_or_none() or (0, "")
    at: dict[str, Any] = {"meter": meter, "number": number + 1}
    of = [
        [
            news, stands(way), way["leg"], way["card"], way["order"], way["meter"], way["count"], way["payment"],
            way["amount"], way["sold_for"], str(way["sold"]), way["close"], way["twin"], way["at"].isoformat(),
            way["clerk"],
        ]
        for way, news, _ in steps
    ]  # fmt: skip
    money = [[line, *step[2], step[0]["amount"]] for line, step in enumerate(steps, 1) if step[2]]
    head = [meter, number + 1, told.at.isoformat(), told.who, told.verb, ""]
    covered = json.dumps([head, of, money, [], before], ensure_ascii=True, separators=(",", ":")).encode("ascii")
    row = {**at, **told._asdict(), "reason": "", "digest": digest(keys, covered)}
    put(bind, "event", row, at=sa.DateTime)
    for line, (way, news, _) in enumerate(steps, 1):
        put(bind, "step", {**at, "line": line, "carriage": way["id"], "news": news, "after": stands(way)})
    for line, debit, credit, cents in money:
        put(bind, "entry", {**at, "line": line, "debit": debit, "credit": credit, "cents": cents})


def stands(way: dict) -> str:
    """Everything of a way that changes, in one line; the state first."""
    flags = zip("copugr", ("current", "open", "proved", "used", "gone", "refunded"), strict=True)
    marks = "".join(mark if way[name] else "-" for mark, name in flags)
    credited = {None: "", True: "credited", False: "not credited"}[way["credited"]]
    return f"{way['state']}|{marks}|{way['ending'] or ''}|{way['last'] or 0}|{credited}"


def put(bind: sa.Connection, table: str, row: dict[str, Any], **kinds: Any) -> None:
    """One row; `kinds`: the types of columns that are dates."""
    names = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    statement = sa.text(f"INSERT INTO {table} ({names}) VALUES ({values})")
    bind.execute(statement.bindparams(*(sa.bindparam(name, type_=kind) for name, kind in kinds.items())), row)

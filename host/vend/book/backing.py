# backing.py - a copy of the ledger, and its heads: by them a ledger that is older, or was cut, is known
"""The head of a chain is the digest of its last event. Events that are taken off the end of a chain leave the rest in
order; only a head that was written down elsewhere tells of them. So the heads lie beside each backup, under a MAC, and
can be kept apart from it (printed, on a stick, mailed to the supervisor). No personal data is in them."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from hmac import compare_digest
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wattkey_host import foreign
from wattkey_host.vend.book import copying
from wattkey_host.vend.book.engines import in_turn
from wattkey_host.vend.book.history import Event
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.keystore import KeyStore
from wattkey_host.vend.signing import digest
from wattkey_host.vend.wording import refusal

_KIND = "wattkey heads"


class Backup(NamedTuple):
    """`ledger`: the copy; None where the ledger is no file, and pg_dump has to make it. `heads`: the file of heads.
    `head`: one digest of all of them, 32 hexadecimal digits, to be written down."""

    ledger: Path | None
    heads: Path
    head: str


def heads(session: Session) -> dict[str, tuple[int, str]]:
    """Chain (a meter, "" for the shop) -> the number and the digest of its last event."""
    last = select(Event.meter, func.max(Event.number).label("number")).group_by(Event.meter).subquery()
    rows = select(Event.meter, Event.number, Event.digest)
    rows = rows.join(last, (Event.meter == last.c.meter) & (Event.number == last.c.number)).order_by(Event.meter)
    return {meter: (number, mark) for meter, number, mark in session.execute(rows)}


def head(keys: KeyStore, of: dict[str, tuple[int, str]]) -> str:
    """One digest of all heads: 32 hexadecimal digits."""
    return digest(keys, json.dumps([_KIND, sorted(of.items())]).encode("ascii"))


def backup(shop: Shop, folder: Path) -> Backup:
    """Copy the ledger into `folder` while others sell, and write its heads beside it. Raises VendError, OSError."""
    stamp = f"{datetime.now():%Y%m%d-%H%M%S}"
    kept = None if shop.url else copy(shop, folder / f"ledger-{stamp}.db")
    with shop.reading() as session:
        if kept is None:
            of = heads(session)
        else:
            with closing(sqlite3.connect(kept)) as made:  # of the copy, which may be older than this moment
                of = {meter: (number, mark) for meter, number, mark in made.execute(_HEADS)}
    doc = {"kind": _KIND, "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "head": head(shop.keys, of), "heads": of}
    place = folder / f"heads-{stamp}.json"
    foreign.write(place, json.dumps(doc, indent=1).encode("ascii") + b"\n")
    return Backup(kept, place, str(doc["head"]))


_HEADS = (
    "SELECT event.meter, event.number, event.digest FROM event JOIN (SELECT meter, max(number) AS number FROM event"
    " GROUP BY meter) AS last ON event.meter = last.meter AND event.number = last.number ORDER BY event.meter"
)


def copy(shop: Shop, target: Path) -> Path:
    """The ledger file as it is, for its owner alone. Raises VendError where it is no file, OSError."""
    if shop.url:
        raise refusal("ledger.no_file", where=shop.where)
    copying.copy(shop.path, target)
    return target


def compare(shop: Shop, text: bytes) -> list[str]:
    """What the ledger lacks of what it had when those heads were written: one sentence for each chain. Raises
    VendError for a file that is none, or that was altered."""
    had = _read(shop.keys, text)
    faults = []
    with shop.reading() as session:
        for meter, (number, mark) in had.items():
            now = session.scalar(select(Event.digest).where(Event.meter == meter, Event.number == number))
            if now != mark:
                where = f"meter {meter}" if meter else "the shop"
                faults.append(f"event {number} of {where} is {'gone' if now is None else 'another'} since these heads")
    return faults


def _read(keys: KeyStore, text: bytes) -> dict[str, tuple[int, str]]:
    try:
        doc = json.loads(text)
        had = {str(meter): (int(number), str(mark)) for meter, (number, mark) in doc["heads"].items()}
        genuine = compare_digest(str(doc["head"]), head(keys, had))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise refusal("heads.none") from error
    if not genuine:
        raise refusal("heads.altered")
    return had


def let_go_of_what_was_erased(shop: Shop) -> None:
    """What was deleted lies in a file of SQLite until it is written over: make it anew. Backups keep it. A PostgreSQL
    does so in its own time (VACUUM)."""
    if shop.url:
        return
    with in_turn(shop.folder), closing(sqlite3.connect(shop.path, timeout=5, isolation_level=None)) as ledger:
        ledger.execute("VACUUM")
        ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")

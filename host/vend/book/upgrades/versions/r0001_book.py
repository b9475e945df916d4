# r0001_book.py - from the first ledger, where a row kept only its last state, to the book
"""What a purchase went through is not known: one event a meter says how each stood, and its money is where that puts
it. A refund had a time since it had a table; its event has it too. With a second step after this one, the tables and
the rows that are made here must be written out, for then they are those of the past."""

from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.orm import Session

from wattkey_host.vend.book import states
from wattkey_host.vend.book.base import Base
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.ledger import Card, Carriage, Customer, Elsewhere, Issue, Meter, Purchase, is_open
from wattkey_host.vend.book.meterwords import BoxReading, Reading
from wattkey_host.vend.book.references import plain

revision, down_revision = "0001_book", None
_UNKNOWN = "?"  # nobody wrote down who
_INDEXES = ("one_active_card", "one_sale_a_count", "ix_reference_plain")
_KEPT = (Meter, Elsewhere, Card, Issue, Reading, BoxReading)  # with the columns that they had


def upgrade() -> None:
    """Bring all of it over. The first ledgers were SQLite's."""
    bind = op.get_bind()
    had = set(sa.inspect(bind).get_table_names()) - {"alembic_version"}
    for name in _INDEXES:
        op.execute(f"DROP INDEX IF EXISTS {name}")
    for name in had:
        op.rename_table(name, f"old_{name}")
    Base.metadata.create_all(bind)
    _bring_over(bind, had)
    for name in had:
        op.drop_table(f"old_{name}")


def _bring_over(bind: sa.Connection, had: set[str]) -> None:
    attributes = context.config.attributes
    with Session(bind) as session:
        numbers = sa.text("SELECT customer FROM old_card UNION SELECT customer FROM old_issue")
        session.add_all(Customer(customer=number) for number in session.scalars(numbers))
        session.flush()
        for table in _KEPT:
            if table.__tablename__ in had:
                _copy(session, table)
        book = Book(session, attributes["keys"], "upgrade", attributes["who"])
        purchases = [_purchase(book, row) for row in _rows(session, "purchase")]
        refunds = {row["purchase"]: row["at"] for row in _rows(session, "refund")} if "refund" in had else {}
        for purchase, row in purchases:
            _stand(book, purchase, row, row["id"] in refunds)
        book.close()
        for purchase, row in purchases:
            if row["id"] in refunds:
                _refund(session, purchase, refunds[row["id"]])
        session.commit()


def _rows(session: Session, name: str) -> list[Any]:
    columns = {"at": sa.DateTime, "sold": sa.Date}
    text = sa.text(f"SELECT * FROM old_{name}").columns(
        **{c: columns[c] for c in columns if c in _columns(session, name)}
    )
    return [dict(row) for row in session.execute(text).mappings()]


def _columns(session: Session, name: str) -> set[str]:
    return {column["name"] for column in sa.inspect(session.connection()).get_columns(f"old_{name}")}


def _copy(session: Session, table: Any) -> None:
    names = ", ".join(f'"{name}"' for name in sorted(_columns(session, table.__tablename__)))
    new, values = (", seen, heard", ", 0, 1") if table is Card else ("", "")
    into, of = names + new, names + values
    session.execute(sa.text(f"INSERT INTO {table.__tablename__} ({into}) SELECT {of} FROM old_{table.__tablename__}"))


def _purchase(book: Book, row: Any) -> tuple[Purchase, Any]:
    reads = plain(row["payment"])
    known = book.session.scalar(sa.select(Purchase.id).where(Purchase.plain == reads))
    purchase = Purchase(
        payment=row["payment"], plain=reads, twin=known is not None, sold_for=row["meter"], amount=row["amount"],
        sold=row["sold"], close=bool(row["close"]), at=book.at, clerk=_UNKNOWN,
    )  # fmt: skip
    book.session.add(purchase)
    book.session.flush()
    return purchase, row


def _stand(book: Book, purchase: Purchase, row: Any, refund_follows: bool) -> None:
    """The ways of a purchase: those before, and the one that counts; its money with it."""
    past = sa.text('SELECT card, "order", count, state FROM old_past_order WHERE purchase = :id ORDER BY card, "order"')
    leg = 0
    for leg, (card, order, count, state) in enumerate(book.session.execute(past, {"id": row["id"]}).all(), 1):
        before = Carriage(
            purchase=purchase.id, leg=leg, card=card, order=order, meter=row["meter"], count=count, state=state,
            current=False, open=False,
        )  # fmt: skip
        book.begin(purchase, before, states.UPGRADED)
    names = ("card", "order", "meter", "count", "state", "ending", "last")
    flags = {name: bool(row[name]) for name in ("proved", "used", "gone")}
    way = Carriage(purchase=purchase.id, leg=leg + 1, **{name: row[name] for name in names}, **flags)
    way.credited = None if row["credited"] is None else bool(row["credited"])
    way.refunded, way.current = bool(row["refunded"]) and not refund_follows, True
    way.open = is_open(way)
    book.begin(purchase, way, states.UPGRADED)
    for money in _money(way):
        book.note(way, states.UPGRADED, money)


def _money(way: Carriage) -> list[tuple[str, str]]:
    went = [states.MONEY[states.BEGUN]]
    place = states.account(way.state, way.credited, False)
    if place != states.OWED:
        went.append((states.OWED, place))
    return went + ([states.MONEY[states.REFUNDED]] if way.refunded else [])


def _refund(session: Session, purchase: Purchase, at: Any) -> None:
    book = Book(session, context.config.attributes["keys"], "refund", _UNKNOWN)
    book.at = at
    purchase.way.refunded = True
    book.note(purchase.way, states.REFUNDED, states.MONEY[states.REFUNDED])
    book.close()

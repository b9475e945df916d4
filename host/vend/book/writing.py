# writing.py - what a sale writes: five new rows, two numbers, in one statement where the engine has such
"""A PostgreSQL takes them together (WITH ... INSERT), which spares six ways to the server and back; a file of SQLite
has no ways, and no such statement."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Insert, Select, Table, bindparam, insert, inspect, select, update

from wattkey_host.vend.book.base import Base
from wattkey_host.vend.book.history import Entry, Event, Step
from wattkey_host.vend.book.ledger import Card, Carriage, Meter, Purchase

Row = Mapping[str, Any]  # column -> value
_PURCHASE, _CARRIAGE, _EVENT, _STEP, _ENTRY, _CARD, _METER = (
    Base.metadata.tables[model.__tablename__] for model in (Purchase, Carriage, Event, Step, Entry, Card, Meter)
)
_WAITS = ("id", "purchase")  # until another row has its number
_NEW = tuple(insert(table) for table in (_PURCHASE, _CARRIAGE, _EVENT, _STEP, _ENTRY))
_ORDERED = update(_CARD).where(_CARD.c.card == bindparam("at_card")).values(next_order=bindparam("then_order"))
_COUNTED = update(_METER).where(_METER.c.meter == bindparam("at_meter")).values(count=bindparam("then_count"))


class SaleRows(NamedTuple):
    """The new rows, by column: a way without its purchase, a step without its way."""

    purchase: Row
    way: Row
    event: Row
    step: Row
    entry: Row

    @property
    def numbers(self) -> dict[str, Any]:
        """The next order of the card, the last count of the meter, as the updates take them."""
        card, order, meter, count = (self.way[name] for name in ("card", "order", "meter", "count"))
        return {"at_card": card, "then_order": order + 1, "at_meter": meter, "then_count": count}


def begun(**given: object) -> Carriage:
    """A new way, with all that the ledger would put in by itself."""
    return Carriage(**_defaults(Carriage) | given)


def row_of(row: Base) -> dict[str, Any]:
    """Column -> value, but for the numbers that the ledger gives."""
    return {column: getattr(row, name) for column, name in _columns(type(row))}


def write(connection: Connection, sale: SaleRows) -> tuple[int, int]:
    """(number of the purchase, of its way). Raises DBAPIError."""
    if connection.dialect.name == "postgresql":
        named = {f"{table}_{column}": value for table, row in sale._asdict().items() for column, value in row.items()}
        bought, carried = connection.execute(_in_one(), named | sale.numbers).one()
        return bought, carried
    purchase, way, event, step, entry = _NEW
    bought = connection.execute(purchase, sale.purchase).lastrowid
    carried = connection.execute(way, {**sale.way, "purchase": bought}).lastrowid
    connection.execute(event, sale.event)
    connection.execute(step, {**sale.step, "carriage": carried})
    connection.execute(entry, sale.entry)
    connection.execute(_ORDERED, sale.numbers)
    connection.execute(_COUNTED, sale.numbers)
    return bought, carried


@cache
def _columns(model: type[Base]) -> list[tuple[str, str]]:
    every = ((attribute.columns[0].name, attribute.key) for attribute in inspect(model).column_attrs)
    return [(column, name) for column, name in every if column not in _WAITS]


@cache
def _defaults(model: type[Base]) -> dict[str, Any]:
    usual = {column.name: column.default for column in inspect(model).columns if column.name not in _WAITS}
    return {name: None if default is None else getattr(default, "arg", None) for name, default in usual.items()}


@cache
def _in_one() -> Select:
    def row(table: Table, name: str, **known: object) -> Insert:
        named: dict[str, Any] = {
            c.name: bindparam(f"{name}_{c.name}") for c in table.columns if c.name not in ("id", *known)
        }
        return insert(table).values(named | known)

    bought = row(_PURCHASE, "purchase").returning(_PURCHASE.c.id).cte("bought")
    way = row(_CARRIAGE, "way", purchase=select(bought.c.id).scalar_subquery())
    carried = way.returning(_CARRIAGE.c.id).cte("carried")
    others = (
        row(_EVENT, "event"), row(_STEP, "step", carriage=select(carried.c.id).scalar_subquery()),
        row(_ENTRY, "entry"), _ORDERED, _COUNTED,
    )  # fmt: skip
    told = [other.cte(f"told{n}") for n, other in enumerate(others)]
    numbers = (select(one.c.id).scalar_subquery() for one in (bought, carried))
    return select(*numbers).add_cte(*told)

# base.py - what all tables of the ledger have in common
"""Integers have 64 bits on every engine. Nothing here that a distributed PostgreSQL lacks: no order is read out of a
sequence, and what must not be twice stands under a unique index."""

from sqlalchemy import BigInteger, Connection, Index, Integer, event, text
from sqlalchemy.orm import DeclarativeBase

VERSION = "0003_counts"  # of the tables; the last step of upgrades/versions


class Base(DeclarativeBase):
    """The tables of one ledger."""

    type_annotation_map = {int: BigInteger().with_variant(Integer(), "sqlite")}  # noqa: RUF012


def unique(name: str, *columns: str, where: str) -> Index:
    """An index: unique among the rows for which `where` is true. Each database has an option of its own for that; if
    both were given here, SQLAlchemy would load both databases' parts whenever anything is sold."""
    index = Index(name, *columns, unique=True)

    @event.listens_for(index, "before_create")
    def _of_these_rows(_index: Index, connection: Connection, **_: object) -> None:
        index.dialect_kwargs[f"{connection.dialect.name}_where"] = text(where)

    return index

# base.py - what all tables of the ledger have in common
"""Integers have 64 bits on every engine. Nothing here that a distributed PostgreSQL lacks: no order is read out of a
sequence, and what must not be twice stands under a unique index."""

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import DeclarativeBase

VERSION = "0003_counts"  # of the tables; the last step of upgrades/versions


class Base(DeclarativeBase):
    """The tables of one ledger."""

    type_annotation_map = {int: BigInteger().with_variant(Integer(), "sqlite")}  # noqa: RUF012

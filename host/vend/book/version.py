# version.py - whether a ledger is of this program's version; Alembic changes it (upgrade.py) and is not needed here
"""Read at every start, so it costs one question and imports nothing."""

from sqlalchemy import Connection, inspect, text

from wattkey_host.vend.book.base import VERSION
from wattkey_host.vend.wording import refusal

TABLE = "alembic_version"  # Alembic's own: one row


def stamp(connection: Connection) -> None:
    """A ledger that was just made has this version. Nothing where one stands already."""
    connection.execute(text(f"CREATE TABLE IF NOT EXISTS {TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    if connection.scalar(text(f"SELECT count(*) FROM {TABLE}")) == 0:
        connection.execute(text(f"INSERT INTO {TABLE} VALUES (:version)"), {"version": VERSION})


def of(connection: Connection) -> str | None:
    """The version of a ledger; None before there were versions."""
    if not inspect(connection).has_table(TABLE):
        return None
    return connection.scalar(text(f"SELECT version_num FROM {TABLE}"))


def check(connection: Connection, where: str) -> None:
    """Raises VendError for a ledger of an older or newer program."""
    found = of(connection)
    if found == VERSION:
        return
    if found is None or found < VERSION:
        raise refusal("ledger.older", where=where)
    raise refusal("ledger.newer", where=where, found=found)

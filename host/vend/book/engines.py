# engines.py - the databases that a ledger can lie in: a file of SQLite, or a PostgreSQL
"""Reading takes no write lock on either. The sellers of one file stand in a queue (a lock that the kernel hands on in
turn): SQLite's own waiting is a lottery. Meant for CockroachDB and YugabyteDB too; not tried there."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.util import LRUCache

from wattkey_host.vend.wording import refusal

# A sale that was told survives a power cut.
PRAGMAS: tuple[str, ...] = ("PRAGMA foreign_keys = ON", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")
QUEUE = "ledger.queue"
# Connections of one process that stay: opening another costs more than a sale. One that has been idle so long is asked
# whether it still stands; each time would cost as much as a question.
_KEPT: dict[str, Any] = {"pool_size": 10, "max_overflow": 30}
_ASLEEP_S = 5.0
_COMPILED: LRUCache[Any, Any] = LRUCache(500)  # statements of all files, as many as an engine keeps by itself
_TWICE = ("40001", "40P01", "55P03", "23505")  # SQLSTATE: what another seller did at this moment; once more, it goes


def of_file(path: Path, *, write: bool) -> Engine:
    """A ledger in a file of SQLite; `write`: every transaction has it for itself from the start."""
    url, dialect = URL.create("sqlite", database=str(path)), _sqlite()
    where, how = dialect.create_connect_args(url)
    pool = QueuePool(partial(dialect.connect, *where, timeout=5, **how), dialect=dialect, **_KEPT)
    engine = Engine(pool, dialect, url, execution_options={"compiled_cache": _COMPILED})

    @event.listens_for(engine, "connect")
    def _connected(connection, _record) -> None:  # noqa: ANN001
        connection.isolation_level = None  # BEGIN is ours: sqlite3 would begin too late for a safe read-then-write
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


@cache
def _sqlite() -> Dialect:
    """One for all files: a statement is compiled for a dialect, so what one ledger has asked no other compiles again.
    It knows its database from its first connection on, which create_engine alone sees to."""
    engine = create_engine("sqlite://")
    engine.connect().close()
    return engine.dialect


def of_url(url: str) -> Engine:
    """A ledger in a PostgreSQL. Raises VendError where its driver is not installed, or the URL is of another kind."""
    if not url.startswith("postgresql+psycopg://"):
        raise refusal("database.kind", kind=url.partition(":")[0])
    try:
        engine = create_engine(url, **_KEPT)
    except ModuleNotFoundError as error:
        raise refusal("database.driver", name=error.name) from error

    @event.listens_for(engine, "checkin")
    def _given_back(_connection, record) -> None:  # noqa: ANN001
        record.info["idle_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def _taken(connection, record, _proxy) -> None:  # noqa: ANN001
        if monotonic() - record.info.get("idle_since", monotonic()) > _ASLEEP_S:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error  # the pool takes another one

    return engine


def locks_rows(session: Session) -> bool:
    """Whether a row can be locked; a file of SQLite is the writer's, whole."""
    return session.get_bind().dialect.name != "sqlite"


def passing(error: DBAPIError) -> bool:
    """Whether another seller was in the way at this moment only, so that the verb can run again."""
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state in _TWICE
    return "UNIQUE" in str(error.orig) if isinstance(error, IntegrityError) else "locked" in str(error.orig)


if sys.platform == "win32":

    @contextmanager
    def in_turn(_folder: Path) -> Iterator[None]:
        """SQLite's own waiting has to do."""
        yield

else:
    import fcntl

    @contextmanager
    def in_turn(folder: Path) -> Iterator[None]:
        """Wait until all who came before have written. Raises OSError."""
        handle = os.open(folder / QUEUE, os.O_RDWR | os.O_CREAT, 0o600)  # each its own: threads wait as well
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

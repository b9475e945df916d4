# upgrade.py - a ledger of an older program becomes one of this: a backup first, then Alembic's steps
"""All in one transaction: cut off anywhere, the ledger is what it was, and the backup beside it is one too many."""

from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, NullPool, create_engine, event
from sqlalchemy.exc import DatabaseError

from wattkey_host.interrupt import Held
from wattkey_host.vend.book import engines, version
from wattkey_host.vend.book.backing import copy
from wattkey_host.vend.book.base import VERSION
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.wording import refusal

_STEPS = Path(__file__).parent / "upgrades"


def upgrade(shop: Shop, who: str, backed_up: bool = False) -> Path | None:
    """Bring the ledger to this program's version; where its backup lies, or None if there was nothing to do, or the
    ledger is no file. `backed_up`: somebody has made a backup of a ledger that is no file.

    Raises VendError; for a newer ledger above all.
    """
    with shop.reading() as session:
        found = version.of(session.connection())
        if found == VERSION:
            return None
        if found is not None and found > VERSION:
            version.check(session.connection(), shop.where)
    if shop.url:
        if not backed_up:
            raise refusal("ledger.back_up_first", where=shop.where)
        with Held(), shop.engine.connect() as connection, connection.begin():
            _steps(connection, shop, who)
        return None
    with engines.in_turn(shop.folder), Held():
        kept = copy(shop, shop.path.with_name(f"ledger-{datetime.now():%Y%m%d-%H%M%S}.db"))
        try:
            _run(shop, who)
        except DatabaseError as error:
            raise refusal("ledger.not_upgraded", where=shop.where, error=error.orig, kept=kept) from error
    return kept


def _run(shop: Shop, who: str) -> None:
    engine = create_engine(f"sqlite:///{shop.path}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _connected(connection, _record) -> None:  # noqa: ANN001
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _began(connection) -> None:  # noqa: ANN001
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.connect() as connection, connection.begin():
        _steps(connection, shop, who)


def _steps(connection: Connection, shop: Shop, who: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    config.attributes.update(connection=connection, keys=shop.keys, who=who)
    command.upgrade(config, "head")

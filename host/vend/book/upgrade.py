# upgrade.py - a ledger of an older program becomes one of this: a backup first, then Alembic's steps
"""All in one transaction: cut off anywhere, the ledger is what it was, and the backup beside it is one too many."""

from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import NullPool, create_engine, event
from sqlalchemy.exc import DatabaseError

from wattkey_host.interrupt import Held
from wattkey_host.vend.book import copying, engines, version
from wattkey_host.vend.book.base import VERSION
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError

_STEPS = Path(__file__).parent / "upgrades"


def upgrade(shop: Shop, who: str) -> Path | None:
    """Bring the ledger to this program's version; where its backup lies, or None if there was nothing to do.

    Raises VendError; for a newer ledger above all.
    """
    with shop.reading() as session:
        found = version.of(session.connection())
        if found == VERSION:
            return None
        if found is not None and found > VERSION:
            version.check(session.connection(), shop.where)
    with engines.in_turn(shop.folder), Held():
        kept = backup(shop)
        try:
            _run(shop, who)
        except DatabaseError as error:
            what = f"the ledger {shop.where} cannot be upgraded: {error.orig}"
            raise VendError(what, f"It is as it was; so is its backup {kept}") from error
    return kept


def backup(shop: Shop) -> Path:
    """A copy of a ledger file beside it, for its owner alone. Raises VendError where it is no file, OSError."""
    if shop.url:
        raise VendError(f"{shop.where} is no file", "Make a backup with pg_dump")
    target = shop.path.with_name(f"ledger-{datetime.now():%Y%m%d-%H%M%S}.db")
    copying.copy(shop.path, target)
    return target


def _run(shop: Shop, who: str) -> None:
    engine = create_engine(f"sqlite:///{shop.path}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _connected(connection, _record) -> None:  # noqa: ANN001
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _began(connection) -> None:  # noqa: ANN001
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    with engine.connect() as connection, connection.begin():
        config.attributes.update(connection=connection, keys=shop.keys, who=who)
        command.upgrade(config, "head")

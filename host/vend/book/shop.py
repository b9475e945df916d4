# shop.py - a shop is a folder: its ledger (or where that is) and its keys
"""`ledger.db` (SQLite) and `keys.json`; `database.url` in the place of the first where the ledger is a PostgreSQL. Each
is worth nothing without the other: back up both, together."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from wattkey_host.interrupt import Held
from wattkey_host.vend.book import engines, generations, version
from wattkey_host.vend.book.base import Base
from wattkey_host.vend.book.history import Event
from wattkey_host.vend.book.ledger import Card, Generation
from wattkey_host.vend.book.meterwords import Reading
from wattkey_host.vend.keys import Ask, Keys
from wattkey_host.vend.keystore import KeyStore
from wattkey_host.vend.wording import refusal

LEDGER = "ledger.db"
DATABASE = "database.url"
KEYS = "keys.json"
ALL = (Card, Event, Reading)  # of every file of tables one, so that all are known to Base


class Shop:
    """An open shop: `keys`, and transactions on its ledger."""

    def __init__(self, folder: Path, keys: KeyStore | None = None) -> None:
        """Use `Shop.create` or `Shop.open`; without keys the ledger can only be looked at. Raises VendError."""
        self.folder = folder
        self._keys = keys
        self.path = folder / LEDGER
        self.url = (folder / DATABASE).read_text("utf-8").strip() if (folder / DATABASE).exists() else None
        if self.url:
            self.engine = engines.of_url(self.url)
            self._reader: Engine = self.engine.execution_options(isolation_level="REPEATABLE READ")  # one moment
            self._asker: Engine = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        else:
            self.engine, self._reader = engines.of_file(self.path, write=True), engines.of_file(self.path, write=False)
            self._asker = self._reader

    @property
    def keys(self) -> KeyStore:
        """The shop's keys."""
        assert self._keys is not None
        return self._keys

    @keys.setter
    def keys(self, keys: KeyStore) -> None:
        self._keys = keys

    @property
    def where(self) -> str:
        """Where its ledger lies, without a password."""
        return self.engine.url.render_as_string(hide_password=True) if self.url else str(self.path)

    @classmethod
    def create(
        cls, folder: Path, seed: bytes | None = None, passphrase: str | None = None, database: str | None = None,
        token: str | None = None,
    ) -> "Shop":  # fmt: skip
        """A new shop in `folder`, its keys sealed under `passphrase` if there is one, or by the PKCS#11 token of this
        label, whose PIN it is then.

        Raises VendError where a shop is already; its keys are never overwritten.

        The ledger comes first: an `init` that was cut off can simply be run again.
        """
        if (folder / KEYS).exists():
            raise refusal("shop.exists", folder=folder)
        _make_folder(folder, database)
        shop = cls(folder)
        with errors_in_words(shop), shop.begun() as session:
            Base.metadata.create_all(session.connection())
            version.stamp(session.connection())
            cards = session.scalar(select(func.count()).select_from(Card))
            if cards:
                raise refusal("keys.gone", where=shop.where, keys=KEYS)
            session.execute(delete(Generation))  # of keys that an `init` before this one did not keep
        shop.keys = Keys.create(folder / KEYS, seed, passphrase, token)
        shop.note_keys()
        return shop

    @classmethod
    def open(cls, folder: Path, ask: Ask | None = None, older: bool = False) -> "Shop":
        """The shop in `folder`; `ask` gives the passphrase if its keys are sealed. `older`: to be upgraded.

        Raises VendError when there is none, or a part of it is missing, or its ledger is of another version.
        """
        keys = Keys.load(folder / KEYS, ask)
        if not (folder / LEDGER).exists() and not (folder / DATABASE).exists():
            raise refusal("ledger.missing", ledger=folder / LEDGER)
        _close_to_others(folder)
        shop = cls(folder, keys)
        if not older:
            with shop.reading() as session:
                version.check(session.connection(), shop.where)
                lacking = generations.lacking(session, keys)
            if lacking:  # a `rotate`, or an `init`, was cut off behind the key file
                shop.note_keys()
        return shop

    def note_keys(self) -> None:
        """The ledger knows all generations of the keys. Raises VendError where it was kept with others."""
        with self.transaction() as session:
            generations.note(session, self.keys)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session in which all happens or nothing, and Ctrl-C waits for its end. Raises VendError."""
        with errors_in_words(self), self.begun() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that shows one moment and holds nobody up; nothing is changed in it. Raises VendError."""
        with errors_in_words(self), Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """As `reading`, for one question alone: a database server is spared beginning and end. Raises VendError."""
        with errors_in_words(self), self._asker.connect() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the database for now: its files can be copied, and everything is in `ledger.db` itself."""
        self.engine.dispose()
        self._reader.dispose()

    @contextmanager
    def begun(self) -> Iterator[Session]:
        """As `transaction`, with the database's own errors: for who runs it again. Raises DBAPIError."""
        turn = nullcontext() if self.url else engines.in_turn(self.folder)
        with turn, Held(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session


@contextmanager
def looking(folder: Path) -> Iterator[Session]:
    """A session that changes nothing and needs no keys. Raises VendError, also where there is no ledger."""
    if not (folder / LEDGER).exists() and not (folder / DATABASE).exists():
        raise refusal("ledger.none", ledger=folder / LEDGER)
    with Shop(folder).reading() as session:
        yield session


@contextmanager
def errors_in_words(shop: Shop) -> Iterator[None]:
    """What the database refuses, as a VendError: it is busy, it cannot be used, or it is damaged."""
    try:
        yield
    except DatabaseError as error:
        raise refusal(_code(error), where=shop.where, error=error.orig) from error


def _code(error: DatabaseError) -> str:
    if engines.passing(error):
        return "ledger.busy"
    damaged = "malformed" in str(error.orig) or "not a database" in str(error.orig)
    return "ledger.damaged" if damaged else "ledger.unusable"


def _make_folder(folder: Path, database: str | None) -> None:
    """The folder and an empty ledger, the owner's alone: it has customers' numbers. Raises OSError.

    A folder that was there and has other things in it stays as open as it was: what we put there is closed by itself.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        folder.chmod(0o700)
    name, text = (DATABASE, f"{database}\n") if database else (LEDGER, "")
    with suppress(FileExistsError):
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # its journals take its mode
        os.write(handle, text.encode())
        os.close(handle)
    _close_to_others(folder)


def _close_to_others(folder: Path) -> None:
    """An older ledger, or one that was copied back, may be open to others. Raises OSError."""
    for name in (DATABASE, *(LEDGER + end for end in ("", "-journal", "-wal", "-shm"))):
        path = folder / name
        with suppress(FileNotFoundError):
            if os.name == "posix" and path.stat().st_mode & 0o077:
                path.chmod(0o600)

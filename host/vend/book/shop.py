# shop.py - a shop is a folder: its ledger and its keys
"""`ledger.db` (SQLite) and `keys.json`. Each is worth nothing without the other: back up both, together."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Engine, NullPool, create_engine, event, func, select
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from wattkey_host.interrupt import Held
from wattkey_host.vend.book.ledger import Base, Card
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.keys import Ask, Keys

LEDGER = "ledger.db"
KEYS = "keys.json"
PRAGMAS = ("PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL")  # a sale that was told survives a power cut


class Shop:
    """An open shop: `keys`, and transactions on its ledger."""

    def __init__(self, folder: Path, keys: Keys, engine: Engine) -> None:
        """Use `Shop.create` or `Shop.open`."""
        self.folder = folder
        self.keys = keys
        self._engine = engine

    @classmethod
    def create(cls, folder: Path, seed: bytes | None = None, passphrase: str | None = None) -> "Shop":
        """A new shop in `folder`, its keys sealed under `passphrase` if there is one.

        Raises VendError where a shop is already; its keys are never overwritten.

        The ledger comes first: an `init` that was cut off can simply be run again.
        """
        if (folder / KEYS).exists():
            raise VendError(f"{folder} is a shop already", "Use it, or name another folder")
        _make_folder(folder)
        engine = _engine(folder)
        with _errors_in_words(folder), Held():
            Base.metadata.create_all(engine)
            with Session(engine) as session:
                cards = session.scalar(select(func.count()).select_from(Card))
        if cards:
            raise VendError(f"{folder / LEDGER} knows cards, but {KEYS} is gone", f"Restore {KEYS} from your backup")
        return cls(folder, Keys.create(folder / KEYS, seed, passphrase), engine)

    @classmethod
    def open(cls, folder: Path, ask: Ask | None = None) -> "Shop":
        """The shop in `folder`; `ask` gives the passphrase if its keys are sealed.

        Raises VendError when there is none or a part of it is missing.
        """
        keys = Keys.load(folder / KEYS, ask)
        if not (folder / LEDGER).exists():
            raise VendError(
                f"{folder / LEDGER} is missing", "Restore it from your backup: selling without it doubles counts"
            )
        _close_to_others(folder)
        return cls(folder, keys, _engine(folder))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session in which all happens or nothing; nobody else writes meanwhile, and Ctrl-C waits for its end.

        Raises VendError.
        """
        with (
            _errors_in_words(self.folder),
            Held(),
            Session(self._engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session


@contextmanager
def looking(folder: Path) -> Iterator[Session]:
    """A session that changes nothing and needs no keys. Raises VendError, also where there is no ledger."""
    if not (folder / LEDGER).exists():
        raise VendError(f"{folder / LEDGER} is missing")
    path = URL.create("sqlite", database=f"file:{quote(str(folder / LEDGER))}", query={"mode": "ro", "uri": "true"})
    with _errors_in_words(folder), Session(create_engine(path, poolclass=NullPool)) as session:
        yield session


def _make_folder(folder: Path) -> None:
    """The folder and an empty ledger, the owner's alone: it has customers' numbers. Raises OSError.

    A folder that was there and has other things in it stays as open as it was: what we put there is closed by itself.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        folder.chmod(0o700)
    with suppress(FileExistsError):
        os.close(os.open(folder / LEDGER, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # its journals take its mode
    _close_to_others(folder)


def _close_to_others(folder: Path) -> None:
    """An older ledger, or one that was copied back, may be open to others. Raises OSError."""
    for end in ("", "-journal", "-wal", "-shm"):
        path = folder / (LEDGER + end)
        with suppress(FileNotFoundError):
            if os.name == "posix" and path.stat().st_mode & 0o077:
                path.chmod(0o600)


def _engine(folder: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(folder / LEDGER)), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _connected(connection, _record) -> None:  # noqa: ANN001
        connection.isolation_level = None  # BEGIN is ours: sqlite3 would begin too late for a safe read-then-write
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _began(connection) -> None:  # noqa: ANN001
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def _errors_in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        what = f"the ledger {folder / LEDGER} cannot be used: {error.orig}"
        if isinstance(error, OperationalError) and "no such table" not in str(error.orig):
            do = "See that no other program holds it and that the disk can be written"
        else:
            do = f"It is damaged: restore {LEDGER} and {KEYS} from your backup, and sell nothing until then"
        raise VendError(what, do) from error

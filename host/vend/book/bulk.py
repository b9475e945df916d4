# bulk.py - many reports in one transaction: read together, judged one by one, written together
"""The rules are those of one report (receive.py). Reports of different cards and meters are taken together under one
savepoint; whatever one of them refuses, or asks beyond what was fetched, it is taken by itself behind them, under a
savepoint of its own. Reports of one card keep their order."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import event, insert
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.attributes import instance_state

from wattkey_host.vend.book.base import Base
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.fetched import Beyond, Fetched
from wattkey_host.vend.book.history import Entry, Event, Report, Step
from wattkey_host.vend.book.ledger import Carriage
from wattkey_host.vend.book.receive import Outcome, receive
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.keystore import KeyStore

_TRIES = 8  # so many that are refused are taken out one by one; with more, each is taken by itself
_TABLES: tuple[type[Base], ...] = (Event, Step, Entry, Report)
Done = Outcome | VendError
Single = Callable[[dict], Done]


class BulkBook(Book):
    """The book for one report of many: it runs no statement; `ink` gets what is to be written."""

    def __init__(self, rows: Fetched, keys: KeyStore, verb: str, who: str, ink: dict[type[Base], list[dict]]) -> None:
        super().__init__(rows.session, keys, verb, who, rows)
        self._fetched, self._ink = rows, ink
        rows.handed = []

    def notice(self) -> None:
        """Look at the rows that were given out."""
        for row in self._fetched.handed:
            state = instance_state(row)
            if state.pending or state.modified and self.session.is_modified(row):
                self.changed = True
                if isinstance(row, Carriage):
                    self._touched[id(row)] = row

    def leave(self) -> None:
        """Nothing listens."""

    def _listen(self) -> None:
        """The rows are looked at instead."""

    def _write(self, told: dict, rows: Sequence[Sequence[dict]]) -> None:
        self._fetched.chains[told["meter"]] = (told["number"], told["digest"])
        for table, some in zip(_TABLES, ([told], *rows), strict=True):
            self._ink[table] += some


class Bulk:
    """Reports in one transaction of `session`. `single` takes one by itself."""

    def __init__(self, session: Session, keys: KeyStore, verb: str, who: str, single: Single) -> None:
        self._session, self._keys, self._verb, self._who, self._single = session, keys, verb, who, single

    def take(self, reports: Sequence[dict]) -> list[Done]:
        """What became of each, in their order."""
        done: dict[int, Done] = {}
        left = dict(enumerate(reports))
        while left:
            some = _apart(left)
            done |= self._together(some)
            left = {n: report for n, report in left.items() if n not in some}
        return [done[n] for n in range(len(reports))]

    def _together(self, some: dict[int, dict]) -> dict[int, Done]:
        """Reports of different cards and meters."""
        alone = dict[int, dict]()
        for _ in range(_TRIES):
            try:
                done = self._try({n: report for n, report in some.items() if n not in alone}, alone)
                break
            except _Alone as one:
                alone[one.number] = some[one.number]
        else:
            done, alone = {}, some
        return done | {n: self._single(report) for n, report in alone.items()}

    def _try(self, some: dict[int, dict], alone: dict[int, dict]) -> dict[int, Done]:
        """Book all reports that are plain; the others go to `alone`. Raises _Alone where one refuses."""
        done: dict[int, Done] = {}
        ink: dict[type[Base], list[dict]] = {table: [] for table in _TABLES}
        with self._session.begin_nested():
            fetched = Fetched(self._session, list(some.values()))
            alone |= {n: report for n, report in some.items() if not fetched.plain(report)}
            with self._session.no_autoflush, _no_statement(self._session):
                for n, report in some.items():
                    if n not in alone:
                        done[n] = self._one(fetched, ink, n, report)
            self._session.flush()
            for table, rows in ink.items():
                if rows:
                    self._session.connection().execute(insert(Base.metadata.tables[table.__tablename__]), rows)
        return done

    def _one(self, fetched: Fetched, ink: dict[type[Base], list[dict]], number: int, report: dict) -> Outcome:
        book = BulkBook(fetched, self._keys, self._verb, self._who, ink)
        try:
            done = receive(book, report)
            book.close()
        except (VendError, Beyond) as error:
            raise _Alone(number) from error
        return done


class _Alone(Exception):  # noqa: N818
    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def _apart(reports: dict[int, dict]) -> dict[int, dict]:
    """The first report of each card and meter."""
    seen: set[str] = set()
    first = {}
    for n, report in reports.items():
        names = {report["card"], report["meter"]}
        if not names & seen:
            first[n] = report
        seen |= names
    return first


@contextmanager
def _no_statement(session: Session) -> Iterator[None]:
    """Whoever asks the database has gone beyond what was fetched."""

    def beyond(_state: ORMExecuteState) -> None:
        raise Beyond

    event.listen(session, "do_orm_execute", beyond)
    try:
        yield
    finally:
        event.remove(session, "do_orm_execute", beyond)

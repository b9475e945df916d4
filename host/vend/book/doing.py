# doing.py - how a verb is done at the desk: in one transaction, anew where others were in the way, by somebody
"""What another seller did at the same moment makes a verb begin anew, for some seconds: as if it had not begun."""

import os
from collections.abc import Callable, Sequence
from getpass import getuser
from random import random
from time import monotonic, sleep
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from wattkey_host.vend.book import engines, recover
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.looking import Looking
from wattkey_host.vend.book.shop import Shop, errors_in_words
from wattkey_host.vend.errors import OlderLedger, VendError

T = TypeVar("T")
CLERK = "WATTKEY_CLERK"  # environment: who sells, if it is not the user of this PC
PATIENCE_S = 5.0
_PAUSES_S = (0.02, 0.04, 0.08, 0.16, 0.32)  # at most, then as the last: the more are in the way, the longer


class Doing(Looking):
    """One person at one shop."""

    def __init__(self, shop: Shop, who: str | None = None) -> None:
        """`who`: whose name stands behind what is done; by default the clerk of the environment, or the PC's user."""
        super().__init__(shop)
        self.who = who or clerk()

    def _do(self, verb: str, work: Callable[[Book], T]) -> T:
        """Raises VendError."""
        return self._transact(lambda session: self._one(session, verb, work))

    def act(self, verb: str, work: Callable[[Book], T]) -> T:
        """A verb of another room, in one transaction with its own tables. Raises VendError."""
        return self._do(verb, work)

    def many(self, verb: str, works: Sequence[Callable[[Book], T]]) -> list[T | VendError]:
        """Many of one kind in one transaction, with a savepoint for each; in place of what is refused, the refusal."""
        return self._transact(lambda session: [self._saved(session, verb, work) for work in works])

    def _saved(self, session: Session, verb: str, work: Callable[[Book], T]) -> T | VendError:
        """One of many; or its refusal, and nothing of it is done."""
        try:
            with session.begin_nested():
                return self._one(session, verb, work)
        except VendError as error:
            if isinstance(error, OlderLedger):
                self._one(session, "older", behind(error))
            return error

    def _one(self, session: Session, verb: str, work: Callable[[Book], T]) -> T:
        book = Book(session, self.shop.keys, verb, self.who)
        try:
            done = work(book)
            book.close()
        finally:
            book.leave()
        return done

    def _transact(self, work: Callable[[Session], T]) -> T:
        until, pauses = monotonic() + PATIENCE_S, iter(_PAUSES_S)
        with errors_in_words(self.shop):
            while True:
                try:
                    with self.shop.begun() as session:
                        return work(session)
                except DBAPIError as error:
                    if not engines.passing(error) or monotonic() > until:
                        raise
                sleep(random() * next(pauses, _PAUSES_S[-1]))


def behind(error: OlderLedger) -> Callable[[Book], None]:
    """What remains of a report that was refused so: nothing is sold to that card."""
    return lambda book: recover.behind(book, error.card, error.order)


def clerk() -> str:
    """Who sells here, as far as this PC knows."""
    try:
        return os.environ.get(CLERK) or getuser()
    except (OSError, KeyError):  # a container without a name for its user
        return "?"

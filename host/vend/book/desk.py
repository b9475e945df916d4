# desk.py - the only way into the ledger: each verb is one transaction, and knows who asks
"""Commands, pages, batches and the device at a port call nothing else. What another seller did at the same moment makes
a verb begin anew, for some seconds; it was as if it had not begun. What is only looked at: looking.py."""

import os
from collections.abc import Callable, Sequence
from datetime import date
from getpass import getuser
from pathlib import Path
from random import random
from time import monotonic, sleep
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from wattkey.info import Info
from wattkey_host.vend.book import boxreadings, cards, elsewhere, ending, engines, recover, sell, till
from wattkey_host.vend.book import receive as receiving
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.boxreadings import Taken
from wattkey_host.vend.book.ledger import Issue, Purchase
from wattkey_host.vend.book.looking import Looking
from wattkey_host.vend.book.receive import Outcome
from wattkey_host.vend.book.shop import Shop, errors_in_words
from wattkey_host.vend.errors import OlderLedger, VendError
from wattkey_host.vend.keys import Ask
from wattkey_host.vend.signing import Order

T = TypeVar("T")
CLERK = "WATTKEY_CLERK"  # environment: who sells, if it is not the user of this PC
PATIENCE_S = 5.0
_PAUSES_S = (0.02, 0.04, 0.08, 0.16, 0.32)  # at most, then as the last: the more are in the way, the longer


class Desk(Looking):
    """The verbs of one person at one shop."""

    def __init__(self, shop: Shop, who: str | None = None) -> None:
        """`who`: whose name stands behind what is done; by default the clerk of the environment, or the PC's user."""
        super().__init__(shop)
        self.who = who or clerk()

    @classmethod
    def open(cls, folder: Path, ask: Ask | None = None, who: str | None = None) -> "Desk":
        """At the shop in `folder`; `ask` gives the passphrase if its keys are sealed. Raises VendError."""
        return cls(Shop.open(folder, ask), who)

    def sell(
        self, to: str, amount: int, payment: str, sold: date, *, close: bool = True, another: bool = False
    ) -> Purchase:
        """Sell cents to a card (16 digits) or a meter's active card (12). See sell.py. Raises VendError."""
        return self._do("sell", lambda book: sell.sell(book, to, amount, payment, sold, close=close, another=another))

    def handed_over(self, purchase: Purchase) -> Purchase:
        """Note that the file of a purchase has left the shop."""
        return self._do("hand over", lambda book: sell.handed_over(book, purchase.payment))

    def receive(self, text: bytes) -> Outcome:
        """Take the text of a card's report into the ledger. See receive.py. Raises VendError."""
        return self._received(receiving.parsed(text))

    def receive_packed(self, packed: bytes) -> Outcome:
        """As `receive`, a report as it comes from a chip. Raises VendError."""
        return self._received(receiving.unpacked(packed))

    def _received(self, report: dict) -> Outcome:
        try:
            return self._do("receive", lambda book: receiving.receive(book, report))
        except OlderLedger as error:
            self._do("older", _behind(error))
            raise

    def know_of(self, info: Info) -> None:
        """Before anything is sold to the chip at a port. Raises VendError where it has taken an order that nobody here
        has sold."""
        try:
            self.compare(info)
        except OlderLedger as error:
            self._do("older", _behind(error))
            raise

    def restored(self) -> int:
        """A backup was put back: each card must be heard before anything is sold to it. How many they are."""
        return self._do("restored", recover.restored)

    def recover(self, text: bytes) -> Outcome:
        """As `receive`, a report that may tell of orders which the ledger does not know any more. Raises VendError."""
        report = receiving.parsed(text)
        return self._do("recover", lambda book: receiving.recover(book, report))

    def receive_box(self, text: bytes) -> Taken:
        """Take the readings of a box of meters. See boxreadings.py. Raises VendError."""
        return self._do("box readings", lambda book: boxreadings.take(book, text))

    def issue(
        self, serial: str, meter: str, customer: str, *, card: str | None = None, count: int | None = None
    ) -> Issue:
        """The document that makes a blank chip a card. See cards.py. Raises VendError."""
        return self._do(
            "issue", lambda book: cards.issue_by_file(book, serial, meter, customer, card=card, count=count)
        )

    def reissue(self, card: str, meter: str, customer: str | None = None, *, count: int | None = None) -> Issue:
        """The document that makes a card that of another meter. Raises VendError."""
        return self._do("reissue", lambda book: cards.reissue(book, card, meter, customer, count=count))

    def rekey(self, card: str, *, meter_too: bool = False) -> Issue:
        """The document that gives a card the latest keys. Raises VendError."""
        return self._do("rekey", lambda book: cards.rekey(book, card, meter_too=meter_too))

    def replace(self, card: str, serial: str) -> Issue:
        """The document that makes a blank chip the replacement of a card. Raises VendError."""
        return self._do("replace", lambda book: cards.replace(book, card, serial))

    def unlock(self, card: str) -> tuple[str, Order]:
        """(file name, order) that takes a forgotten PIN away. Raises VendError."""
        return self._do("unlock", lambda book: ending.unlock(book, card))

    def cancel(self, payment: str, *, later: bool = False) -> list[Purchase]:
        """Wish a purchase back, and with `later` those behind it. Raises VendError."""
        return self._do("cancel", lambda book: ending.cancel(book, payment, later=later))

    def settle(self, payment: str, *, credited: bool, gone: bool = False) -> Purchase:
        """Decide about a purchase whose count the meter has used. Raises VendError."""
        return self._do("settle", lambda book: ending.settle(book, payment, credited=credited, gone=gone))

    def resell(self, payment: str) -> Purchase:
        """Sell what was taken back once more. Raises VendError."""
        return self._do("resell", lambda book: ending.resell(book, payment))

    def refund(self, payment: str) -> Purchase:
        """Note, once, that a customer has his money back. Raises VendError."""
        return self._do("refund", lambda book: ending.refund(book, payment))

    def elsewhere(self, meter: str, count: int, amount: int) -> list[str]:
        """Note a purchase of another channel; what a person should do. Raises VendError."""
        return self._do("elsewhere", lambda book: elsewhere.elsewhere(book, meter, count, amount))

    def withdraw(self, meter: str, count: int, amount: int) -> list[str]:
        """Forget such a note that was typed wrong. Raises VendError."""
        return self._do("withdraw", lambda book: elsewhere.withdraw(book, meter, count, amount))

    def cash_up(self, cents: int) -> int:
        """Take so much from the till to the bank; what should be left in it. Raises VendError."""
        return self._do("cash up", lambda book: till.cash_up(book, cents))

    def rotate(self) -> int:
        """Make a new generation of master keys; its number. Raises VendError, OSError."""
        self.shop.keys = self.shop.keys.rotate()
        generation = self.shop.keys.generation
        self._do("rotate", lambda book: book.tell(f"generation {generation}"))
        return generation

    def _do(self, verb: str, work: Callable[[Book], T]) -> T:
        """Raises VendError."""
        return self._transact(lambda session: self._one(session, verb, work))

    def many(self, verb: str, works: Sequence[Callable[[Book], T]]) -> list[T | VendError]:
        """Many of one kind in one transaction, with a savepoint for each; in place of what is refused, the refusal."""

        def each(session: Session) -> list[T | VendError]:
            done: list[T | VendError] = []
            for work in works:
                try:
                    with session.begin_nested():
                        done.append(self._one(session, verb, work))
                except VendError as error:
                    done.append(error)
                    if isinstance(error, OlderLedger):
                        self._one(session, "older", _behind(error))
            return done

        return self._transact(each)

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


def _behind(error: OlderLedger) -> Callable[[Book], None]:
    """What remains of a report that was refused so: nothing is sold to that card."""
    return lambda book: recover.behind(book, error.card, error.order)


def clerk() -> str:
    """Who sells here, as far as this PC knows."""
    try:
        return os.environ.get(CLERK) or getuser()
    except (OSError, KeyError):  # a container without a name for its user
        return "?"

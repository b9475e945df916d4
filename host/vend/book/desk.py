# desk.py - the only way into the ledger: each verb is one transaction, and knows who asks
"""Commands, pages, batches and the device at a port call nothing else. What a caller may rely on:

- A verb has happened whole when it returns, and not at all when it raises. VendError is the one error of the ledger:
  `code` and `facts` for programs, words for people in either language (errors.py).
- The verb once more does nothing twice, but for two: whoever notes a refund again is refused, and told when it was;
  and each cashing up brings its amount to the bank.
- Rows that come back are as they stood then, and may be read after the verb; changing them changes nothing.
- One Desk serves one thread at a time; any number of them, in any number of processes, work on one shop.

Verbs about the book as a whole: bookdesk.py. What is only looked at: looking.py. How a verb is done: doing.py."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from wattkey.info import Info
from wattkey_host.vend.book import boxreadings, cards, elsewhere, ending, generations, recover, sell, telephone
from wattkey_host.vend.book import receive as receiving
from wattkey_host.vend.book.bookdesk import BookDesk
from wattkey_host.vend.book.boxreadings import TakenReadings
from wattkey_host.vend.book.bulk import Bulk
from wattkey_host.vend.book.doing import behind
from wattkey_host.vend.book.history import RECOVER, RESTORED
from wattkey_host.vend.book.ledger import Issue, Purchase
from wattkey_host.vend.book.receive import Outcome
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import OlderLedger, VendError
from wattkey_host.vend.keys import Ask
from wattkey_host.vend.signing import Order


class Desk(BookDesk):
    """The verbs of one person at one shop."""

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

    def receive_many(self, reports: Sequence[dict]) -> list[Outcome | VendError]:
        """As `receive`, the fields of many reports in one transaction; in place of what is refused, the refusal."""

        def take(session: Session) -> list[Outcome | VendError]:
            def single(report: dict) -> Outcome | VendError:
                return self._saved(session, "receive", lambda book: receiving.receive(book, report))

            return Bulk(session, self.shop.keys, "receive", self.who, single).take(reports)

        return self._transact(take)

    def _received(self, report: dict) -> Outcome:
        try:
            return self._do("receive", lambda book: receiving.receive(book, report))
        except OlderLedger as error:
            self._do("older", behind(error))
            raise

    def receipt(self, payment: str, digits: str) -> Purchase:
        """A purchase is delivered, by the eight digits that its handheld shows. See telephone.py. Raises VendError; a
        wrong try is written down."""
        told = self._do(telephone.VERB, lambda book: telephone.take(book, payment, digits))
        if isinstance(told, VendError):
            raise told
        return told

    def know_of(self, info: Info) -> None:
        """Before anything is sold to the chip at a port. Raises VendError where it has taken an order that nobody here
        has sold."""
        try:
            self.compare(info)
        except OlderLedger as error:
            self._do("older", behind(error))
            raise

    def restored(self) -> int:
        """A backup was put back: each card must be heard before anything is sold to it. How many they are."""
        return self._do(RESTORED, recover.restored)

    def recover(self, text: bytes) -> Outcome:
        """As `receive`, a report that may tell of orders which the ledger does not know any more. Raises VendError."""
        return self._recovered(receiving.parsed(text))

    def recover_packed(self, packed: bytes) -> Outcome:
        """As `recover`, a report as it comes from a chip. Raises VendError."""
        return self._recovered(receiving.unpacked(packed))

    def _recovered(self, report: dict) -> Outcome:
        return self._do(RECOVER, lambda book: receiving.recover(book, report))

    def receive_box(self, text: bytes) -> TakenReadings:
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

    def settle(self, payment: str, *, credited: bool, gone: bool = False, seconded: bool = False) -> Purchase:
        """Decide about a purchase whose count the meter has used; `seconded`: a second person has agreed under his own
        password, and `who` names both. See ending.py. Raises VendError."""
        return self._do(
            "settle", lambda book: ending.settle(book, payment, credited=credited, gone=gone, seconded=seconded)
        )

    def resell(self, payment: str, *, checked: bool = False) -> Purchase:
        """Sell what was taken back once more. See ending.py. Raises VendError."""
        return self._do("resell", lambda book: ending.resell(book, payment, checked))

    def refund(self, payment: str, *, checked: bool = False) -> Purchase:
        """Note, once, that a customer has his money back. See ending.py. Raises VendError."""
        return self._do("refund", lambda book: ending.refund(book, payment, checked))

    def elsewhere(self, meter: str, count: int, amount: int, evidence: str | None = None) -> list[str]:
        """Note a purchase of another channel, with that channel's record of it; what a person should do. Raises
        VendError."""
        return self._do("elsewhere", lambda book: elsewhere.elsewhere(book, meter, count, amount, evidence))

    def withdraw(self, meter: str, count: int, amount: int) -> list[str]:
        """Forget such a note that was typed wrong. Raises VendError."""
        return self._do("withdraw", lambda book: elsewhere.withdraw(book, meter, count, amount))

    def set_factory(self, key: bytes) -> None:
        """Chips come under this factory key (16 bytes) from now on. Raises VendError once a chip has become a card
        under the one before: its next document needs that; OSError."""
        with self.shop.reading() as session:
            generations.no_chip_yet(session)
        self.shop.keys = self.shop.keys.with_factory(key)
        self._do("factory key", lambda book: book.tell("set" if not self.shop.keys.test_chips else "public test key"))

    def rotate(self) -> int:
        """Make a new generation of master keys; its number. Raises VendError, OSError."""
        self.shop.keys = self.shop.keys.rotate()
        generation = self.shop.keys.generation
        self.shop.note_keys()
        self._do("rotate", lambda book: book.tell(f"generation {generation}"))
        return generation

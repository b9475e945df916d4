# receive.py - the report comes back: what the card says of its purchase, what the meter told of its use
"""The purchase's state is the ESAM's word (under the report's MAC), `proved` is the meter's word (a MAC that
the ESAM verified), the reading is what the meter told without a MAC. The ledger keeps them apart."""

from dataclasses import dataclass

from wattkey.orders import BadDocument, pack, parse, unpack
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.cards import taken
from wattkey_host.vend.book.ledger import Card, Purchase
from wattkey_host.vend.book.meterwords import Reading
from wattkey_host.vend.book.news import follow
from wattkey_host.vend.book.reconcile import keep_reading, tell
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.signing import is_of


@dataclass(frozen=True)
class Outcome:
    """What a report said and what the ledger made of it. `purchase` and `reading` are the ledger's rows after it."""

    card: str
    state: str  # as the report says
    purchase: Purchase | None  # None: the card has not taken any order yet
    reading: Reading | None  # None: the card has not read the meter yet
    changed: bool  # whether the ledger has learnt anything
    words: tuple[str, ...]  # for the person


def receive(book: Book, report: dict) -> Outcome:
    """Take the fields of a report, with its MAC, into the ledger. The same again changes nothing.

    Raises VendError when it is not of a card of this shop, forged or altered, or contradicts the ledger.
    """
    session, packed = book.session, pack(report)
    book.lock_card(report["card"])
    card = session.get(Card, report["card"])
    if card is None:
        raise VendError(f"card {report['card']} is not in this ledger", "Take the report to the shop that issued it")
    if not is_of(book.keys, card, packed):
        what = f"the report of card {card.card} has a wrong MAC"
        raise VendError(what, "It was altered: take it from the device again")
    taken(session, card, report["issue"])
    if report["meter"] != card.meter:
        old = report["issue"] < card.issue
        do = "It is an old report: take it from the device again" if old else "Restore the latest backup"
        raise VendError(f"card {card.card} is issued for meter {card.meter}, not {report['meter']}", do)
    purchase, words = follow(book, card, report)
    if not card.heard:
        card.heard = True
    reading = keep_reading(session, report)
    words += tell(session, reading)
    session.flush()
    book.about = card.meter
    book.proof(card.card, packed)
    return Outcome(card.card, report["state"], purchase, reading, book.changed, tuple(words))


def recover(book: Book, report: dict) -> Outcome:
    """As `receive`, and what the ledger does not know any more comes into it again. Raises VendError."""
    book.recovering = True
    return receive(book, report)


def parsed(text: bytes) -> dict:
    """The fields of a report's text (padding with spaces is normal). Raises VendError when it is none."""
    if not text.strip():
        raise VendError(
            "the report is empty", "The device writes it after its first order: leave it plugged in a moment"
        )
    try:
        doc = parse(text)
    except BadDocument as error:
        raise VendError(
            f"the report cannot be read: {error} ({error.code})", "Take it from the device again"
        ) from error
    if doc["type"] != "report":
        raise VendError(
            f"this is a {doc['type']} document, not a report", "The report is mail/report.json on the device"
        )
    return doc


def unpacked(packed: bytes) -> dict:
    """As `parsed`, a report as it comes from a chip. Raises VendError."""
    try:
        return unpack("report", packed)
    except BadDocument as error:
        raise VendError(f"what the chip reports cannot be read: {error} ({error.code})", "Ask it once more") from error

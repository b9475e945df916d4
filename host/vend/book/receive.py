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
from wattkey_host.vend.book.recover import document as forgotten
from wattkey_host.vend.signing import MAC, is_of
from wattkey_host.vend.wording import refusal


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
        raise refusal("card.unknown", card=report["card"])
    if not is_of(book.keys, card, packed):
        raise refusal("report.mac", card=card.card)
    if book.recovering and report["issue"] > card.issue:
        forgotten(book, card, report["issue"], packed[:-MAC], packed[-MAC:])
    if not book.rows.is_done(card.card, report["issue"]):
        taken(session, card, report["issue"])
    if report["meter"] != card.meter:
        code = "report.old_meter" if report["issue"] < card.issue else "report.other_meter"
        raise refusal(code, card=card.card, meter=card.meter, told=report["meter"])
    purchase, words = follow(book, card, report)
    if not card.heard:
        card.heard = True
    reading, known = keep_reading(book.rows, report)
    words += tell(reading, known)
    book.notice()
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
        raise refusal("report.empty")
    try:
        doc = parse(text)
    except BadDocument as error:
        raise refusal("report.unreadable", error=error, error_code=error.code) from error
    if doc["type"] != "report":
        raise refusal("report.other_document", type=doc["type"])
    return doc


def unpacked(packed: bytes) -> dict:
    """As `parsed`, a report as it comes from a chip. Raises VendError."""
    try:
        return unpack("report", packed)
    except BadDocument as error:
        raise refusal("report.chip_unreadable", error=error, error_code=error.code) from error

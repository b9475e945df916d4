# receive.py - the report comes back: what the card says of its purchase, what the meter told of its use
"""The purchase's state is the ESAM's word (under the report's MAC), `proved` is the meter's word (a MAC that
the ESAM verified), the reading is what the meter told without a MAC. The ledger keeps them apart."""

from dataclasses import dataclass
from hmac import compare_digest

from sqlalchemy import event
from sqlalchemy.orm import Session

from wattkey.orders import BadDocument, pack, parse, unpack
from wattkey_host.crypto import cmac
from wattkey_host.vend.book.cards import taken
from wattkey_host.vend.book.ledger import Card, Purchase, Reading
from wattkey_host.vend.book.news import follow
from wattkey_host.vend.book.reconcile import keep_reading, tell
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.keys import Keys

_MAC = 16


@dataclass(frozen=True)
class Outcome:
    """What a report said and what the ledger made of it. `purchase` and `reading` are the ledger's rows after it."""

    card: str
    state: str  # as the report says
    purchase: Purchase | None  # None: the card has not taken any order yet
    reading: Reading | None  # None: the card has not read the meter yet
    changed: bool  # whether the ledger has learnt anything
    words: tuple[str, ...]  # for the person


def receive(shop: Shop, text: bytes) -> Outcome:
    """Take the text of a report (padding with spaces is normal) into the ledger; the same again changes nothing.

    Raises VendError, and changes nothing, when it is no report, not of a card of this shop, forged or
    altered, or contradicts the ledger.
    """
    report = _parsed(text)
    return _take_in(shop, report, pack(report))


def receive_packed(shop: Shop, packed: bytes) -> Outcome:
    """As `receive`, a report as it comes from a chip. Raises VendError."""
    try:
        report = unpack("report", packed)
    except BadDocument as error:
        raise VendError(f"what the chip reports cannot be read: {error} ({error.code})", "Ask it once more") from error
    return _take_in(shop, report, packed)


def _take_in(shop: Shop, report: dict, packed: bytes) -> Outcome:
    with shop.transaction() as session:
        card = session.get(Card, report["card"])
        if card is None:
            raise VendError(
                f"card {report['card']} is not in this ledger", "Take the report to the shop that issued it"
            )
        _check_mac(shop.keys, card, packed)
        changes = _watch(session)
        taken(session, card, report["issue"])
        if report["meter"] != card.meter:
            old = report["issue"] < card.issue
            do = "It is an old report: take it from the device again" if old else "Restore the latest backup"
            raise VendError(f"card {card.card} is issued for meter {card.meter}, not {report['meter']}", do)
        purchase, words = follow(session, card, report)
        reading = keep_reading(session, report)
        words += tell(session, reading)
        session.flush()
    return Outcome(card.card, report["state"], purchase, reading, bool(changes), tuple(words))


def _watch(session: Session) -> list[bool]:
    """A list that is no longer empty when something of the ledger has changed."""
    changes: list[bool] = []

    @event.listens_for(session, "before_flush")
    def _flushes(session: Session, *_unused: object) -> None:
        if session.new or any(session.is_modified(row) for row in session.dirty):
            changes.append(True)

    return changes


def _parsed(text: bytes) -> dict:
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


def _check_mac(keys: Keys, card: Card, packed: bytes) -> None:
    """Under the report key of any generation: the card may not have got the latest yet."""
    for generation in range(1, keys.generation + 1):
        _, report_key = keys.card_keys(card.card, generation)
        if compare_digest(cmac(report_key, packed[:-_MAC]), packed[-_MAC:]):
            return
    raise VendError(f"the report of card {card.card} has a wrong MAC", "It was altered: take it from the device again")

# receive.py - the report comes back: what the card says of its purchase, what the meter told of its use
"""The purchase's state is the ESAM's word (under the report's MAC), `proved` is the meter's word (a MAC that
the ESAM verified), the reading is what the meter told without a MAC. The ledger keeps them apart."""

from dataclasses import dataclass
from hmac import compare_digest

from sqlalchemy import select
from sqlalchemy.orm import Session

from wattkey.orders import BadDocument, cents, money, pack, parse
from wattkey_host.crypto import cmac
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.ledger import DELIVERED, DISPUTED, REGISTERS, Card, Purchase, Reading
from wattkey_host.vend.shop import Shop

_MAC = 16
# How far a purchase has come. A report may move a purchase to the same or a later stage, never back.
# A load can be offered, proven not credited, and offered again: between those two the last report counts.
_STAGE = {"sold": 0, "stored": 1, "offered": 2, "not credited": 2, "disputed": 3, "delivered": 4, "cancelled": 4}
_FINAL = 4
_WORDS = {
    "stored": "on the card, not yet brought to the meter",
    "offered": "sent to the meter, its answer is missing: go to the meter once more",
    "not credited": "the meter proved that it has not got it: go to the meter once more",
    "disputed": "the meter has used this count for another amount: settle it",
    "delivered": "delivered",
    "cancelled": "cancelled",
}
_WAITING = ("stored", "offered", "not credited")
_USED = "the meter has used this count already, by this card or another channel: settle it"
_TOLD = (*REGISTERS, *("was_" + name for name in REGISTERS), "remaining", "overdraft", "bought")


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
    with shop.transaction() as session, session.no_autoflush:  # what is new and changed is looked at below
        card = session.get(Card, report["card"])
        if card is None:
            raise VendError(
                f"card {report['card']} is not in this ledger", "Take the report to the shop that issued it"
            )
        _, report_key = shop.keys.card_keys(card.card)
        packed = pack(report)
        if not compare_digest(cmac(report_key, packed[:-_MAC]), packed[-_MAC:]):
            raise VendError(
                f"the report of card {card.card} has a wrong MAC", "It was altered: take it from the device again"
            )
        purchase = _matching(session, card, report)
        words = _news(purchase, report)
        if purchase is not None:
            _settle_earlier(session, purchase, report)
        reading = _reading(session, report)
        words += _used(session, card, reading)
        changed = bool(session.new or any(session.is_modified(row) for row in session.dirty))
    return Outcome(card.card, report["state"], purchase, reading, changed, tuple(words))


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


def _matching(session: Session, card: Card, report: dict) -> Purchase | None:
    """The ledger's row for the purchase that the report speaks of. Raises VendError where they differ."""
    if report["meter"] != card.meter:
        raise VendError(
            f"card {card.card} is issued for meter {card.meter}, not {report['meter']}", "Restore the ledger"
        )
    if report["state"] == "none":
        return None
    row = session.scalar(select(Purchase).where(Purchase.card == card.card, Purchase.order == report["order"]))
    if row is None:
        raise VendError(
            f"card {card.card} has taken order {report['order']}, which this ledger never sold",
            "The ledger is older than the card: restore the latest backup",
        )
    if (row.count, row.amount) != (report["count"], _cents(report["amount"])):
        raise VendError(
            f"order {row.order} of card {card.card} is {money(row.amount)} with count {row.count} in the ledger,"
            f" but {report['amount']} with count {report['count']} on the card",
            "The ledger is not the one that sold it: restore the latest backup",
        )
    return row


def _news(purchase: Purchase | None, report: dict) -> list[str]:
    """Move the purchase as far as the report says, and tell it."""
    if purchase is None:
        return ["The card has not taken an order yet."]
    head = f"Order {purchase.order}, {money(purchase.amount)}, count {purchase.count}"
    now, then = _STAGE[report["state"]], _STAGE[purchase.state]
    if now < then or then == _FINAL and report["state"] != purchase.state:
        return [f"{head}: an older report ({report['state']}); the ledger knows more: {purchase.state}."]
    purchase.state = report["state"]
    _prove(purchase, report)
    tail = ", proved by the meter" if purchase.proved else ""
    used = purchase.state in _WAITING and report["proved_count"] >= purchase.count
    return [f"{head}: {_USED if used else _WORDS[purchase.state]}{tail}."]


def _prove(purchase: Purchase, report: dict) -> None:
    if purchase.state == DELIVERED and report["proved_count"] >= purchase.count:
        purchase.proved = True


def _settle_earlier(session: Session, purchase: Purchase, report: dict) -> None:
    """A card takes an order only after the one before was delivered, whose own report may never have come.

    A disputed one stays: only a settle order frees its card, and that is the ledger's own doing.
    """
    earlier = select(Purchase).where(Purchase.card == purchase.card, Purchase.order < purchase.order)
    for row in session.scalars(earlier):
        if row.open and row.state != DISPUTED:
            row.state = DELIVERED
        _prove(row, report)


def _reading(session: Session, report: dict) -> Reading | None:
    """Store what the meter told. The later reading after one recharge wins: energy registers only rise."""
    if not report["read_count"]:
        return None
    told = {name: _cents(report[name]) for name in _TOLD}
    at = (Reading.card == report["card"], Reading.count == report["read_count"])
    row = session.scalar(select(Reading).where(*at))
    if row is None:
        row = Reading(card=report["card"], count=report["read_count"], read_at=report["read_at"], **told)
        session.add(row)
    elif (told["total"] or 0, report["read_at"]) > (row.total or 0, row.read_at):
        row.read_at = report["read_at"]
        for name, value in told.items():
            setattr(row, name, value)
    return row


def _used(session: Session, card: Card, reading: Reading | None) -> list[str]:
    if reading is None:
        return []
    words = []
    used = {name: value for name, value in reading.usage().items() if value is not None}
    if any(value < 0 for value in used.values()):
        words.append("A register of the meter went back since the recharge before: was the meter changed?")
    elif used:
        each = ", ".join(f"{name} {money(value)}" for name, value in used.items())
        words.append(f"Used since the recharge before, as the meter told it (kWh): {each}.")
    sold = session.scalars(select(Purchase.amount).where(Purchase.meter == card.meter, Purchase.count <= reading.count))
    amounts = sold.all()
    if len(amounts) == reading.count and reading.bought not in (None, sum(amounts)):
        words.append(
            f"The meter says {money(reading.bought or 0)} was bought in all, this ledger {money(sum(amounts))}:"
            " look into it."
        )
    return words


def _cents(text: str) -> int | None:
    return cents(text) if text else None

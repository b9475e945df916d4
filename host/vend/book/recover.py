# recover.py - a ledger that is older than its cards: what tells, and what is built again from their reports
"""After a backup was put back the cards know more than the ledger: orders that it never sold. To such a card nothing is
sold until its report was taken by `recover`: who paid for those orders nobody knows, so their money comes from the
account `suspense` and not from the till, and the receipts have to tell."""

from sqlalchemy import select

from wattkey.amount import cents, money
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.ledger import Card, Carriage, Issue, Meter, Purchase, open_purchases
from wattkey_host.vend.book.references import plain
from wattkey_host.vend.book.states import CANCEL, CANCELLED, RECOVERED, SETTLED
from wattkey_host.vend.errors import OlderLedger
from wattkey_host.vend.wording import refusal

RECEIPTS = "It may have been refunded or sold again since then: the receipts tell"


def check(card: Card) -> None:
    """Raises VendError for a card of which the ledger is known, or said, to know too little."""
    if card.seen >= card.next_order:
        raise OlderLedger(card.card, card.seen)
    if not card.heard:
        raise refusal("card.not_heard", card=card.card)


def behind(book: Book, number: str, order: int) -> None:
    """Note that a card has shown an order that nobody here has sold."""
    book.lock_card(number)
    card = book.session.get_one(Card, number)
    card.seen = max(card.seen, order)
    book.reason = f"card {number}, order {order}"


def restored(book: Book) -> int:
    """A backup was put back: every card in use must be heard before anything is sold to it. How many they are."""
    cards = book.session.scalars(select(Card).where(Card.lost.is_(False)).order_by(Card.card)).all()
    for card in cards:
        card.heard = False
    return len(cards)


def build(book: Book, card: Card, report: dict) -> list[str]:
    """The order that a report speaks of, which the ledger does not know: its purchase, on suspense, and the numbers up
    to it. What was taken back on the card became nothing: only the numbers."""
    order, state = report["order"], report["state"]
    meter = book.session.get_one(Meter, card.meter)
    card.next_order = order + 1
    meter.count = max(meter.count, report["count"])
    if state == CANCELLED:
        return [f"Order {order} of card {card.card} was sold and taken back: hold it against the receipts."]
    words = [word for row in _since(book, card, report["count"] - 1) for word in _ended(book, row, order)]
    reference = f"suspense {card.card}-{order}"
    purchase = Purchase(
        payment=reference, plain=plain(reference), twin=False, sold_for=card.meter, amount=cents(report["amount"]),
        sold=book.at.date(), close=False, at=book.at, clerk=book.who,
    )  # fmt: skip
    book.session.add(purchase)
    book.session.flush()
    way = Carriage(
        purchase=purchase.id, leg=1, card=card.card, order=order, meter=card.meter, count=report["count"]
    )  # fmt: skip
    if state == SETTLED:  # nobody knows how: the receipts may show it was not, and then it is corrected
        way.ending = "credited"
    book.begin(purchase, way, RECOVERED)
    told = f"Order {order}, {money(purchase.amount)}: unknown here, now payment {reference!r}. Who has paid for it?"
    return [*words, told]


def taken_back(book: Book, card: Card, report: dict) -> list[Purchase]:
    """The card has destroyed what a cancel order named which this ledger has forgotten: those wishes, once more."""
    rows = [row for row in _since(book, card, report["count"]) if row.order <= report["order"]]
    for row in rows:
        row.way.ending, row.way.last = CANCEL, report["order"]
    return rows


def document(book: Book, card: Card, number: int, covered: bytes, mac: bytes) -> None:
    """The chip has taken a document that this ledger has forgotten: new keys, or its own meter once more."""
    card.issue = number
    while card.keys < book.keys.generation and book.keys.verify(card.card, card.keys + 1, covered, mac):
        card.keys += 1
    meter = book.session.get_one(Meter, card.meter)
    book.session.add(
        Issue(
            kind="rekey", card=card.card, number=number, meter=card.meter, customer=card.customer,
            order=card.next_order - 1, count=meter.count, keys=card.keys, meter_keys=meter.keys, done=True,
        )
    )  # fmt: skip
    book.session.flush()


def _since(book: Book, card: Card, count: int) -> list[Purchase]:
    """What is open on a card with a count above this one, in its order."""
    return [row for row in open_purchases(book.session, card.card) if row.count > count]


def _ended(book: Book, row: Purchase, order: int) -> list[str]:
    """A later order has its count, or a lower one: so it was taken back on the card, which gave the count free."""
    if row.order >= order:
        return []
    row.way.ending = CANCEL
    book.move(row, CANCELLED)
    book.session.flush()
    return [f"Order {row.order}, {money(row.amount)}: taken back since that backup. {RECEIPTS}."]

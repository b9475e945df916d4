# recover.py - a ledger that is older than its cards: what tells, and what is built again from their reports
"""After a backup was put back the cards know more than the ledger: orders that it never sold. To such a card nothing is
sold until its report was taken by `recover`: who paid for those orders nobody knows, so their money comes from the
account `suspense` and not from the till, and the receipts have to tell."""

from sqlalchemy import select

from wattkey.amount import cents, money
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.ledger import Card, Carriage, Meter, Purchase
from wattkey_host.vend.book.references import plain
from wattkey_host.vend.book.states import CANCELLED, RECOVERED, SETTLED
from wattkey_host.vend.errors import OlderLedger
from wattkey_host.vend.wording import refusal


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
    return [f"Order {order}, {money(purchase.amount)}: unknown here, now payment {reference!r}. Who has paid for it?"]

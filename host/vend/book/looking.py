# looking.py - what is only looked up in the ledger, and the documents that follow from its rows
"""No lock is taken, and nothing is changed: a document is the same bytes every time."""

from sqlalchemy import select

from wattkey.info import Info
from wattkey_host.vend import personal
from wattkey_host.vend.book import boxreadings, ending, reconcile, sell, toosmall
from wattkey_host.vend.book.cards import pending
from wattkey_host.vend.book.check import Checked, check
from wattkey_host.vend.book.ledger import Card, Carriage, Issue, Purchase, bought, open_purchases
from wattkey_host.vend.book.meterwords import BoxReading
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.book.states import DELIVERED, HANDED_OVER, SOLD
from wattkey_host.vend.errors import OlderLedger, VendError
from wattkey_host.vend.signing import Order


class Looking:
    """One shop, to look at."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def find(self, payment: str) -> Purchase:
        """The purchase of a payment. Raises VendError when there is none."""
        with self.shop.reading() as session:
            return ending.find(session, payment)

    def bought(self, payment: str, another: bool) -> bool:
        """Whether a payment has been sold. Raises VendError when it only reads like one that was."""
        with self.shop.reading() as session:
            known = session.scalar(select(Purchase.id).where(Purchase.payment == payment)) is not None
            if not known:
                sell.references.check(session, payment, another)
        return known

    def light_at(self, to: str, allow: int = toosmall.CLOSE_ALLOW) -> int:
        """Cents that a sale to a card or meter must have for the light to come back, as last told; 0: any will do."""
        with self.shop.reading() as session:
            return toosmall.light_at(session, to, allow)

    def order(self, purchase: Purchase) -> Order:
        """The order that carries a purchase."""
        with self.shop.reading() as session:
            return sell.order(session, self.shop.keys, purchase)

    def document(self, purchase: Purchase) -> bytes:
        """The file of a purchase: one line of JSON, with equal bytes each time."""
        return self.order(purchase).text

    def end_order(self, purchase: Purchase) -> tuple[str, Order]:
        """(file name, order) that ends a purchase. Raises VendError when none is wanted."""
        with self.shop.reading() as session:
            return ending.order(session, self.shop.keys, purchase)

    def end_document(self, purchase: Purchase) -> tuple[str, bytes]:
        """(file name, content) of the order that ends a purchase. Raises VendError when none is wanted."""
        name, made = self.end_order(purchase)
        return name, made.text

    def chip_order(self, row: Issue) -> Order:
        """An issue or rekey document, for the chip of its card. Raises VendError."""
        with self.shop.reading() as session:
            serial = session.get_one(Card, row.card).serial
        return Order(row.kind, personal.packed(self.shop.keys, serial, row))

    def chip_document(self, row: Issue) -> bytes:
        """The file for a chip: one line of JSON, with equal bytes each time."""
        return self.chip_order(row).text

    def issue_row(self, row: Issue) -> Issue:
        """The row of an issue or rekey document as it stands now."""
        with self.shop.reading() as session:
            return session.get_one(Issue, row.id)

    def card_of(self, serial: str) -> Card | None:
        """The card that the chip with this serial is, or is to be."""
        with self.shop.reading() as session:
            return session.scalar(select(Card).where(Card.serial == serial))

    def open_orders(self, card: str) -> list[Purchase]:
        """What was sold to a card and may still become credit, in its order."""
        with self.shop.reading() as session:
            return open_purchases(session, card)

    def delivered(self, card: str, order: int) -> Purchase | None:
        """The purchase of an order, if the ledger knows it as delivered."""
        with self.shop.reading() as session:
            where = Carriage.card == card, Carriage.order == order, Carriage.state == DELIVERED
            return session.scalar(bought(*where))

    def waiting_issue(self, info: Info) -> Issue | None:
        """The issue or rekey document that the ledger has for this chip (by its serial) and it has not taken."""
        with self.shop.reading() as session:
            card = session.scalar(select(Card).where(Card.serial == info.serial.hex()))
            document = card and pending(session, card)
        return document if document and document.number > info.issue else None

    def wants_word(self, info: Info) -> bool:
        """Whether the card has to tell the ledger something: nothing is sold to it before, or it has taken what the
        ledger thinks to be under way."""
        with self.shop.reading() as session:
            card = session.get(Card, info.card.hex())
            if card is None:
                return False
            held = session.scalar(bought(Carriage.card == card.card, Carriage.order == info.order))
            try:
                sell.nothing_in_the_way(session, card)
            except VendError:
                return True
            return not card.active or held is not None and held.state in (SOLD, HANDED_OVER)

    def compare(self, info: Info) -> None:
        """Raises OlderLedger where a chip has taken an order that the ledger does not know."""
        with self.shop.reading() as session:
            card = session.get(Card, info.card.hex())
        if card is not None and info.issued and info.order >= card.next_order:
            raise OlderLedger(card.card, info.order)

    def proved(self, payment: str) -> str:
        """What of a purchase stands under a MAC: one sentence. Raises VendError."""
        return reconcile.proved(self.find(payment))

    def evidence(self, payment: str) -> str:
        """What there is to decide on whether the meter has a purchase: one sentence. Raises VendError."""
        with self.shop.reading() as session:
            return reconcile.evidence(session, ending.find(session, payment))

    def check(self) -> Checked:
        """Look through the whole book."""
        with self.shop.reading() as session:
            return check(session, self.shop.keys)

    def box_readings(self) -> list[BoxReading]:
        """All readings of boxes that the ledger holds."""
        with self.shop.reading() as session:
            return boxreadings.kept(session)

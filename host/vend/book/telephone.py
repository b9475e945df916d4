# telephone.py - eight digits that a customer reads out: the chip's word that an order was delivered
"""For when no report can come (docs/esam.md, RECEIPT). It makes a purchase delivered and nothing else: no digits free
money. Every wrong try is an event of the meter's chain, and five of them lock it for that card until its report comes
or right digits were told before."""

from sqlalchemy import func, or_, select

from wattkey.info import STATES
from wattkey_host.receipt import DIGITS
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.ending import find
from wattkey_host.vend.book.history import Event, Report
from wattkey_host.vend.book.ledger import Card, Purchase, open_purchases
from wattkey_host.vend.book.states import DELIVERED, DISPUTED, LOADED, STORED
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.keystore import KeyStore
from wattkey_host.vend.wording import refusal

VERB, TRIES = "receipt", 5
_RIGHT, _WRONG = "right digits of card {}", "wrong digits of card {}"  # reasons of its events


def take(book: Book, payment: str, typed: str) -> Purchase | VendError:
    """The purchase, delivered now; or, as a value, why a try was wrong: that try is to be written down. Raises
    VendError for what is no try."""
    digits = "".join(typed.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        raise refusal("receipt.none", digits=DIGITS)
    book.lock_payment(payment)
    row = find(book.session, payment)
    card = book.session.get_one(Card, row.card)
    left = TRIES - _wrong_so_far(book, card)
    if left <= 0:
        raise refusal("receipt.locked", card=card.card)
    state = _meant(book.keys, card, row, digits)
    if state is None:
        book.about = card.meter
        book.tell(_WRONG.format(card.card))
        return refusal("receipt.wrong", order=row.order, card=card.card, left=left - 1)
    if state != DELIVERED:
        raise refusal("receipt.not_yet", order=row.order, card=card.card, state=LOADED if state == STORED else state)
    return _delivered(book, row)


def _meant(keys: KeyStore, card: Card, row: Purchase, digits: str) -> str | None:
    """The state of this very order that the digits prove; None where they are of no state of it. Later keys count too:
    the card may have got them since."""
    for code, state in enumerate(STATES):
        if keys.is_receipt(card.card, card.keys, (row.order, code, row.count), digits):
            return state
    return None


def _delivered(book: Book, row: Purchase) -> Purchase:
    if row.state == DELIVERED:
        return row
    if not row.open:
        raise refusal("receipt.ended", payment=row.payment, state=row.state)
    before = [one for one in open_purchases(book.session, row.card) if one.order < row.order]
    for one in before:  # the card has taken a later order: these have ended on it, and not by an order from here
        if one.ending or one.state == DISPUTED:
            raise refusal("receipt.earlier", order=one.order, card=one.card)
    for one in (*before, row):
        book.move(one, DELIVERED)
        one.way.ending = None
    book.tell(_RIGHT.format(row.card))
    return row


def _wrong_so_far(book: Book, card: Card) -> int:
    """Wrong tries for a card since its last news."""
    of = Event.meter == card.meter
    news = select(func.max(Event.number)).outerjoin(
        Report, (Report.meter == Event.meter) & (Report.number == Event.number)
    )
    last = book.session.scalar(news.where(of, or_(Report.card == card.card, Event.reason == _RIGHT.format(card.card))))
    wrong = select(func.count()).where(of, Event.verb == VERB, Event.reason == _WRONG.format(card.card))
    return book.session.scalar(wrong.where(Event.number > (last or 0))) or 0

# sell.py - selling: one payment becomes one order for one card
"""A purchase is a row of the ledger first; its document follows from the row and is the same every time."""

from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from wattkey.amount import DEAREST, money
from wattkey_host.vend.book import counts, recover, references
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.cards import pending
from wattkey_host.vend.book.glance import Free, glance, in_the_way
from wattkey_host.vend.book.ledger import Card, Carriage, Elsewhere, Meter, Purchase, bought, left_behind
from wattkey_host.vend.book.moving import next_count
from wattkey_host.vend.book.reportrows import Rows
from wattkey_host.vend.book.states import DISPUTED, HANDED_OVER, SOLD
from wattkey_host.vend.book.writing import begun
from wattkey_host.vend.errors import digits
from wattkey_host.vend.keystore import KeyStore
from wattkey_host.vend.signing import Order, signed
from wattkey_host.vend.wording import refusal

# Written out once: a sale that is none of the plain ones runs them.
_SOLD = bought(Purchase.payment == bindparam("reference"))
_ACTIVE = select(Card).where(Card.meter == bindparam("of"), Card.active)
_IN_THE_WAY = in_the_way(bindparam("of"), bindparam("on"))


def sell(
    book: Book, to: str, amount: int, payment: str, sold: date, *, close: bool = True, another: bool = False
) -> Purchase:  # fmt: skip
    """Sell `amount` cents to a card (16 digits) or to the active card of a meter (12 digits).

    `payment` is the payment's own reference: the same one again gives the same purchase and changes
    nothing; with another amount, card or closing permission it is refused. `close`: the card may close
    the relay after the recharge. A reference that differs from a sold one only in width, case, dash or normal form is
    refused, unless it is meant: `another`. Raises VendError.
    """
    _check(amount, payment, sold)
    reads, twin = references.plain(payment), False
    free = glance(book, to, payment, reads)
    if free is None:
        earlier = book.session.scalar(_SOLD, {"reference": payment})
        if earlier is not None:
            return _same(earlier, to, amount, close)
        twin = references.check(book.session, payment, another)
        free = _free(book, to)
    purchase = Purchase(
        payment=payment, plain=reads, twin=twin, sold_for=free.meter, amount=amount, sold=sold, close=close,
        at=book.at, clerk=book.who,
    )  # fmt: skip
    way = begun(leg=1, card=free.card, order=free.order, meter=free.meter, count=free.use)
    book.sold(purchase, way, free.last)
    return purchase


def _free(book: Book, to: str) -> Free:
    """What glance.py would have said of a card that can be sold to. Raises VendError where none can."""
    _lock(book, to)
    card = _card(book.session, to)
    nothing_in_the_way(book.session, card)
    count = next_count(book.session.get_one(Meter, card.meter))
    return Free(card.card, card.next_order, card.meter, count, book.rows.last_event(card.meter))


def order(session: Session, keys: KeyStore, purchase: Purchase) -> Order:
    """The order of a purchase, MAC under the card's order key. The same bytes every time."""
    return signed(
        keys, session.get_one(Card, purchase.card), "purchase", order=purchase.order, meter=purchase.meter,
        count=purchase.count, amount=money(purchase.amount), sold=purchase.sold.isoformat(), close=int(purchase.close),
    )  # fmt: skip


def handed_over(book: Book, payment: str) -> Purchase:
    """Note that the file has left the shop. Returns the ledger's row."""
    book.lock_payment(payment)
    row = book.session.scalars(bought(Purchase.payment == payment)).one()
    if row.state == SOLD:
        book.move(row, HANDED_OVER)
    return row


def _check(amount: int, payment: str, sold: date) -> None:
    if not 0 < amount <= DEAREST:
        raise refusal("amount.cannot", amount=amount / 100, dearest=money(DEAREST))
    if not 0 < len(payment) <= 64 or payment != payment.strip() or not payment.isprintable():
        raise refusal("payment.none", payment=payment)
    if not 2000 <= sold.year <= 2099:
        raise refusal("date.none", sold=sold)


def _same(purchase: Purchase, to: str, amount: int, close: bool) -> Purchase:
    if (purchase.amount, purchase.close) != (amount, close) or to not in (purchase.card, purchase.meter):
        raise refusal(
            "payment.sold_before", payment=purchase.payment, amount=money(purchase.amount), card=purchase.card,
            meter=purchase.meter, closing="permitted" if purchase.close else "not permitted",
        )  # fmt: skip
    if purchase.refunded or purchase.free:
        raise refusal("payment.refunded" if purchase.refunded else "payment.taken_back", payment=purchase.payment)
    return purchase


def _lock(book: Book, to: str) -> None:
    if len(to) == 12:
        book.lock(digits("meter", to, 12))
    else:
        book.lock_card(digits("card", to, 16))


def _card(session: Session, to: str) -> Card:
    card = session.scalar(_ACTIVE, {"of": to}) if len(to) == 12 else session.get(Card, to)
    if card is None:
        raise refusal("card.none_active", to=to)
    if not card.active:
        raise refusal("card.not_ready", to=to)
    return card


def nothing_in_the_way(session: Session, card: Card) -> None:
    """Counts of one meter go out on one card at a time; what waits for a report, or is disputed, blocks."""
    recover.check(card)
    counts.check(Rows(session), session.get_one(Meter, card.meter))
    if pending(session, card):
        raise refusal("card.document_waits", card=card.card)
    names = {"of": card.meter, "on": card.card}
    if all(session.scalar(one, names) is None for one in _IN_THE_WAY):
        return
    for other in session.scalars(bought(Carriage.meter == card.meter, Carriage.open).order_by(Carriage.count)):
        _not_in_the_way(session, card, other)


def _not_in_the_way(session: Session, card: Card, other: Purchase) -> None:
    if other.state == DISPUTED and not other.ending:
        raise refusal("order.disputed", order=other.order, card=other.card)
    if other.card != card.card:
        raise refusal("count.out", count=other.count, meter=card.meter, card=other.card, state=other.state)
    if other.ending:
        code = "order.left_behind" if left_behind(session, other) else "order.ending"
        raise refusal(code, order=other.order, card=card.card)
    if session.get(Elsewhere, (other.meter, other.count)) is not None:
        raise refusal("count.elsewhere", count=other.count, order=other.order)
    if other.used:
        raise refusal("count.used", count=other.count, order=other.order)

# sell.py - selling: one payment becomes one order for one card, and its document
"""A purchase is a row of the ledger first; its document follows from the row and is the same every time."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from wattkey.amount import DEAREST, money
from wattkey_host.vend.book import references
from wattkey_host.vend.book.cards import pending
from wattkey_host.vend.book.ledger import DISPUTED, HANDED_OVER, SOLD, Card, Elsewhere, Meter, Purchase
from wattkey_host.vend.book.moving import next_count
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError, digits
from wattkey_host.vend.signing import Order, signed


def sell(
    shop: Shop, to: str, amount: int, payment: str, sold: date, *, close: bool = True, another: bool = False
) -> Purchase:  # fmt: skip
    """Sell `amount` cents to a card (16 digits) or to the active card of a meter (12 digits).

    `payment` is the payment's own reference: the same one again gives the same purchase and changes
    nothing; with another amount, card or closing permission it is refused. `close`: the card may close
    the relay after the recharge. A reference that differs from a sold one only in width, case, dash or normal form is
    refused, unless it is meant: `another`. Raises VendError.
    """
    _check(amount, payment, sold)
    with shop.transaction() as session:
        earlier = session.scalar(select(Purchase).where(Purchase.payment == payment))
        if earlier is not None:
            return _same(earlier, to, amount, close)
        if not another:
            check_looks(session, payment)
        card = _card(session, to)
        nothing_in_the_way(session, card)
        count = next_count(session.get_one(Meter, card.meter))
        purchase = Purchase(
            payment=payment, card=card.card, order=card.next_order, meter=card.meter, count=count,
            amount=amount, sold=sold, close=close,
        )  # fmt: skip
        card.next_order += 1
        session.add(purchase)
        session.flush()
        references.note(session, payment)
    return purchase


def check_looks(session: Session, payment: str) -> None:
    """Raises VendError for a new reference that a person would take for one which was sold."""
    sold = references.looks_like(session, payment)
    if sold is not None:
        raise VendError(
            f"payment {payment!r} reads as {sold!r}, which has bought something already",
            f"If it is that one, say it so: --payment {sold!r}. If it is another payment, add --another",
        )


def order(shop: Shop, purchase: Purchase) -> Order:
    """The order of a purchase, MAC under the card's order key. The same bytes every time."""
    with shop.transaction() as session:
        card = session.get_one(Card, purchase.card)
    return signed(
        shop.keys, card, "purchase", order=purchase.order, meter=purchase.meter, count=purchase.count,
        amount=money(purchase.amount), sold=purchase.sold.isoformat(), close=int(purchase.close),
    )  # fmt: skip


def document(shop: Shop, purchase: Purchase) -> bytes:
    """The file of a purchase: one line of JSON. The same bytes every time."""
    return order(shop, purchase).text


def handed_over(shop: Shop, purchase: Purchase) -> Purchase:
    """Note that the file has left the shop. Returns the ledger's row."""
    with shop.transaction() as session:
        row = session.get_one(Purchase, purchase.id)
        if row.state == SOLD:
            row.state = HANDED_OVER
    return row


def _check(amount: int, payment: str, sold: date) -> None:
    if not 0 < amount <= DEAREST:
        raise VendError(f"{amount / 100:.2f} cannot be sold", f"An amount is 0.01 to {money(DEAREST)}")
    if not 0 < len(payment) <= 64 or payment != payment.strip() or not payment.isprintable():
        raise VendError(f"{payment!r} is no payment reference", "It has 1 to 64 characters, no spaces around them")
    if not 2000 <= sold.year <= 2099:
        raise VendError(f"{sold} is no date of sale", "The document writes years from 2000 to 2099")


def _same(purchase: Purchase, to: str, amount: int, close: bool) -> Purchase:
    if (purchase.amount, purchase.close) != (amount, close) or to not in (purchase.card, purchase.meter):
        raise VendError(
            f"payment {purchase.payment} has bought {money(purchase.amount)} for card {purchase.card} already"
            f" (meter {purchase.meter}, closing {'permitted' if purchase.close else 'not permitted'})",
            "Another purchase needs another reference",
        )
    if purchase.refunded or purchase.free:
        do = "Take another reference" + ("" if purchase.refunded else ", or resell it: `wattkey vend resell`")
        raise VendError(f"payment {purchase.payment} was taken back, and buys nothing any more", do)
    return purchase


def _card(session: Session, to: str) -> Card:
    if len(to) == 12:
        card = session.scalar(select(Card).where(Card.meter == digits("meter", to, 12), Card.active))
    else:
        card = session.get(Card, digits("card", to, 16))
    if card is None:
        raise VendError(f"no active card for {to} in this ledger", "Issue one first, or check the number")
    if not card.active:
        raise VendError(f"card {to} is not active", "End its issuing first, or sell to the meter's active card")
    return card


def nothing_in_the_way(session: Session, card: Card) -> None:
    """Counts of one meter go out on one card at a time; what waits for a report, or is disputed, blocks."""
    if pending(session, card):
        raise VendError(f"card {card.card} waits for a document to take effect", "Receive its report first")
    for other in session.scalars(select(Purchase).where(Purchase.meter == card.meter)):
        if other.state == DISPUTED and not other.ending:
            raise VendError(f"order {other.order} of card {other.card} is disputed", "Settle it before selling more")
        if other.open and other.card != card.card:
            raise VendError(
                f"count {other.count} of meter {card.meter} is out on card {other.card} ({other.state})",
                "Receive that card's report first",
            )
        if other.open and other.ending:
            raise VendError(
                f"order {other.order} of card {card.card} is being taken back or settled", "Receive its report first"
            )
        told = session.get(Elsewhere, (other.meter, other.count))
        if other.open and told is not None:
            raise VendError(
                f"count {other.count} of order {other.order} was used elsewhere",
                "Go to the meter with that card, then report, then cancel or settle",
            )
        if other.open and other.used:
            raise VendError(
                f"the meter has used count {other.count} of order {other.order}", "Cancel or settle that one first"
            )

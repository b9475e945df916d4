# sell.py - selling: one payment becomes one order for one card, and its document
"""A purchase is a row of the ledger first; its document follows from the row and is the same every time."""

import json
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from wattkey.orders import DEAREST, money, pack
from wattkey_host.crypto import cmac
from wattkey_host.vend.errors import VendError, digits
from wattkey_host.vend.ledger import DISPUTED, Card, Meter, Purchase
from wattkey_host.vend.shop import Shop

_CUSTOMER_AT = 13  # in the packed form: behind type 1, card 8, order 4
_MAC = 16


def sell(shop: Shop, to: str, amount: int, payment: str, sold: date, *, close: bool = True) -> Purchase:
    """Sell `amount` cents to a card (16 digits) or to the active card of a meter (12 digits).

    `payment` is the payment's own reference: the same one again gives the same purchase and changes
    nothing; with another amount, card or closing permission it is refused. `close`: the card may close
    the relay after the recharge. Raises VendError.
    """
    _check(amount, payment, sold)
    with shop.transaction() as session:
        earlier = session.scalar(select(Purchase).where(Purchase.payment == payment))
        if earlier is not None:
            return _same(earlier, to, amount, close)
        card = _card(session, to)
        _nothing_in_the_way(session, card)
        meter = session.get_one(Meter, card.meter)
        meter.count += 1
        purchase = Purchase(
            payment=payment, card=card.card, order=card.next_order, meter=card.meter, count=meter.count,
            amount=amount, sold=sold, close=close,
        )  # fmt: skip
        card.next_order += 1
        session.add(purchase)
    return purchase


def document(shop: Shop, purchase: Purchase) -> bytes:
    """The file of a purchase: one line of JSON, MAC under the card's order key. The same bytes every time."""
    with shop.transaction() as session:
        customer = session.get_one(Card, purchase.card).customer
    doc = {
        "wattkey": 1,
        "type": "purchase",
        "card": purchase.card,
        "order": purchase.order,
        "meter": purchase.meter,
        "count": purchase.count,
        "amount": money(purchase.amount),
        "sold": purchase.sold.isoformat(),
        "close": int(purchase.close),
        "mac": "00" * _MAC,
    }
    packed = pack(doc)[:-_MAC]
    order_key, _ = shop.keys.card_keys(purchase.card)
    doc["mac"] = cmac(order_key, packed[:_CUSTOMER_AT] + bytes.fromhex(customer) + packed[_CUSTOMER_AT:]).hex()
    return json.dumps(doc).encode("ascii") + b"\n"


def _check(amount: int, payment: str, sold: date) -> None:
    if not 0 < amount <= DEAREST:
        raise VendError(f"{amount} cents cannot be sold", f"An amount is 0.01 to {money(DEAREST)}")
    if not 0 < len(payment) <= 64 or payment != payment.strip() or not payment.isprintable():
        raise VendError(f"{payment!r} is no payment reference", "It has 1 to 64 signs, no spaces around them")
    if not 2000 <= sold.year <= 2099:
        raise VendError(f"{sold} is no date of sale", "The document writes years from 2000 to 2099")


def _same(purchase: Purchase, to: str, amount: int, close: bool) -> Purchase:
    if (purchase.amount, purchase.close) != (amount, close) or to not in (purchase.card, purchase.meter):
        raise VendError(
            f"payment {purchase.payment} has bought {money(purchase.amount)} for card {purchase.card} already"
            f" (meter {purchase.meter}, closing {'permitted' if purchase.close else 'not permitted'})",
            "Another purchase needs another reference",
        )
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


def _nothing_in_the_way(session: Session, card: Card) -> None:
    """Counts of one meter go out on one card at a time; a disputed purchase blocks its card until it is settled."""
    for other in session.scalars(select(Purchase).where(Purchase.meter == card.meter)):
        if other.open and other.card != card.card:
            raise VendError(
                f"count {other.count} of meter {card.meter} is out on card {other.card} ({other.state})",
                "Receive that card's report first",
            )
        if other.state == DISPUTED:
            raise VendError(f"order {other.order} of card {other.card} is disputed", "Settle it before selling more")

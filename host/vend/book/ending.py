# ending.py - how a purchase ends without delivery: taken back, settled, refunded, sold once more; the PIN's way back
"""Nothing ends here by itself: the ledger notes the wish, the document travels, and only a report of the card that says
`cancelled` or `settled` makes it true (news.py). Then, and not before, the money is free."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wattkey_host.vend.book.cards import active, pending
from wattkey_host.vend.book.ledger import (
    AS_CREDITED,
    AS_NOT_CREDITED,
    CANCEL,
    DISPUTED,
    FINAL,
    OFFERED,
    SETTLED,
    Card,
    Meter,
    PastOrder,
    Purchase,
    Refund,
)
from wattkey_host.vend.book.moving import again
from wattkey_host.vend.book.sell import nothing_in_the_way
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.signing import Order, signed


def cancel(shop: Shop, payment: str, *, later: bool = False) -> list[Purchase]:
    """Take a purchase back, and with `later` all that were sold to its card after it: their counts would be in the air.

    Raises VendError when it may have been credited, or when others were sold after it and `later` is not given.
    """
    with shop.transaction() as session:
        purchase = find(session, payment)
        after = select(Purchase).where(Purchase.card == purchase.card, Purchase.order >= purchase.order)
        rows = [row for row in session.scalars(after.order_by(Purchase.order)) if row.open or row is purchase]
        for row in rows:
            _check_cancel(session, row)
        if len(rows) > 1 and not later:
            raise VendError(
                f"payment {rows[1].payment} was sold to card {purchase.card} after it",
                "Take them back together: --later",
            )
        for row in rows:
            row.ending, row.last = CANCEL, rows[-1].order
    return rows


def _check_cancel(session: Session, purchase: Purchase) -> None:
    if not purchase.open:
        raise VendError(f"payment {purchase.payment} is {purchase.state}", "There is nothing to take back")
    if purchase.state in (OFFERED, DISPUTED):
        do = "Settle it" if purchase.used or purchase.state == DISPUTED else "Go to the meter once more, then report"
        raise VendError(f"payment {purchase.payment} is {purchase.state}: the meter may have it", do)
    if _on_a_lost_card(session, purchase):
        do = "Settle it: who has it?" if purchase.used else f"Load it with card {purchase.card}: its count goes in once"
        raise VendError(f"payment {purchase.payment} was on a lost card: the meter may have it, or get it yet", do)


def _on_a_lost_card(session: Session, purchase: Purchase) -> bool:
    """Whether an order that its replacement knows nothing of may have brought it to the meter, or still bring it.

    With another count it cannot: the meter had used that one before the purchase was sold again.
    """
    orders = (
        select(PastOrder).join(Card, Card.card == PastOrder.card).where(PastOrder.purchase == purchase.id, Card.lost)
    )
    return any(order.state not in FINAL and order.count == purchase.count for order in session.scalars(orders))


def settle(shop: Shop, payment: str, *, credited: bool, gone: bool = False) -> Purchase:
    """The seller's decision about a purchase whose count the meter has used: whether the meter has the money.

    `gone`: the meter is off the wall and was read there; it stands for the proof that is missing. A purchase on a lost
    card is settled at once, for no document will reach it. Raises VendError.
    """
    with shop.transaction() as session:
        purchase = find(session, payment)
        if not purchase.open:
            raise VendError(f"payment {payment} is {purchase.state}", "There is nothing to settle")
        unread = gone and (purchase.state == OFFERED or _on_a_lost_card(session, purchase))
        if purchase.state != DISPUTED and not purchase.used and not unread:
            do = "Load it, or cancel it" if purchase.state != OFFERED else "Go to the meter once more, then report"
            raise VendError(f"payment {payment} is {purchase.state}, and its count is not known to be used", do)
        purchase.ending = AS_CREDITED if credited else AS_NOT_CREDITED
        purchase.gone, purchase.last = gone, purchase.order
        if session.get_one(Card, purchase.card).lost:
            end(purchase, SETTLED)
    return purchase


def end(purchase: Purchase, state: str) -> None:
    """The card has said `state` (or will never say anything more): the wish has come true."""
    if purchase.ending == CANCEL:
        purchase.state = state
    else:
        purchase.state, purchase.credited = SETTLED, purchase.ending == AS_CREDITED


def order(shop: Shop, purchase: Purchase) -> tuple[str, Order]:
    """(file name, order) that ends a purchase. Raises VendError when none is wanted."""
    if purchase.ending is None or not purchase.open:
        raise VendError(f"payment {purchase.payment} is {purchase.state}", "It needs no such file")
    with shop.transaction() as session:
        card = session.get_one(Card, purchase.card)
        if purchase.ending != CANCEL and purchase.state in (OFFERED, DISPUTED):
            settle = signed(shop.keys, card, "settle", order=purchase.order, gone=int(purchase.gone))
            return f"WK-{card.card}-settle-{purchase.order}.json", settle
        together = select(Purchase).where(Purchase.card == card.card, Purchase.last == purchase.last)
        first = next(row for row in session.scalars(together.order_by(Purchase.order)) if row.open)
        cancel = signed(shop.keys, card, "cancel", order=first.order, last=first.last, count=first.count)
        return f"WK-{card.card}-cancel-{first.order}.json", cancel


def document(shop: Shop, purchase: Purchase) -> tuple[str, bytes]:
    """(file name, content) of the order that ends a purchase. Raises VendError when none is wanted."""
    name, made = order(shop, purchase)
    return name, made.text


def resell(shop: Shop, payment: str) -> Purchase:
    """Sell a purchase that was taken back to the meter's active card once more. Raises VendError."""
    with shop.transaction() as session:
        purchase = find(session, payment)
        _check_free(purchase)
        card = session.scalar(select(Card).where(Card.meter == purchase.meter, Card.active))
        card = card or active(session, purchase.card)  # re-issued to another meter since
        nothing_in_the_way(session, card)
        return again(session, purchase, card, session.get_one(Meter, card.meter))


def refund(shop: Shop, payment: str) -> Purchase:
    """Note that the customer gets his money back, once. Raises VendError while it may still become credit, or is it;
    and, with the time, when it was noted before: whoever is told so pays nothing out."""
    with shop.transaction() as session:
        Refund.metadata.create_all(session.connection())  # a ledger made before refunds had a time
        purchase = find(session, payment)
        if purchase.refunded:
            raise _refunded_before(session, purchase)
        _check_free(purchase)
        purchase.refunded = True
        session.add(Refund(purchase=purchase.id, at=datetime.now(UTC).replace(tzinfo=None)))
    return purchase


def _refunded_before(session: Session, purchase: Purchase) -> VendError:
    earlier = session.get(Refund, purchase.id)
    when = f"on {earlier.when}" if earlier else "before this ledger kept the time"
    do = "Pay nothing out, unless that was you and the customer has not got it yet"
    return VendError(f"payment {purchase.payment} was refunded already, {when}", do)


def _check_free(purchase: Purchase) -> None:
    if not purchase.free:
        raise VendError(
            f"payment {purchase.payment} is {'refunded' if purchase.refunded else purchase.state}",
            "Only what was cancelled, or settled as not credited, is free",
        )


def unlock(shop: Shop, card: str) -> tuple[str, Order]:
    """(file name, order) that takes a forgotten PIN away; every one works once. Raises VendError."""
    with shop.transaction() as session:
        row = active(session, card)
        if pending(session, row):
            raise VendError(f"card {card} waits for another document", "Receive its report first")
        row.resets += 1
        made = signed(shop.keys, row, "unlock", reset=row.resets)
    return f"WK-{card}-unlock-{row.resets}.json", made


def find(session: Session, payment: str) -> Purchase:
    """The purchase of a payment. Raises VendError when there is none."""
    row = session.scalar(select(Purchase).where(Purchase.payment == payment))
    if row is None:
        raise VendError(
            f"no payment {payment!r} in this ledger", "Check the reference: `wattkey vend ledger` lists them"
        )
    return row

# ending.py - how a purchase ends without delivery: taken back, settled, refunded, sold once more; the PIN's way back
"""Nothing ends here by itself: the ledger notes the wish, the document travels, and only a report of the card that says
`cancelled` or `settled` makes it true (news.py). Then, and not before, the money is free."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.cards import active, pending
from wattkey_host.vend.book.elsewhere import check_disproved
from wattkey_host.vend.book.history import RECOVER, RESTORED, SHOP, Event, Step
from wattkey_host.vend.book.ledger import Card, Carriage, Meter, Purchase, bought, left_behind
from wattkey_host.vend.book.moving import again
from wattkey_host.vend.book.sell import nothing_in_the_way
from wattkey_host.vend.book.states import (
    AS_CREDITED,
    AS_NOT_CREDITED,
    CANCEL,
    DISPUTED,
    FINAL,
    MONEY,
    OFFERED,
    REFUNDED,
    SETTLED,
    WISHED,
)
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.keystore import KeyStore
from wattkey_host.vend.signing import Order, signed
from wattkey_host.vend.wording import refusal


def cancel(book: Book, payment: str, *, later: bool = False) -> list[Purchase]:
    """Take a purchase back, and with `later` all that were sold to its card after it: their counts would be in the air.

    Raises VendError when it may have been credited, or when others were sold after it and `later` is not given.
    """
    book.lock_payment(payment)
    purchase = find(book.session, payment)
    after = bought(Carriage.card == purchase.card, Carriage.order >= purchase.order, Carriage.current)
    rows = [row for row in book.session.scalars(after.order_by(Carriage.order)) if row.open or row is purchase]
    for row in rows:
        _check_cancel(book.session, row)
    if len(rows) > 1 and not later:
        raise refusal("cancel.later", payment=rows[1].payment, card=purchase.card)
    for row in rows:
        _wish(book, row, CANCEL, rows[-1].order)
    return rows


def _wish(book: Book, row: Purchase, ending: str, last: int, gone: bool | None = None) -> None:
    way = row.way
    wish = (ending, last, way.gone if gone is None else gone)
    if (way.ending, way.last, way.gone) != wish:
        way.ending, way.last, way.gone = wish
        book.note(way, WISHED)


def _check_cancel(session: Session, purchase: Purchase) -> None:
    if not purchase.open:
        raise refusal("cancel.ended", payment=purchase.payment, state=purchase.state)
    if purchase.state in (OFFERED, DISPUTED) or left_behind(session, purchase):
        code = "cancel.settle" if purchase.used or purchase.state == DISPUTED else "cancel.go"
        raise refusal(code, payment=purchase.payment, state=purchase.state)
    if _on_a_lost_card(session, purchase):
        code = "cancel.lost_settle" if purchase.used else "cancel.lost_load"
        raise refusal(code, payment=purchase.payment, card=purchase.card)


def _on_a_lost_card(session: Session, purchase: Purchase) -> bool:
    """Whether an order that its replacement knows nothing of may have brought it to the meter, or still bring it.

    With another count it cannot: the meter had used that one before the purchase was sold again.
    """
    ways = select(Carriage).join(Card, Card.card == Carriage.card)
    ways = ways.where(Carriage.purchase == purchase.id, Carriage.current.is_(False), Card.lost)
    return any(way.state not in FINAL and way.count == purchase.count for way in session.scalars(ways))


def settle(
    book: Book, payment: str, *, credited: bool, gone: bool = False, seconded: bool = False
) -> Purchase:  # fmt: skip
    """The seller's decision about a purchase whose count the meter has used: whether the meter has the money.

    Not credited needs another channel's record of that count (elsewhere.py): what a handheld tells proves nothing;
    or a second person who agreed under his own password: `seconded`, and both names stand behind it (desk.who).
    `gone`: the meter is off the wall and was read there; it stands for the proof that is missing. A purchase on a lost
    card, or on one that has gone on, is settled at once: no document will end it there. Raises VendError.
    """
    book.lock_payment(payment)
    purchase = find(book.session, payment)
    if not purchase.open:
        raise refusal("settle.ended", payment=payment, state=purchase.state)
    unread = gone and (purchase.state == OFFERED or _on_a_lost_card(book.session, purchase))
    if purchase.state != DISPUTED and not purchase.used and not unread:
        code = "settle.not_used" if purchase.state != OFFERED else "settle.not_used_go"
        raise refusal(code, payment=payment, state=purchase.state)
    if not credited and not seconded:
        check_disproved(book.session, purchase)
    _wish(book, purchase, AS_CREDITED if credited else AS_NOT_CREDITED, purchase.order, gone)
    if book.session.get_one(Card, purchase.card).lost or left_behind(book.session, purchase):
        end(book, purchase, SETTLED)
    return purchase


def end(book: Book, purchase: Purchase, state: str) -> None:
    """The card has said `state` (or will never say anything more): the wish has come true."""
    book.move(purchase, state if purchase.ending == CANCEL else SETTLED)


def order(session: Session, keys: KeyStore, purchase: Purchase) -> tuple[str, Order]:
    """(file name, order) that ends a purchase. Raises VendError when none is wanted."""
    if purchase.ending is None or not purchase.open:
        raise refusal("order.not_wanted", payment=purchase.payment, state=purchase.state)
    card = session.get_one(Card, purchase.card)
    if purchase.ending != CANCEL and purchase.state in (OFFERED, DISPUTED):
        settle = signed(keys, card, "settle", order=purchase.order, gone=int(purchase.gone))
        return f"WK-{card.card}-settle-{purchase.order}.json", settle
    together = bought(Carriage.card == card.card, Carriage.open, Carriage.last == purchase.last)
    first = session.scalars(together.order_by(Carriage.order)).first()
    assert first is not None
    cancel = signed(keys, card, "cancel", order=first.order, last=first.last, count=first.count)
    return f"WK-{card.card}-cancel-{first.order}.json", cancel


def resell(book: Book, payment: str, checked: bool = False) -> Purchase:
    """Sell a purchase that was taken back to the meter's active card once more. `checked` as for `refund`. Raises
    VendError."""
    book.lock_payment(payment)
    purchase = find(book.session, payment)
    _check_free(book.session, purchase, checked)
    card = book.session.scalar(select(Card).where(Card.meter == purchase.meter, Card.active))
    card = card or active(book.session, purchase.card)  # re-issued to another meter since
    nothing_in_the_way(book.session, card)
    return again(book, purchase, card, book.session.get_one(Meter, card.meter))


def refund(book: Book, payment: str, checked: bool = False) -> Purchase:
    """Note that the customer gets his money back, once. Raises VendError while it may still become credit, or is it;
    and, with the time, when it was noted before: whoever is told so pays nothing out. `checked`: a backup was put back,
    and the receipts of after it were looked through: nobody has got this money since, nor sold it again."""
    book.lock_payment(payment)
    purchase = find(book.session, payment)
    if purchase.refunded:
        raise _refunded_before(book.session, purchase)
    _check_free(book.session, purchase, checked)
    purchase.way.refunded = True
    book.note(purchase.way, REFUNDED, MONEY[REFUNDED])
    return purchase


def _refunded_before(session: Session, purchase: Purchase) -> VendError:
    steps = select(Event).join(Step, (Step.meter == Event.meter) & (Step.number == Event.number))
    of_it = steps.where(Step.carriage == purchase.way.id, Step.news == REFUNDED)
    earlier = session.scalars(of_it.order_by(Event.number.desc()).limit(1)).first()
    if earlier is None:
        return refusal("refund.before_time", payment=purchase.payment)
    return refusal("refund.before", payment=purchase.payment, when=earlier.when, who=earlier.who)


def _check_free(session: Session, purchase: Purchase, checked: bool) -> None:
    if not purchase.free:
        state = REFUNDED if purchase.refunded else purchase.state
        raise refusal("payment.not_free", payment=purchase.payment, state=state)
    if not checked and of_before_the_backup(session, purchase):
        raise refusal("payment.before_backup", payment=purchase.payment)


def of_before_the_backup(session: Session, purchase: Purchase) -> bool:
    """Whether its money became free before an older ledger was put back, or by what was recovered then: what happened
    to it since, this ledger has forgotten."""
    back = session.scalar(select(func.max(Event.at)).where(Event.meter == SHOP, Event.verb == RESTORED))
    if back is None:
        return False
    steps = select(Event.at, Event.verb).join(Step, (Step.meter == Event.meter) & (Step.number == Event.number))
    last = session.execute(steps.where(Step.carriage == purchase.way.id).order_by(Event.number.desc()).limit(1)).one()
    return last.at <= back or last.verb == RECOVER


def unlock(book: Book, card: str) -> tuple[str, Order]:
    """(file name, order) that takes a forgotten PIN away; every one works once. Raises VendError."""
    book.lock_card(card)
    row = active(book.session, card)
    if pending(book.session, row):
        raise refusal("card.waits", card=card)
    row.resets += 1
    made = signed(book.keys, row, "unlock", reset=row.resets)
    return f"WK-{card}-unlock-{row.resets}.json", made


def find(session: Session, payment: str) -> Purchase:
    """The purchase of a payment. Raises VendError when there is none."""
    row = session.scalar(bought(Purchase.payment == payment))
    if row is None:
        raise refusal("payment.unknown", payment=payment)
    return row

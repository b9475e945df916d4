# live_sale.py - sell with the device at the other end of a beam or cable
"""Found again by its payment, wherever it was cut off. Nothing is sold to another device than was meant, nor to a card
that could not take it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.book.receive import Outcome
from wattkey_host.vend.book.sell import check_looks, order, sell
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live.beam import Terminal
from wattkey_host.vend.live.visit import Run, Said, Visit, silent
from wattkey_host.vend.live.waiting import waiting_issue


class Sold(NamedTuple):
    """What came of a sale: the ledger's row, whether the card had it already, and what its report said then."""

    purchase: Purchase
    before: bool
    report: Outcome


def sell_live(
    shop: Shop, terminal: Terminal, run: Run, amount: int, payment: str, sold: date, *, to: str | None = None,
    close: bool = True, another: bool = False, said: Said = silent,
) -> Sold:  # fmt: skip
    """Sell to the card that answers, bring it the order, take its report. `to`: the card or meter it must be.

    Nothing is sold to a card that could not take it: one that holds an undelivered purchase, or has just got one that
    had never reached it. Raises VendError.
    """
    visit = Visit(shop, terminal, run, said)
    if not _bought(shop, payment, another):
        _is_meant(visit, to)
        visit.make_room(None, "Nothing was sold")
        _can_take(visit, to)
    purchase = sell(shop, to or visit.card, amount, payment, sold, close=close, another=another)
    if purchase.card != visit.card:
        raise VendError(f"payment {payment} is for card {purchase.card}", f"The device is card {visit.card}")
    with _stands(purchase):
        before = visit.info.order >= purchase.order or _deliver(visit, purchase)
        report = visit.report()
        visit.end()
    with shop.transaction() as session:  # as the report has left it
        return Sold(session.get_one(Purchase, purchase.id), before, report)


def _deliver(visit: Visit, purchase: Purchase) -> bool:
    """Bring an order that the chip has not taken, and what comes before it; whether it had it after all."""
    if purchase.ending:
        do = "Bring the order that does it: `wattkey vend send --port`"
        raise VendError(f"payment {purchase.payment} is being taken back or settled", do)
    visit.make_room(purchase.order)
    return visit.hand_in(order(visit.shop, purchase).packed)


@contextmanager
def _stands(purchase: Purchase) -> Iterator[None]:
    """Whatever goes wrong from here on: the ledger has the sale, and the same command goes on with it."""
    try:
        yield
    except VendError as error:
        stands = (
            f"The sale stands as order {purchase.order}: the same command, with the same --payment, goes on with it"
        )
        error.do = f"{error.do}. {stands}" if error.do else stands
        raise


def _is_meant(visit: Visit, to: str | None) -> None:
    """Before anything is brought: `to` is what the device is, or what a document that waits will make of it."""
    document = waiting_issue(visit.shop, visit.info)
    if document is None or to not in (document.card, document.meter):
        _is(visit, to)


def _is(visit: Visit, to: str | None) -> None:
    meter = visit.info.meter.hex()
    if to is not None and to not in (visit.card, meter):
        raise VendError(f"the device is card {visit.card} of meter {meter}, not {to}", "Nothing was sold")


def _can_take(visit: Visit, to: str | None) -> None:
    """Nothing is sold to another device, nor to one that could not take it. Raises VendError."""
    _is(visit, to)
    info = visit.info
    if info.waiting or info.disputed:
        visit.report()
        visit.end()
        do = "Settle it first" if info.disputed else "It must be brought to the meter first; nothing was sold"
        raise VendError(f"card {visit.card} still holds order {info.order} ({info.state})", do)


def _bought(shop: Shop, payment: str, another: bool) -> bool:
    """Whether the payment has been sold. Raises VendError when it only reads like one that was."""
    with shop.transaction() as session:
        bought = session.scalar(select(Purchase.id).where(Purchase.payment == payment)) is not None
        if not bought and not another:
            check_looks(session, payment)
    return bought

# live_sale.py - sell with the device at the other end of a beam or cable
"""Found again by its payment, wherever it was cut off. Nothing is sold to another device than was meant, nor to a card
that could not take it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from wattkey.info import Info
from wattkey_host.complaint import Complaint
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.book.receive import Outcome
from wattkey_host.vend.live.beam import Terminal
from wattkey_host.vend.live.visit import LiveVisit, Run, Said, silent
from wattkey_host.vend.wording import phrase, refusal

Sure = Callable[[Info], bool]  # of the card that answers: is it the one that is meant?


def whoever_is_there(_info: Info) -> bool:
    """Who calls knows that only the right one can be there."""
    return True


class SaleResult(NamedTuple):
    """What came of a sale: the ledger's row, whether the card had it already, and what its report said then."""

    purchase: Purchase
    before: bool
    report: Outcome


def sell_live(
    desk: Desk, terminal: Terminal, run: Run, amount: int, payment: str, sold: date, *, to: str | None = None,
    close: bool = True, another: bool = False, said: Said = silent, sure: Sure = whoever_is_there,
) -> SaleResult:  # fmt: skip
    """Sell to the card that answers, bring it the order, take its report. `to`: the card or meter it must be; without
    it `sure` is asked about the card that answers: another handheld near the head is another customer's.

    Nothing is sold to a card that could not take it: one that holds an undelivered purchase, or has just got one that
    had never reached it. Raises VendError.
    """
    visit = LiveVisit(desk, terminal, run, said)
    if not desk.bought(payment, another):
        _is_meant(visit, to)
        if to is None and not (visit.card and sure(visit.info)):
            visit.end()
            raise refusal("sale.not_meant", card=visit.card)
        desk.know_of(visit.info)
        visit.make_room(None, phrase("then.nothing_sold"))
        _can_take(visit, to)
    purchase = desk.sell(to or visit.card, amount, payment, sold, close=close, another=another)
    if purchase.card != visit.card:
        raise refusal("payment.other_card", payment=payment, card=purchase.card, device=visit.card)
    with _stands(purchase):
        before = visit.info.order >= purchase.order or _deliver(visit, purchase)
        report = visit.proof_of(desk.order(purchase))
        visit.end()
    return SaleResult(desk.find(payment), before, report)  # as the report has left it


def _deliver(visit: LiveVisit, purchase: Purchase) -> bool:
    """Bring an order that the chip has not taken, and what comes before it; whether it had it after all."""
    if purchase.ending:
        raise refusal("payment.is_ending", payment=purchase.payment)
    visit.make_room(purchase.order)
    return visit.hand_in(visit.desk.order(purchase).packed)


@contextmanager
def _stands(purchase: Purchase) -> Iterator[None]:
    """Whatever goes wrong from here on: the ledger has the sale, and the same command goes on with it."""
    try:
        yield
    except Complaint as error:  # of the desk, or of the port
        error.add(phrase("then.sale_stands", order=purchase.order))
        raise


def _is_meant(visit: LiveVisit, to: str | None) -> None:
    """Before anything is brought: `to` is what the device is, or what a document that waits will make of it."""
    document = visit.desk.waiting_issue(visit.info)
    if document is None or to not in (document.card, document.meter):
        _is(visit, to)


def _is(visit: LiveVisit, to: str | None) -> None:
    meter = visit.info.meter.hex()
    if to is not None and to not in (visit.card, meter):
        raise refusal("device.not_meant", card=visit.card, meter=meter, to=to)


def _can_take(visit: LiveVisit, to: str | None) -> None:
    """Nothing is sold to another device, nor to one that could not take it. Raises VendError."""
    _is(visit, to)
    info = visit.info
    if info.waiting or info.disputed:
        visit.report()
        visit.end()
        code = "order.held_disputed" if info.disputed else "order.held"
        raise refusal(code, card=visit.card, order=info.order, state=info.state)

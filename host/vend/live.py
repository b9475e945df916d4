# live.py - issue, sell, send and receive with the device at the other end of a beam or cable
"""The same ledger and the same documents as by drive; only the way is another. What the ledger has made for the card
and its chip has not got is brought first (waiting.py), and `said` hears of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from wattkey.orders import FROM_DEVICE, BadDocument, pack, parse
from wattkey.pieces import TAKEN_BEFORE, TAKEN_NOW
from wattkey_host.vend.beam import Terminal
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.issue import issue
from wattkey_host.vend.ledger import Card, Purchase
from wattkey_host.vend.receive import Outcome
from wattkey_host.vend.sell import document, sell
from wattkey_host.vend.shop import Shop
from wattkey_host.vend.visit import Run, Said, Visit, silent
from wattkey_host.vend.waiting import next_waiting, open_orders, waiting_issue

_HEADER = 4  # CLA INS P1 P2
_INFO, _REPORT = 0x02, 0x24  # INS
_DONE, _ELSE = 0x9000, 0x6F00
_STATUS = {TAKEN_NOW: _DONE, TAKEN_BEFORE: _DONE, "T31": 0x6988, "T32": 0x6A82, "T34": 0x6A84, "T37": 0x6985}


class Sold(NamedTuple):
    """What came of a sale: the ledger's row, whether the card had it already, and what its report said then."""

    purchase: Purchase
    before: bool
    report: Outcome


def issue_live(
    shop: Shop, terminal: Terminal, run: Run, meter: str, customer: str, *, card: str | None = None,
    count: int | None = None, said: Said = silent,
) -> Card:  # fmt: skip
    """Make the device's chip the card of `meter`, as `issue` does on the desk; a replacement gets what was on the way
    on the card before. Raises VendError."""
    row = issue(shop, _Desk(terminal, run), meter, customer, card=card, count=count)
    if open_orders(shop, row.card):
        Visit(shop, terminal, run, said).bring()
    run(terminal.end())
    return row


def sell_live(
    shop: Shop, terminal: Terminal, run: Run, amount: int, payment: str, sold: date, *, to: str | None = None,
    close: bool = True, said: Said = silent,
) -> Sold:  # fmt: skip
    """Sell to the card that answers, bring it the order, take its report. `to`: the card or meter it must be.

    Nothing is sold to a card that could not take it: one that holds an undelivered purchase, or has just got one that
    had never reached it. Raises VendError.
    """
    visit = Visit(shop, terminal, run, said)
    if not _bought(shop, payment):
        _is_meant(visit, to)
        visit.make_room(None, "Nothing was sold")
        _can_take(visit, to)
    purchase = sell(shop, to or visit.card, amount, payment, sold, close=close)
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
    return visit.hand_in(pack(parse(document(visit.shop, purchase))))


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


def order_of(text: bytes) -> dict:
    """The order in a file that a chip can take. Raises VendError."""
    try:
        order = parse(text)
    except BadDocument as error:
        raise VendError(f"the file cannot be read: {error} ({error.code})", "Make it anew") from error
    if order["type"] in FROM_DEVICE:
        raise VendError(f"this is a {order['type']} of a device, not an order", "Name a file that this shop has made")
    return order


def send_live(shop: Shop, terminal: Terminal, run: Run, order: dict, said: Said = silent) -> tuple[bool, Outcome]:
    """Bring any order to the chip: (whether it had it already, what its report says then). Raises VendError."""
    visit = Visit(shop, terminal, run, said)
    mine = {"card": visit.info.card.hex(), "serial": visit.info.serial.hex()}
    for name, value in mine.items():
        if order.get(name, value) != value and not (name == "card" and order["type"] == "issue"):
            raise VendError(f"the file is for {name} {order[name]}, the device is {value}", "Nothing was sent")
    if order["type"] in ("purchase", "cancel") and order["order"] > visit.info.order:
        visit.make_room(order["order"], "The file stands: send it again then")
    before = visit.hand_in(pack(order), "The file stands")
    report = visit.report()
    visit.end()
    return before, report


def bring_live(shop: Shop, terminal: Terminal, run: Run, said: Said = silent) -> tuple[list[str], Outcome]:
    """Bring all that the ledger has for the device: (what it was, what its report says then). Raises VendError."""
    visit = Visit(shop, terminal, run, said)
    if waiting_issue(shop, visit.info) is None:
        _ = visit.card  # blank, and nobody has made it a card
    brought = visit.bring()
    report = visit.report()
    visit.end()
    return brought, report


def receive_live(shop: Shop, terminal: Terminal, run: Run) -> Outcome:
    """Take the card's report into the ledger, fresh from the chip, and tell what waits for it. Raises VendError."""
    visit = Visit(shop, terminal, run)
    _ = visit.card  # a blank chip has no report
    outcome = visit.report()
    visit.end()
    waiting = next_waiting(shop, visit.info)
    words = (f"This waits for it: {waiting.words}. Bring it: wattkey vend send --port.",) if waiting else ()
    return replace(outcome, words=outcome.words + words)


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


def _bought(shop: Shop, payment: str) -> bool:
    with shop.transaction() as session:
        return session.scalar(select(Purchase.id).where(Purchase.payment == payment)) is not None


class _Desk:
    """The device as the desk of `issue`: what it asks a chip, asked over the beam."""

    def __init__(self, terminal: Terminal, run: Run) -> None:
        self._terminal, self._run = terminal, run

    def apdu(self, command: bytes) -> tuple[bytes, int]:
        """INFO opens a session, so that what the chip says is proved; a document goes over in pieces."""
        if command[1] == _INFO:
            self._run(self._terminal.open())
            return self._terminal.info, _DONE
        if command[1] == _REPORT:
            return self._run(self._terminal.report()), _DONE
        outcome = self._run(self._terminal.hand_in(command[_HEADER:]))
        return b"", _STATUS.get(outcome, _ELSE)

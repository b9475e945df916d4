# live.py - issue, sell and receive with the device at the other end of a beam or cable
"""The same ledger and the same documents as by drive; only the way is another. Cut off anywhere, the same call again
ends it: a sale is found by its payment, a document that has arrived says so, a report may come twice. Where the clerk
has to do something else first the session is left open: the device listens on, and falls silent by itself.

`said` hears of orders that the chip should have had already and gets first (missing.py)."""

import json
from collections.abc import Callable, Coroutine
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from wattkey.info import Info
from wattkey.orders import FROM_DEVICE, BadDocument, pack, parse, unpack
from wattkey.pieces import TAKEN_BEFORE, TAKEN_NOW
from wattkey.text import Texts
from wattkey_host.vend.beam import Terminal
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.issue import issue
from wattkey_host.vend.ledger import Card, Purchase
from wattkey_host.vend.missing import next_missing, open_orders
from wattkey_host.vend.receive import Outcome, receive
from wattkey_host.vend.sell import document, sell
from wattkey_host.vend.shop import Shop

_HEADER = 4  # CLA INS P1 P2
_INFO, _REPORT = 0x02, 0x24  # INS
_DONE, _ELSE = 0x9000, 0x6F00
_STATUS = {TAKEN_NOW: _DONE, TAKEN_BEFORE: _DONE, "T31": 0x6988, "T32": 0x6A82, "T34": 0x6A84, "T37": 0x6985}
Run = Callable[[Coroutine[Any, Any, Any]], Any]  # runs a coroutine to its end
Said = Callable[[str], object]


class Sold(NamedTuple):
    """What came of a sale: the ledger's row, whether the card had it already, and what its report said then."""

    purchase: Purchase
    before: bool
    report: Outcome


def issue_live(
    shop: Shop, terminal: Terminal, run: Run, meter: str, customer: str, *, card: str | None = None,
    count: int | None = None, said: Said = lambda words: None,
) -> Card:  # fmt: skip
    """Make the device's chip the card of `meter`, as `issue` does on the desk; a replacement gets what was on the way
    on the card before. Raises VendError."""
    row = issue(shop, _Desk(terminal, run), meter, customer, card=card, count=count)
    if open_orders(shop, row.card):
        _bring_missing(shop, terminal, run, said)
        _take_report(shop, terminal, run)
    run(terminal.end())
    return row


def sell_live(
    shop: Shop, terminal: Terminal, run: Run, amount: int, payment: str, sold: date, *, to: str | None = None,
    close: bool = True, said: Said = lambda words: None,
) -> Sold:  # fmt: skip
    """Sell to the card that answers, bring it the order, take its report. `to`: the card or meter it must be.

    Nothing is sold to a card that could not take it: one that holds an undelivered purchase, or has just got one that
    had never reached it. Raises VendError.
    """
    info = run(terminal.open())
    if not _bought(shop, payment):
        info = _check(shop, terminal, run, info, to, said)
    purchase = sell(shop, to or _card(info), amount, payment, sold, close=close)
    if purchase.card != _card(info):
        raise VendError(f"payment {payment} is for card {purchase.card}", f"The device is card {_card(info)}")
    before = info.order >= purchase.order
    if not before:
        if purchase.ending:
            raise VendError(f"payment {payment} is being taken back or settled", "Send it that file: wattkey vend send")
        do = "The sale stands: put that right, and run the same command with the same --payment"
        info = _make_room(shop, terminal, run, info, purchase.order, do, said)
        before = _hand_in(terminal, run, pack(parse(document(shop, purchase))), do)
    report = _take_report(shop, terminal, run)
    run(terminal.end())
    with shop.transaction() as session:  # as the report has left it
        return Sold(session.get_one(Purchase, purchase.id), before, report)


def order_of(text: bytes) -> dict:
    """The order in a file that a chip can take. Raises VendError."""
    try:
        order = parse(text)
    except BadDocument as error:
        raise VendError(f"the file cannot be read: {error} ({error.code})", "Make it anew") from error
    if order["type"] in FROM_DEVICE:
        raise VendError(f"this is a {order['type']} of a device, not an order", "Name a file that this shop has made")
    return order


def send_live(
    shop: Shop, terminal: Terminal, run: Run, order: dict, said: Said = lambda words: None
) -> tuple[bool, Outcome]:
    """Bring any order to the chip: (whether it had it already, what its report says then). Raises VendError."""
    info = run(terminal.open())
    mine = {"card": info.card.hex(), "serial": info.serial.hex()}
    for name, value in mine.items():
        if order.get(name, value) != value and not (name == "card" and order["type"] == "issue"):
            raise VendError(f"the file is for {name} {order[name]}, the device is {value}", "Nothing was sent")
    if order["type"] in ("purchase", "cancel") and order["order"] > info.order:
        _make_room(shop, terminal, run, info, order["order"], "The file stands: send it again then", said)
    before = _hand_in(terminal, run, pack(order), "The file stands")
    report = _take_report(shop, terminal, run)
    run(terminal.end())
    return before, report


def receive_live(shop: Shop, terminal: Terminal, run: Run) -> Outcome:
    """Take the card's report into the ledger, fresh from the chip. Raises VendError."""
    _card(run(terminal.open()))
    outcome = _take_report(shop, terminal, run)
    run(terminal.end())
    return outcome


def _check(shop: Shop, terminal: Terminal, run: Run, info: Info, to: str | None, said: Said) -> Info:
    """Nothing is sold to another device, nor to one that could not take it; its INFO then. Raises VendError."""
    card = _card(info)
    if to is not None and to not in (card, info.meter.hex()):
        raise VendError(f"the device is card {card} of meter {info.meter.hex()}, not {to}", "Nothing was sold")
    if info.waiting or info.disputed:
        _take_report(shop, terminal, run)
        run(terminal.end())
        do = "Settle it first" if info.disputed else "It must be brought to the meter first; nothing was sold"
        raise VendError(f"card {card} still holds order {info.order} ({info.state})", do)
    return _make_room(shop, terminal, run, info, None, "Nothing was sold", said)


def _make_room(
    shop: Shop, terminal: Terminal, run: Run, info: Info, order: int | None, do: str, said: Said
) -> Info:  # fmt: skip
    """Bring what comes before `order` (None: before the next one to be sold). Raises VendError if the chip holds that
    now: it takes no other until it is at the meter."""
    if next_missing(shop, info, order) is None:
        return info
    info = _bring_missing(shop, terminal, run, said, order)
    _take_report(shop, terminal, run)
    if info.waiting:
        run(terminal.end())
        words = f"card {_card(info)} had never got order {info.order}, and has it now: it comes first"
        raise VendError(words, f"Bring it to the meter. {do}")
    return info


def _bring_missing(shop: Shop, terminal: Terminal, run: Run, said: Said, before: int | None = None) -> Info:
    """Bring the orders that the chip should have had, in their turn, until it has all or holds one; its INFO then."""
    info = run(terminal.open())
    while missing := next_missing(shop, info, before):
        had = info.order
        _hand_in(terminal, run, missing.packed, "It comes before all else")
        said(f"Card {_card(info)} had never got {missing.words}: brought now.")
        info = run(terminal.open())
        if info.order == had:
            raise VendError(f"card {_card(info)} does not take {missing.words}", "Receive its report")
    return info


def _hand_in(terminal: Terminal, run: Run, packed: bytes, do: str) -> bool:
    """Bring an order in; whether the chip had it already. Raises VendError, with `do`, when the chip refuses."""
    outcome = run(terminal.hand_in(packed))
    if outcome not in (TAKEN_NOW, TAKEN_BEFORE):
        run(terminal.end())  # so that the device shows the code too
        raise VendError(f"the chip refuses the order: {_words(outcome)}", do)
    return outcome == TAKEN_BEFORE


def _take_report(shop: Shop, terminal: Terminal, run: Run) -> Outcome:
    packed = run(terminal.report())
    return receive(shop, json.dumps(unpack("report", packed)).encode("ascii"))


def _card(info: Info) -> str:
    if not info.issued:
        raise VendError(f"the chip {info.serial.hex()} is blank", "Issue it first")
    return info.card.hex()


def _bought(shop: Shop, payment: str) -> bool:
    with shop.transaction() as session:
        return session.scalar(select(Purchase.id).where(Purchase.payment == payment)) is not None


def _words(code: str) -> str:
    return f"{Texts('en').get('err.' + code).replace('|', ' ')} ({code})"


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

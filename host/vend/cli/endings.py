# endings.py - `wattkey vend ...`: how a purchase ends without delivery, and what another channel sold
"""Taking back, settling, refunding, selling again. With --port the order goes to the device there, without a file."""

from typing import Annotated

import typer

from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.cli import show
from wattkey_host.vend.cli.console import (
    HERE,
    AsJson,
    Folder,
    MeterNumber,
    Payment,
    Port,
    ShopFolder,
    amount,
    clearly,
    end,
    opened,
    tell,
)
from wattkey_host.vend.cli.handing import Handing, handing

_Checked = Annotated[
    bool, typer.Option("--checked", help="After a backup was put back: the receipts since then say nothing of it.")
]


def cancel(
    payment: Payment,
    later: Annotated[bool, typer.Option("--later", help="Also all that was sold to the card after it.")] = False,
    to: Folder = None,
    port: Port = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Take a purchase back that the meter cannot have. Its money is free when the card's report says so."""
    with handing(shop, to, port, as_json) as way:
        _hand_ending(way, way.desk.cancel(payment, later=later)[0])


def settle(
    payment: Payment,
    credited: Annotated[bool, typer.Option("--credited/--not-credited", help="Whether the meter has the money.")],
    gone: Annotated[bool, typer.Option("--gone", help="The meter is off the wall and was read there.")] = False,
    to: Folder = None,
    port: Port = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Decide about a purchase whose count the meter has used, and free its card."""
    with handing(shop, to, port, as_json) as way:
        way.tell(way.desk.proved(payment), way.desk.evidence(payment))
        _hand_ending(way, way.desk.settle(payment, credited=credited, gone=gone))


def resell(payment: Payment, checked: _Checked = False, shop: ShopFolder = HERE, as_json: AsJson = False) -> None:
    """Sell a purchase that was taken back once more: the same payment, a new order, a new count."""
    with clearly():
        purchase = opened(shop).resell(payment, checked=checked)
    tell(as_json, f"Order {purchase.order} of card {purchase.card}, count {purchase.count}.")
    tell(as_json, f"Its file: wattkey vend file --payment {payment} --to FOLDER")
    end(as_json, show.purchase_data(purchase))


def refund(payment: Payment, checked: _Checked = False, shop: ShopFolder = HERE, as_json: AsJson = False) -> None:
    """Note that the customer has the money of a purchase back that was taken back or not credited."""
    with clearly():
        purchase = opened(shop).refund(payment, checked=checked)
    tell(as_json, f"Payment {payment} is refunded.")
    end(as_json, show.purchase_data(purchase))


def elsewhere(
    meter: MeterNumber,
    count: Annotated[int, typer.Option(min=1, help="The purchase count that it had at the meter.")],
    paid: Annotated[int, typer.Option("--amount", parser=amount, metavar="100.00", help="How much.")],
    evidence: Annotated[
        str | None, typer.Option(help="That channel's own record: its receipt, or whom you have asked.")
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="It was typed wrong: forget this note.")] = False,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Note a purchase that the meter got through another channel: its count is never sold again."""
    with clearly():
        desk = opened(shop)
        words = desk.withdraw(meter, count, paid) if withdraw else desk.elsewhere(meter, count, paid, evidence)
    tell(as_json, *words)
    end(as_json, {"meter": meter, "count": count, "words": words})


def _hand_ending(way: Handing, purchase: Purchase) -> None:
    path = None
    if purchase.open:
        path = way.order(*way.desk.end_order(purchase))
        if way.port is None:
            way.tell("The money is free, or decided, when the card's report says so: wattkey vend receive DRIVE")
        purchase = way.desk.find(purchase.payment)
    else:
        way.tell(f"Payment {purchase.payment} is {purchase.state}.")
    way.end(show.purchase_data(purchase), path)

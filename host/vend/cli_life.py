# cli_life.py - `wattkey vend ...`: what happens to a card and to a purchase besides selling
"""Re-issue, new keys, replacement, PIN; taking back, settling, refunding, selling again; other channels."""

from pathlib import Path
from typing import Annotated

import typer

from wattkey_host.vend import ending, show
from wattkey_host.vend.cards import reissue as reissue_card
from wattkey_host.vend.cards import rekey as rekey_card
from wattkey_host.vend.cards import replace as replace_card
from wattkey_host.vend.elsewhere import elsewhere as note_elsewhere
from wattkey_host.vend.ending import find
from wattkey_host.vend.ledger import Issue, Purchase
from wattkey_host.vend.personal import document
from wattkey_host.vend.reconcile import evidence
from wattkey_host.vend.shop import Shop
from wattkey_host.vend.terminal import (
    HERE,
    AsJson,
    CardNumber,
    Folder,
    MeterNumber,
    Payment,
    ShopFolder,
    amount,
    clearly,
    end,
    number,
    opened,
    tell,
    tell_file,
    written,
)  # fmt: skip

__all__ = ["add_to", "find", "hand_document"]
_Customer = Annotated[
    str | None, typer.Option("--customer", callback=number("customer", 12), help="If it is another, 12 digits.")
]


def reissue(
    card: CardNumber,
    meter: MeterNumber,
    customer: _Customer = None,
    count: Annotated[int | None, typer.Option(min=0, help="Purchases that a new meter has had elsewhere.")] = None,
    to: Folder = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Make an issued card the card of another meter. Refused over undelivered money."""
    with clearly():
        open_shop = opened(shop)
        hand_document(open_shop, reissue_card(open_shop, card, meter, customer, count=count), to, as_json)


def replace(
    card: Annotated[str, typer.Option(callback=number("card", 16), help="The card that is lost or broken.")],
    serial: Annotated[str, typer.Option(help="Serial of the new, blank handheld's chip, 16 hex digits.")],
    to: Folder = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """A new handheld for the same meter: what was on the way goes with it, and the meter takes each purchase once."""
    with clearly():
        open_shop = opened(shop)
        made = replace_card(open_shop, card, serial)
        tell(as_json, "Hand over the files of what was on the way again: wattkey vend file --payment ...")
        hand_document(open_shop, made, to, as_json)


def rotate(shop: ShopFolder = HERE, as_json: AsJson = False) -> None:
    """Make a new generation of master keys. Each card stays with its own until `rekey` has reached it."""
    with clearly():
        keys = opened(shop).keys.rotate()
    tell(as_json, f"Generation {keys.generation} is made. Back up keys.json, then: wattkey vend rekey --card ...")
    end(as_json, {"generation": keys.generation})


def rekey(
    card: CardNumber,
    meter_too: Annotated[bool, typer.Option("--meter-too", help="Its meter holds the new keys already.")] = False,
    to: Folder = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Give a card the keys of the latest generation. A purchase on it stays."""
    with clearly():
        open_shop = opened(shop)
        hand_document(open_shop, rekey_card(open_shop, card, meter_too=meter_too), to, as_json)


def unlock(card: CardNumber, to: Folder = None, shop: ShopFolder = HERE, as_json: AsJson = False) -> None:
    """Take a forgotten PIN away. Each file works once; one that was lost is simply made anew."""
    with clearly():
        name, text = ending.unlock(opened(shop), card)
        path = written(to, name, text)
    tell_file(as_json, path)
    end(as_json, {"card": card, "file": name, "path": str(path) if path else None})


def cancel(
    payment: Payment,
    later: Annotated[bool, typer.Option("--later", help="Also all that was sold to the card after it.")] = False,
    to: Folder = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Take a purchase back that the meter cannot have. Its money is free when the card's report says so."""
    with clearly():
        open_shop = opened(shop)
        _hand_ending(open_shop, ending.cancel(open_shop, payment, later=later)[0], to, as_json)


def settle(
    payment: Payment,
    credited: Annotated[bool, typer.Option("--credited/--not-credited", help="Whether the meter has the money.")],
    gone: Annotated[bool, typer.Option("--gone", help="The meter is off the wall and was read there.")] = False,
    to: Folder = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Decide about a purchase whose count the meter has used, and free its card."""
    with clearly():
        open_shop = opened(shop)
        with open_shop.transaction() as session:
            tell(as_json, evidence(session, find(session, payment)))
        _hand_ending(open_shop, ending.settle(open_shop, payment, credited=credited, gone=gone), to, as_json)


def resell(payment: Payment, shop: ShopFolder = HERE, as_json: AsJson = False) -> None:
    """Sell a purchase that was taken back once more: the same payment, a new order, a new count."""
    with clearly():
        purchase = ending.resell(opened(shop), payment)
    tell(as_json, f"Order {purchase.order} of card {purchase.card}, count {purchase.count}.")
    tell(as_json, f"Its file: wattkey vend file --payment {payment} --to FOLDER")
    end(as_json, show.purchase_data(purchase))


def refund(payment: Payment, shop: ShopFolder = HERE, as_json: AsJson = False) -> None:
    """Note that the customer has the money of a purchase back that was taken back or not credited."""
    with clearly():
        purchase = ending.refund(opened(shop), payment)
    tell(as_json, f"Payment {payment} is refunded.")
    end(as_json, show.purchase_data(purchase))


def elsewhere(
    meter: MeterNumber,
    count: Annotated[int, typer.Option(min=1, help="The purchase count that it had at the meter.")],
    paid: Annotated[int, typer.Option("--amount", parser=amount, metavar="100.00", help="How much.")],
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Note a purchase that the meter got through another channel: its count is never sold again."""
    with clearly():
        words = note_elsewhere(opened(shop), meter, count, paid)
    tell(as_json, *words)
    end(as_json, {"meter": meter, "count": count, "words": words})


def hand_document(open_shop: Shop, made: Issue, to: Path | None, as_json: bool) -> None:
    """Write the document of a chip, and tell what it will do. Raises VendError."""
    path = written(to, made.file_name, document(open_shop, made))
    tell(as_json, f"It makes its chip card {made.card} of meter {made.meter}, once its report says so.")
    tell_file(as_json, path)
    end(as_json, {**show.issue_data(made), "path": str(path) if path else None})


def _hand_ending(open_shop: Shop, purchase: Purchase, to: Path | None, as_json: bool) -> None:
    path = None
    if purchase.open:
        name, text = ending.document(open_shop, purchase)
        path = written(to, name, text)
        tell(as_json, "The money is free, or decided, when the card's report says so: wattkey vend receive DRIVE")
        tell_file(as_json, path)
    else:
        tell(as_json, f"Payment {purchase.payment} is {purchase.state}.")
    end(as_json, {**show.purchase_data(purchase), "path": str(path) if path else None})


COMMANDS = (reissue, replace, rotate, rekey, unlock, cancel, settle, resell, refund, elsewhere)


def add_to(app: typer.Typer) -> None:
    """Make these commands of the vending host."""
    for command in COMMANDS:
        app.command()(command)

# books.py - `wattkey vend ...`: a new shop; what was wrong, the till, the names of customers, backups
"""What keeps the book of a shop, apart from every day's sales."""

from pathlib import Path
from typing import Annotated

import typer

from wattkey.amount import money
from wattkey_host.vend.book import backing
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.cli import show
from wattkey_host.vend.cli.console import (
    HERE,
    AsJson,
    Customer,
    Payment,
    ShopFolder,
    amount,
    clearly,
    end,
    opened,
    passphrase,
    tell,
)
from wattkey_host.vend.passphrase import check as check_passphrase

_Reason = Annotated[str, typer.Option(help="Why; it stands in the book for ever, so no names.")]


def init(
    plain: Annotated[bool, typer.Option("--plain", help="Do not seal the keys: for trying out.")] = False,
    database: Annotated[
        str | None, typer.Option(metavar="postgresql+psycopg://...", help="Where the ledger is to be, if in no file.")
    ] = None,
    token: Annotated[
        str | None, typer.Option(metavar="LABEL", help="A PKCS#11 token that seals the keys; asks for its PIN.")
    ] = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Make a new shop: an empty ledger, and fresh master keys sealed under a passphrase."""
    if plain and token:
        raise typer.BadParameter("name either --plain or --token")
    with clearly():
        secret = None if plain else passphrase(confirm=True)
        if secret is not None and token is None:  # a token locks itself after a few wrong PINs
            check_passphrase(secret)
        made = Shop.create(shop, passphrase=secret, database=database, token=token)
    what = "the database" if made.url else "ledger.db"
    tell(as_json, f"New shop in {made.folder}. Back up keys.json and {what} together.")
    end(as_json, {"shop": str(made.folder), "sealed": not plain})


def correct(
    payment: Payment,
    reason: _Reason,
    refund: Annotated[bool, typer.Option("--refund", help="A refund that was not paid out, or came back.")] = False,
    credited: Annotated[
        bool | None, typer.Option("--credited/--not-credited", help="How it should have been settled.")
    ] = None,
    lost: Annotated[
        bool, typer.Option("--lost", help="What was paid out does not come back: the shop bears it.")
    ] = False,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Correct a wrong refund or settlement: a counter-entry with its reason; what was written stays."""
    if refund == (credited is not None):
        raise typer.BadParameter("name one of --refund, --credited and --not-credited")
    with clearly():
        desk = opened(shop)
        if credited is None:
            purchase = desk.correct_refund(payment, reason, lost=lost)
        else:
            purchase = desk.correct_settlement(payment, reason, credited=credited, lost=lost)
    tell(as_json, f"Payment {payment} is corrected.")
    end(as_json, show.purchase_data(purchase))


def cash_up(
    cents: Annotated[int, typer.Option("--amount", parser=amount, metavar="100.00", help="What goes to the bank.")],
    reason: Annotated[str, typer.Option(help="For instance the number of the deposit slip.")] = "",
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Note what goes from the till to the bank; what is left there by the book, and the head of the book."""
    with clearly():
        desk = opened(shop)
        left = desk.cash_up(cents, reason)
        with desk.shop.reading() as session:
            head = backing.head(desk.shop.keys, backing.heads(session))
    tell(as_json, f"{money(cents)} to the bank; by the book {money(left)} is left in the till.")
    tell(as_json, f"Head of the book: {head}")
    end(as_json, {"taken": money(cents), "left": money(left), "head": head})


def customer(
    number: Customer,
    name: Annotated[str | None, typer.Option(help="The name to keep.")] = None,
    erase: Annotated[bool, typer.Option("--erase", help="Forget the name; the book stays.")] = False,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Keep the name of a customer, or erase it from the ledger. Backups that were made before still have it."""
    if erase == (name is not None):
        raise typer.BadParameter("name either --name or --erase")
    with clearly():
        desk = opened(shop)
        if name is None:
            desk.erase_name(number)
        else:
            desk.name_customer(number, name)
    tell(as_json, f"Customer {number}: {'erased' if name is None else 'kept'}.")
    end(as_json, {"customer": number, "name": name})


def backup(
    to: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Folder to write into.")],
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Copy the ledger while others sell, and write its heads: `vend check --heads` finds what is missing later."""
    with clearly():
        made = opened(shop).backup(to)
    words = f"Ledger: {made.ledger}" if made.ledger else "The ledger is no file: make its copy with pg_dump, now."
    tell(as_json, words, f"Heads: {made.heads}. Keep a copy of them elsewhere.", f"Head of the book: {made.head}")
    tell(as_json, "keys.json is not in it: back it up apart.")
    kept = str(made.ledger) if made.ledger else None
    end(as_json, {"ledger": kept, "heads": str(made.heads), "head": made.head})

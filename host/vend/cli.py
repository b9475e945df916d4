# cli.py - `wattkey vend ...`: the seller's desk on the command line
"""The only file of the vending host that prints. Exit status: 0 done, 1 refused (the reason and what to
do on stderr), 2 wrong usage. With --json one object on one line comes last on stdout, words on stderr."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy import select

from wattkey.errors import WattKeyError
from wattkey.orders import cents, money
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.factory import new_chip, open_chip
from wattkey_host.vend import show
from wattkey_host.vend.drive import read_report, tidy, write_order
from wattkey_host.vend.errors import VendError, digits
from wattkey_host.vend.issue import issue as issue_card
from wattkey_host.vend.ledger import Card, Purchase, Reading
from wattkey_host.vend.receive import receive as receive_report
from wattkey_host.vend.sell import document
from wattkey_host.vend.sell import sell as sell_purchase
from wattkey_host.vend.shop import Shop

vend_app = typer.Typer(no_args_is_help=True, help="The seller's side: issue cards, sell, receive reports.")


def _number(noun: str, length: int):  # noqa: ANN202 a typer callback
    def check(value: str | None) -> str | None:
        try:
            return value if value is None else digits(noun, value, length)
        except VendError as error:
            raise typer.BadParameter(str(error)) from error

    return check


def _amount(text: str) -> int:
    try:
        return cents(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


ShopFolder = Annotated[Path, typer.Option("--shop", help="Folder of the shop: its ledger and its keys.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on one line, last on stdout; words on stderr.")]
MeterNumber = Annotated[
    str, typer.Option("--meter", callback=_number("meter", 12), help="Number of the meter, 12 digits.")
]
OneMeter = Annotated[
    str | None, typer.Option("--meter", callback=_number("meter", 12), help="Sell to its active card.")
]
OneCard = Annotated[
    str | None, typer.Option("--card", callback=_number("card", 16), help="Number of the card, 16 digits.")
]
Customer = Annotated[
    str, typer.Option("--customer", callback=_number("customer", 12), help="Customer number, 12 digits.")
]
_HERE = Path("shop")


@vend_app.command()
def init(shop: ShopFolder = _HERE, as_json: AsJson = False) -> None:
    """Make a new shop: an empty ledger and fresh master keys."""
    with _clearly():
        made = Shop.create(shop)
    _tell(as_json, f"New shop in {made.folder}. Back up keys.json and ledger.db together.")
    _end(as_json, {"shop": str(made.folder)})


@vend_app.command()
def issue(
    chip: Annotated[Path, typer.Option(help="Memory file of the simulated chip on the desk; made if it is not there.")],
    meter: MeterNumber,
    customer: Customer,
    card: OneCard = None,
    count: Annotated[int | None, typer.Option(min=0, help="Purchases that a new meter has had elsewhere.")] = None,
    shop: ShopFolder = _HERE,
    as_json: AsJson = False,
) -> None:
    """Make the chip on the desk the card of one meter."""
    with _clearly():
        row = issue_card(Shop.open(shop), _chip(chip), meter, customer, card=card, count=count)
    _tell(as_json, f"Chip {row.serial} is card {row.card} for meter {row.meter} now.")
    _end(as_json, show.card_data(row))


@vend_app.command()
def sell(
    amount: Annotated[int, typer.Option(parser=_amount, metavar="100.00", help="How much.")],
    payment: Annotated[str, typer.Option(help="The payment's own reference: the same again sells nothing twice.")],
    card: OneCard = None,
    meter: OneMeter = None,
    to: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Folder to write the file into.")
    ] = None,
    sold: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of the sale; today.")] = None,
    close: Annotated[bool, typer.Option(help="Whether the card may close the relay afterwards.")] = True,
    shop: ShopFolder = _HERE,
    as_json: AsJson = False,
) -> None:
    """Sell to a card or to a meter's active card, and write the purchase file."""
    number = card or meter
    if number is None or (card and meter):
        raise typer.BadParameter("name either --card or --meter")
    with _clearly():
        open_shop = Shop.open(shop)
        day = sold.date() if sold else date.today()
        purchase = sell_purchase(open_shop, number, amount, payment, day, close=close)
        _tell(
            as_json,
            f"{money(purchase.amount)} for card {purchase.card}: order {purchase.order}, count {purchase.count}.",
        )
        path = _delivered_to(to, purchase, document(open_shop, purchase))
    _tell(as_json, f"Written: {path}" if path else "No file written: name a folder with --to, with the same --payment.")
    _end(as_json, {**show.purchase_data(purchase), "path": str(path) if path else None})


@vend_app.command()
def receive(
    path: Annotated[Path, typer.Argument(exists=True, help="The report file, or the device's drive.")],
    shop: ShopFolder = _HERE,
    as_json: AsJson = False,
) -> None:
    """Take a card's report into the ledger; used-up order files are removed from its drive."""
    with _clearly():
        open_shop = Shop.open(shop)
        outcome = receive_report(open_shop, read_report(path))
        removed, left = tidy(open_shop, path) if path.is_dir() else ([], [])
    _tell(as_json, f"Card {outcome.card}:", *outcome.words)
    _tell(as_json, *(f"Removed from the drive: {file.name}" for file in removed))
    _tell(as_json, *(f"Could not be removed, do it by hand: {file}" for file in left))
    _end(as_json, {**show.outcome_data(outcome), "removed": [file.name for file in removed]})


@vend_app.command()
def ledger(shop: ShopFolder = _HERE, as_json: AsJson = False) -> None:
    """Show the ledger: cards, purchases, readings."""
    with _clearly(), Shop.open(shop).transaction() as session:
        cards = session.scalars(select(Card).order_by(Card.card)).all()
        purchases = session.scalars(select(Purchase).order_by(Purchase.id)).all()
        readings = session.scalars(select(Reading).order_by(Reading.card, Reading.count)).all()
    if not as_json:
        tables = (show.card_table(cards), show.purchase_table(purchases), show.reading_table(readings))
        filled = [table for table in tables if table.row_count]
        Console().print(*(filled or ("The ledger is empty.",)))
    data = {"cards": [show.card_data(card) for card in cards], "purchases": [show.purchase_data(p) for p in purchases]}
    _end(as_json, {**data, "readings": [show.reading_data(reading) for reading in readings]})


def _chip(path: Path) -> Chip:
    if not path.exists():
        return new_chip(secrets.token_hex(8), path)
    try:
        return open_chip(path)
    except ValueError as error:
        raise VendError(f"{path} holds no simulated chip: {error}", "Name another file") from error


def _delivered_to(folder: Path | None, purchase: Purchase, text: bytes) -> Path | None:
    if folder is None:
        return None
    try:
        return write_order(folder, purchase.file_name, text)
    except OSError as error:
        do = "The sale stands: run the same command again once the folder can be written"
        raise VendError(f"{folder / purchase.file_name} cannot be written: {error.strerror}", do) from error


def _tell(as_json: bool, *words: str) -> None:
    for line in words:
        typer.echo(line, err=as_json)


def _end(as_json: bool, data: show.Row) -> None:
    if as_json:
        typer.echo(json.dumps(data))


@contextmanager
def _clearly() -> Iterator[None]:
    """What is refused is said in one line on stderr, and the exit status is 1."""
    try:
        yield
    except (VendError, OSError) as error:
        typer.echo(f"wattkey: {error}", err=True)
        raise typer.Exit(1) from error
    except WattKeyError as error:
        typer.echo(f"wattkey: {error.code}: {error.detail}", err=True)
        raise typer.Exit(1) from error

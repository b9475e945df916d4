# daily.py - `wattkey vend ...`: the seller's desk on the command line
"""Shops, sales, reports; register.py has the list. What only some of them need (a port, a chip on the desk, tables to
look at) is imported there."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from wattkey.amount import money
from wattkey_host.interrupt import ask
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.cli import batch, console, show
from wattkey_host.vend.cli.console import (  # fmt: skip
    HERE,
    AsJson,
    Csv,
    Folder,
    HadElsewhere,
    OneCard,
    OneCustomer,
    OneMeter,
    Payment,
    Port,
    ShopFolder,
    clearly,
    end,
    opened,
    tell,
    tell_file,
    written,
)
from wattkey_host.vend.cli.handing import AS_SHIPPED, Allow, Handing, sold_to, warn_of_darkness, warn_of_test_key
from wattkey_host.vend.cli.interrupted import standing
from wattkey_host.vend.cli.plugged import REPORT, read_report, read_serial, tidy
from wattkey_host.vend.live.chip import simulated
from wattkey_host.vend.live.issue import issue as issue_card
from wattkey_host.vend.wording import refusal

_Chip = Annotated[Path | None, typer.Option(help="Memory file of a simulated chip on the desk; made if need be.")]
_Another = Annotated[
    bool, typer.Option("--another", help="Another payment, though its reference reads as one that was sold.")
]
_ToMeter = Annotated[
    str | None, typer.Option("--meter", callback=console.number("meter", 12), help="Sell to its active card.")
]
_Reference = Annotated[
    str | None, typer.Option(help="The payment's own reference: the same again sells nothing twice.")
]


def issue(
    meter: OneMeter = None,
    customer: OneCustomer = None,
    chip: _Chip = None,
    serial: Annotated[str | None, typer.Option(help="Serial of a blank handheld's chip, 16 hex digits.")] = None,
    drive: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="A plugged-in blank handheld.")
    ] = None,
    port: Port = None,
    to: Folder = None,
    csv: Csv = None,
    card: OneCard = None,
    count: HadElsewhere = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Make a blank chip the card of one meter: on the desk (--chip), by a file (--drive, --serial with --to), live."""
    if csv is not None:
        with clearly():
            batch.issue_csv(shop, csv, to, as_json)
        return None
    if meter is None or customer is None:
        raise typer.BadParameter("name --meter and --customer, or --csv")
    if sum(way is not None for way in (chip, serial, drive, port)) != 1:
        raise typer.BadParameter("name one of --chip, --serial, --drive and --port")
    with clearly():
        desk = opened(shop)
        if port is not None:
            from wattkey_host.vend.cli.port import issue_at

            return issue_at(port, desk, (meter, customer, card, count), as_json)
        if chip is not None:
            row = issue_card(desk, simulated(chip), meter, customer, card=card, count=count)
            tell(as_json, f"Chip {row.serial} is card {row.card} for meter {row.meter} now.")
            warn_of_test_key(desk, as_json)
            return end(as_json, show.card_data(row))
        blank = serial or read_serial(drive or HERE)
        made = desk.issue(blank, meter, customer, card=card, count=count)
        return Handing(desk, to or drive, None, as_json).document(made)


def sell(
    amount: Annotated[int | None, typer.Option(parser=console.amount, metavar="100.00", help="How much.")] = None,
    payment: _Reference = None,
    card: OneCard = None,
    meter: _ToMeter = None,
    to: Folder = None,
    port: Port = None,
    csv: Csv = None,
    sold: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of the sale; today.")] = None,
    close: Annotated[bool, typer.Option(help="Whether the card may close the relay afterwards.")] = True,
    another: _Another = False,
    allow: Allow = AS_SHIPPED,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Sell to a card or to a meter's active card, and write the purchase file; or to the device at a port."""
    if csv is not None:
        with clearly():
            batch.sell_csv(shop, csv, to, as_json, allow)
        return
    if amount is None or payment is None:
        raise typer.BadParameter("name --amount and --payment, or --csv")
    number = sold_to(card, meter, port, to)
    day = sold.date() if sold else date.today()
    if day > date.today():
        raise typer.BadParameter(f"--sold {day} is in the future: it is {date.today()} on this PC")
    ask(lambda: standing(shop, payment))
    with clearly():
        desk = opened(shop)
        if port is not None:
            from wattkey_host.vend.cli.port import sell_at

            sell_at(port, desk, number, amount, payment, day, close, another, as_json, allow)
        elif number is not None:
            warn_of_darkness(desk, number, amount, allow, as_json)
            purchase = desk.sell(number, amount, payment, day, close=close, another=another)
            _hand_over(desk, purchase, to, as_json)


def file(payment: Payment, to: Folder = None, shop: ShopFolder = HERE, as_json: AsJson = False) -> None:
    """Write the file of a purchase once more: the same bytes as the one that was lost."""
    with clearly():
        desk = opened(shop)
        purchase = desk.find(payment)
        if not purchase.open:
            raise refusal("payment.closed", payment=payment, state=purchase.state)
        _hand_over(desk, purchase, to, as_json)


def receive(
    paths: Annotated[
        list[Path] | None, typer.Argument(exists=True, help="The report, the device's drive, or folders of reports.")
    ] = None,
    port: Port = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Take a card's report into the ledger, and the readings of a box; used-up orders are removed from the drive."""
    if (not paths) == (port is None):
        raise typer.BadParameter("name either the report's path or --port")
    with clearly():
        if paths and _many(paths):
            batch.receive_folders(shop, paths, as_json)
        elif paths:
            _receive_file(opened(shop), paths[0], as_json)
        elif port is not None:
            from wattkey_host.vend.cli.port import receive_at

            receive_at(port, opened(shop), as_json)


def _many(paths: list[Path]) -> bool:
    """Whether these are more than one report: a folder that is no drive, or several of anything."""
    only = paths[0]
    return len(paths) > 1 or only.is_dir() and not (only / REPORT.parent).exists() and bool(batch.reports_in(only))


def _receive_file(desk: Desk, path: Path, as_json: bool) -> None:
    from wattkey_host.vend.cli import box

    if box.alone(path):
        return end(as_json, box.received(desk, path, as_json))
    outcome = desk.receive(read_report(path))
    removed, left = tidy(desk, path) if path.is_dir() else ([], [])
    tell(as_json, f"Card {outcome.card}:", *outcome.words)
    tell(as_json, *(f"Removed from the drive: {file.name}" for file in removed))
    tell(as_json, *(f"Could not be removed, do it by hand: {file}" for file in left))
    more = box.beside(desk, path, as_json) if path.is_dir() else {}
    from wattkey_host.vend.cli.update import offer  # a sale does without it

    offer(desk.shop.folder, path, as_json)
    return end(as_json, {**show.outcome_data(outcome), "removed": [file.name for file in removed], **more})


def _hand_over(desk: Desk, purchase: Purchase, to: Path | None, as_json: bool) -> None:
    tell(
        as_json,
        f"{money(purchase.amount)} for card {purchase.card}: order {purchase.order}, count {purchase.count}.",
    )
    path = written(to, purchase.file_name, desk.document(purchase))
    if path:
        purchase = desk.handed_over(purchase)
    tell_file(as_json, path)
    end(as_json, {**show.purchase_data(purchase), "path": str(path) if path else None})

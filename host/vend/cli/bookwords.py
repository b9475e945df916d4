# bookwords.py - `wattkey vend ...`: the ledger itself: whether it holds, and how it becomes one of this program
"""Exit status 1 where something is wrong; every fault in a line of its own."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from wattkey.amount import money
from wattkey_host import foreign
from wattkey_host.vend.book.base import VERSION
from wattkey_host.vend.book.doing import clerk
from wattkey_host.vend.book.listing import Wish, page
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.cli import batch, show
from wattkey_host.vend.cli.console import (
    HERE,
    AsJson,
    OneCard,
    OneMeter,
    Port,
    ShopFolder,
    clearly,
    end,
    opened,
    passphrase,
    tell,
)

_HEADS = 64 << 20  # bytes, of a million meters
_Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the sale.")]


def ledger(
    card: OneCard = None,
    meter: OneMeter = None,
    payment: Annotated[str | None, typer.Option(help="Only this payment.")] = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only what may still become credit.")] = False,
    since: _Day = None,
    until: _Day = None,
    number: Annotated[int, typer.Option("--page", min=1, help="Which page.")] = 1,
    rows: Annotated[int, typer.Option(min=1, max=100_000, help="Lines of a page, of each table.")] = 200,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Show the ledger: cards, purchases, readings; page by page, or what is asked for."""
    first, last = (day.date() if day else None for day in (since, until))
    with clearly(), opened(shop).shop.reading() as session:
        found = page(session, Wish(card, meter, payment, only_open, first, last, number, rows))
    if not as_json:
        tables = (
            show.card_table(found.cards), show.purchase_table(found.purchases), show.reading_table(found.readings)
        )  # fmt: skip
        show.print_tables([table for table in tables if table.row_count], "The ledger is empty.")
        tell(as_json, *([f"More: --page {number + 1}"] if found.more else []))
    data = {"cards": [show.card_data(row) for row in found.cards]}
    data |= {"purchases": [show.purchase_data(row) for row in found.purchases]}
    data = {**data, "readings": [show.reading_data(row) for row in found.readings]}
    end(as_json, {**data, "more": True} if found.more else data)


def check(
    heads: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Heads that `vend backup` wrote once.")
    ] = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Look through the whole ledger: sums, digests, and every event once more."""
    with clearly():
        desk = opened(shop)
        found = desk.check()
        if heads is not None:
            found.faults += desk.since_backup(foreign.whole(heads, _HEADS))
    sums = {name: money(abs(cents)) for name, cents in sorted(found.accounts.items())}
    tell(as_json, f"{found.events} events in {len(found.heads)} chains.", *found.faults)
    tell(as_json, *(f"{name}: {amount}" for name, amount in sums.items()))
    tell(as_json, "Something is wrong: restore nothing yet, and ask." if found.faults else "The book holds.")
    end(as_json, {"events": found.events, "accounts": sums, "heads": found.heads, "faults": found.faults})
    if found.faults:
        raise typer.Exit(1)


def recover(
    paths: Annotated[
        list[Path] | None, typer.Argument(exists=True, help="Reports, drives, or folders of reports.")
    ] = None,
    port: Port = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """After a backup was put back. Without reports: each card must be heard before anything is sold to it. With them:
    orders that the ledger does not know any more are built again, on the account `suspense`."""
    if paths and port:
        raise typer.BadParameter("name either reports or --port")
    with clearly():
        if port is not None:
            from wattkey_host.vend.cli.port import recover_at

            recover_at(port, opened(shop), as_json)
            return
        if paths:
            batch.recover_folders(shop, paths, as_json)
            return
        waiting = opened(shop).restored()
    tell(
        as_json,
        f"{waiting} cards are to be heard: wattkey vend receive, or recover where it says that orders are unknown.",
    )
    end(as_json, {"waiting": waiting})


def upgrade(
    backed_up: Annotated[
        bool, typer.Option("--backed-up", help="Of a ledger in PostgreSQL: you have a backup of it.")
    ] = False,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Make a ledger of an older WattKey one of this. A backup is made first, beside it."""
    with clearly():
        from wattkey_host.vend.book.upgrade import upgrade as upgrade_ledger

        kept = upgrade_ledger(Shop.open(shop, passphrase, older=True), clerk(), backed_up)
    words = (f"Backup of the ledger as it was: {kept}",) if kept else ()
    now = "The ledger is of this version now: wattkey vend check" if kept or backed_up else "There was nothing to do."
    tell(as_json, *words, now)
    end(as_json, {"version": VERSION, "backup": str(kept) if kept else None})

# bookwords.py - `wattkey vend ...`: the ledger itself: whether it holds, and how it becomes one of this program
"""Exit status 1 where something is wrong; every fault in a line of its own."""

import typer

from wattkey.amount import money
from wattkey_host.vend.book.base import VERSION
from wattkey_host.vend.book.desk import clerk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.cli.console import HERE, AsJson, ShopFolder, clearly, end, opened, passphrase, tell


def check(shop: ShopFolder = HERE, as_json: AsJson = False) -> None:
    """Look through the whole ledger: sums, digests, and every event once more."""
    with clearly():
        found = opened(shop).check()
    sums = {name: money(abs(cents)) for name, cents in sorted(found.accounts.items())}
    tell(as_json, f"{found.events} events in {len(found.heads)} chains.", *found.faults)
    tell(as_json, *(f"{name}: {amount}" for name, amount in sums.items()))
    tell(as_json, "Something is wrong: restore nothing yet, and ask." if found.faults else "The book holds.")
    end(as_json, {"events": found.events, "accounts": sums, "heads": found.heads, "faults": found.faults})
    if found.faults:
        raise typer.Exit(1)


def upgrade(shop: ShopFolder = HERE, as_json: AsJson = False) -> None:
    """Make a ledger of an older WattKey one of this. A backup is made first, beside it."""
    with clearly():
        from wattkey_host.vend.book.upgrade import upgrade as upgrade_ledger

        kept = upgrade_ledger(Shop.open(shop, passphrase, older=True), clerk())
    words = (f"Backup of the ledger as it was: {kept}", "The ledger is of this version now: wattkey vend check")
    tell(as_json, *(words if kept else ("There was nothing to do.",)))
    end(as_json, {"version": VERSION, "backup": str(kept) if kept else None})

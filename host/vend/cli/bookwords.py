# bookwords.py - `wattkey vend check`: whether the book holds
"""Exit status 1 where something is wrong; every fault in a line of its own."""

import typer

from wattkey.amount import money
from wattkey_host.vend.cli.console import HERE, AsJson, ShopFolder, clearly, end, opened, tell


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

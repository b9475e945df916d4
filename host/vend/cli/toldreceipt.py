# toldreceipt.py - `wattkey vend receipt`: the eight digits that a customer reads out where no report can come
"""The ledger calls the purchase delivered then, and frees nothing."""

from typing import Annotated

import typer

from wattkey_host.vend.cli import show
from wattkey_host.vend.cli.console import HERE, AsJson, Payment, ShopFolder, clearly, end, opened, tell


def receipt(
    payment: Payment,
    digits: Annotated[str, typer.Option(help="The eight digits: on the handheld, Purchases, row Receipt.")],
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Take the eight digits that a customer reads out on the telephone: the purchase is delivered."""
    with clearly():
        purchase = opened(shop).receipt(payment, digits)
    tell(as_json, f"Order {purchase.order} of card {purchase.card}: delivered, as the handheld's digits say.")
    end(as_json, show.purchase_data(purchase))

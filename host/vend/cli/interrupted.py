# interrupted.py - what stands of a sale that Ctrl-C broke off: the ledger is asked
"""Where the signal fell between two lines of the program, only the ledger knows whether they were a sale."""

from pathlib import Path

from wattkey.amount import money
from wattkey_host.vend.book.ledger import Purchase, bought
from wattkey_host.vend.book.shop import looking
from wattkey_host.vend.errors import VendError


def standing(folder: Path, payment: str) -> str:
    """Whether the shop in `folder` has sold for a payment, for a person; "" where its ledger cannot be read."""
    try:
        with looking(folder) as session:
            sold = session.scalar(bought(Purchase.payment == payment))
    except VendError:
        return ""
    if sold is None:
        return f"Payment {payment} is not sold: nothing stands. The same command sells it"
    what = f"{money(sold.amount)} for card {sold.card}, order {sold.order}"
    return f"The sale stands: payment {payment}, {what}. The same command goes on with it and sells nothing twice"

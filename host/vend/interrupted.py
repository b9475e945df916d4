# interrupted.py - what stands of a sale that Ctrl-C broke off: the ledger is asked
"""Where the signal fell between two lines of the program, only the ledger knows whether they were a sale."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from wattkey.amount import money
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.ledger import Purchase
from wattkey_host.vend.shop import looking


@contextmanager
def sale_told(folder: Path, payment: str) -> Iterator[None]:
    """Ctrl-C inside says whether the shop in `folder` has sold for this payment. Raises KeyboardInterrupt."""
    try:
        yield
    except KeyboardInterrupt as cut:
        try:
            words = standing(folder, payment)
        except VendError:
            raise cut from None
        raise KeyboardInterrupt(words) from None


def standing(folder: Path, payment: str) -> str:
    """Whether a payment is sold, for a person. Raises VendError where the ledger cannot be read."""
    with looking(folder) as session:
        sold = session.scalar(select(Purchase).where(Purchase.payment == payment))
    if sold is None:
        return f"Payment {payment} is not sold: nothing stands. The same command sells it"
    what = f"{money(sold.amount)} for card {sold.card}, order {sold.order}"
    return f"The sale stands: payment {payment}, {what}. The same command goes on with it and sells nothing twice"

# elsewhere.py - purchases of a meter that another channel sold: their counts are used up
"""Counts are allocated per meter, over all channels: one that was used elsewhere is never sold here again."""

from wattkey.amount import DEAREST, money
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.ledger import Carriage, Elsewhere, Meter, bought
from wattkey_host.vend.book.moving import give_counts_back
from wattkey_host.vend.book.states import CANCELLED
from wattkey_host.vend.errors import VendError, digits


def elsewhere(book: Book, meter: str, count: int, amount: int) -> list[str]:
    """Note it; the same again changes nothing. Returns what a person should do. Raises VendError.

    A purchase of our own with that count which is not delivered stays as it is: the card's proof decides about it.
    """
    if not 0 < amount <= DEAREST or not 0 < count < 1 << 32:
        raise VendError("that is no purchase", f"An amount is 0.01 to {money(DEAREST)}, a count has four bytes")
    book.lock(digits("meter", meter, 12))
    row = book.session.get(Meter, meter)
    if row is None:
        raise VendError(f"meter {meter} is not in this ledger", "Issue its card first")
    known = book.session.get(Elsewhere, (meter, count))
    if known is not None and known.amount != amount:
        raise VendError(f"count {count} of meter {meter} was {money(known.amount)} elsewhere", "Check the amount")
    kept = bought(Carriage.meter == meter, Carriage.count == count, Carriage.state != CANCELLED)
    ours = book.session.scalar(kept)
    if ours is not None and ours.proved:
        raise VendError(f"count {count} of meter {meter} is payment {ours.payment} of this shop, proved", "Check it")
    if known is None:
        book.session.add(Elsewhere(meter=meter, count=count, amount=amount))
        book.reason = f"count {count}, {money(amount)}"
    row.count = max(row.count, count)
    words = [f"Count {count} of meter {meter} was used elsewhere."]
    if ours is not None and ours.open:
        words.append(
            f"Payment {ours.payment} has that count: go to the meter with it, then report, then cancel or settle."
        )
    return words


def withdraw(book: Book, meter: str, count: int, amount: int) -> list[str]:
    """A note that was typed wrong: forget it, so that the counts up to it can be sold. Raises VendError."""
    book.lock(digits("meter", meter, 12))
    row = book.session.get(Elsewhere, (meter, count))
    if row is None or row.amount != amount:
        raise VendError(
            f"no purchase of {money(amount)} with count {count} is noted for meter {meter}", "Check the numbers"
        )
    book.session.delete(row)
    book.session.flush()
    book.reason = f"count {count}, {money(amount)}"
    give_counts_back(book.session, book.session.get_one(Meter, meter))
    late = bought(Carriage.meter == meter, Carriage.count > count, Carriage.open).order_by(Carriage.count)
    words = [f"Count {count} of meter {meter} is not used elsewhere."]
    for purchase in book.session.scalars(late):
        words.append(f"Payment {purchase.payment} was sold with count {purchase.count}: take it back,")
        words.append("and replace the handheld: its chip takes no lower count any more.")
    return words

# elsewhere.py - purchases of a meter that another channel sold: their counts are used up
"""Counts are allocated per meter, over all channels: one that was used elsewhere is never sold here again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from wattkey.amount import DEAREST, money
from wattkey_host.vend.book import counts
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.ledger import Carriage, Elsewhere, Meter, Purchase, bought
from wattkey_host.vend.book.moving import give_counts_back
from wattkey_host.vend.book.states import CANCELLED, DELIVERED, DISPUTED, SETTLED
from wattkey_host.vend.errors import digits
from wattkey_host.vend.wording import refusal

_LONGEST = 120  # characters of a record


def elsewhere(book: Book, meter: str, count: int, amount: int, evidence: str | None = None) -> list[str]:
    """Note it; the same again changes nothing. Returns what a person should do. Raises VendError.

    `evidence`: the other channel's own record of it (its receipt, whom one has asked): without that nobody gets money
    back because of this note. A purchase of our own with that count which is not delivered stays as it is: the card's
    proof decides about it.
    """
    if not 0 < amount <= DEAREST or not 0 < count < 1 << 32:
        raise refusal("elsewhere.none", dearest=money(DEAREST))
    book.lock(digits("meter", meter, 12))
    row = book.session.get(Meter, meter)
    if row is None:
        raise refusal("meter.unknown", meter=meter)
    known = book.session.get(Elsewhere, (meter, count))
    if known is not None and known.amount != amount:
        raise refusal("elsewhere.amount", count=count, meter=meter, amount=money(known.amount))
    kept = bought(Carriage.meter == meter, Carriage.count == count, Carriage.state != CANCELLED)
    ours = book.session.scalar(kept)
    if ours is not None and ours.proved and not evidence:
        raise refusal("elsewhere.proved", count=count, meter=meter, payment=ours.payment)
    if known is None:
        known = Elsewhere(meter=meter, count=count, amount=amount)
        book.session.add(known)
    if evidence and known.evidence != evidence:
        known.evidence = _record(evidence)
    book.reason = f"count {count}, {money(amount)}, {evidence or 'no record'}"
    row.count = max(row.count, count)
    counts.noted(book.rows, row)
    words = [f"Count {count} of meter {meter} was used elsewhere."]
    if ours is not None and ours.state == DELIVERED:
        words.append(f"Payment {ours.payment} was called delivered with that count: one of the two is not true.")
        words.append("The handheld's word for the amount has no MAC: read the meter's purchase records, and its sum.")
    if ours is not None and ours.open:
        words.append(
            f"Payment {ours.payment} has that count: go to the meter with it, then report, then cancel or settle."
        )
    return words


def _record(text: str) -> str:
    if not 0 < len(text.strip()) <= _LONGEST or not text.isprintable():
        raise refusal("elsewhere.record", longest=_LONGEST)
    return text.strip()


def check_disproved(session: Session, purchase: Purchase) -> None:
    """Whether a purchase whose count is proved used may be settled as not credited: only where another channel has a
    record of that count. What the handheld tells of amounts and sums is no proof: its program may lie.

    Raises VendError where there is none, and says what is lacking.
    """
    if not purchase.used and purchase.state not in (DISPUTED, SETTLED):
        return
    other = session.get(Elsewhere, (purchase.meter, purchase.count))
    if other is None or not other.evidence:
        raise refusal("settle.no_record", count=purchase.count, payment=purchase.payment)


def withdraw(book: Book, meter: str, count: int, amount: int) -> list[str]:
    """A note that was typed wrong: forget it, so that the counts up to it can be sold. Raises VendError."""
    book.lock(digits("meter", meter, 12))
    row = book.session.get(Elsewhere, (meter, count))
    if row is None or row.amount != amount:
        raise refusal("elsewhere.not_noted", amount=money(amount), count=count, meter=meter)
    _check_unused(book.session, meter, count)
    book.session.delete(row)
    book.session.flush()
    book.reason = f"count {count}, {money(amount)}"
    of = book.session.get_one(Meter, meter)
    give_counts_back(book.session, of)
    counts.forgotten(book.rows, of, count)
    late = bought(Carriage.meter == meter, Carriage.count > count, Carriage.open).order_by(Carriage.count)
    words = [f"Count {count} of meter {meter} is not used elsewhere."]
    for purchase in book.session.scalars(late):
        words.append(f"Payment {purchase.payment} was sold with count {purchase.count}: take it back,")
        words.append("then set the count of its card right: `wattkey vend reissue` for the same meter, with --count.")
    return words


def _check_unused(session: Session, meter: str, count: int) -> None:
    settled = Carriage.meter == meter, Carriage.count == count, Carriage.state == SETTLED, Carriage.credited.is_(False)
    way = session.scalar(select(Carriage).where(*settled).limit(1))
    if way is not None:
        raise refusal("elsewhere.in_use", payment=way.bought.payment)

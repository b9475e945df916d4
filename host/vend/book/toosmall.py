# toosmall.py - a sale that would leave the customer in the dark: told before the payment is taken
"""From what the meter told last. Its balance has fallen since, so it is never less than this that is needed; how much
may have to remain is a setting of the meter (04001005) that no report carries."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from wattkey.enough import least
from wattkey_host.vend.book.ledger import Card, Carriage, bought
from wattkey_host.vend.book.meterwords import Reading

CLOSE_ALLOW = 2_00  # cents: what two published meter programs have as shipped


def light_at(session: Session, to: str, allow: int) -> int:
    """Cents that a sale to a card (16 digits) or meter (12) must have for a relay that arrears opened to close again: 0
    where nothing was told. `allow`: what has to remain afterwards, and be exceeded."""
    card = session.get(Card, to)
    meter = card.meter if card else to
    last = select(Reading).where(Reading.meter == meter).order_by(Reading.count.desc(), Reading.id.desc()).limit(1)
    reading = session.scalar(last)
    if reading is None or reading.remaining is None:
        return 0
    since = bought(Carriage.meter == meter, Carriage.count > reading.count)
    paid = sum(purchase.amount for purchase in session.scalars(since) if not purchase.free)
    return max(0, least(reading.remaining + paid, reading.overdraft or 0, allow))

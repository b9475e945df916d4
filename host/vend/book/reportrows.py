# reportrows.py - what a report asks of the ledger: one question at a time, or answered for many reports beforehand
"""The rules (receive.py, news.py, overtaken.py, reconcile.py) ask here, so that they stand once: `Rows` asks the
database each time; `Fetched` of fetched.py has read for hundreds of reports what they will ask."""

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, literal, or_, select, union_all
from sqlalchemy.orm import Session

from wattkey_host.vend.book.history import Event
from wattkey_host.vend.book.ledger import Card, Carriage, Elsewhere, Issue, Purchase, bought
from wattkey_host.vend.book.meterwords import Reading
from wattkey_host.vend.book.states import CANCELLED, DELIVERED, SETTLED

UNPROVED = and_(Carriage.state == DELIVERED, Carriage.proved.is_(False))
# Purchases that the meter has, as far as this ledger thinks.
KEPT = or_(Carriage.state.not_in((CANCELLED, SETTLED)), and_(Carriage.state == SETTLED, Carriage.credited.is_(True)))
# The statements are written out once: a sale, or a report, runs each of them.
_LAST = (
    select(Event.number, Event.digest).where(Event.meter == bindparam("chain")).order_by(Event.number.desc()).limit(1)
)
_OF_CARD = union_all(  # its own first: an event without steps goes to that chain
    select(Card.meter, literal(0).label("turn")).where(Card.card == bindparam("card")),
    select(Issue.meter, literal(1).label("turn")).where(Issue.card == bindparam("card"), Issue.done.is_(False)),
).order_by("turn")
_OF_ORDER = bought(Carriage.card == bindparam("on"), Carriage.order == bindparam("number"))
_EARLIER = bought(
    Carriage.card == bindparam("on"), Carriage.order < bindparam("before"), Carriage.current,
    or_(Carriage.open, UNPROVED),
).order_by(Carriage.order)  # fmt: skip
_USED_UP = bought(Carriage.meter == bindparam("of"), Carriage.open, Carriage.count <= bindparam("proved"))
_READING = select(Reading).where(
    Reading.card == bindparam("this_card"),
    Reading.meter == bindparam("this_meter"),
    Reading.count == bindparam("this_count"),
)
_FIRST = (
    select(Reading)
    .where(
        Reading.meter == bindparam("of"),
        Reading.bought.is_not(None),
        # of one before, told falsely, no sum would ever be known again
        Reading.count.between(bindparam("base"), bindparam("upto")),
    )
    .order_by(Reading.count, Reading.id)
    .limit(1)
)
_AMOUNTS = union_all(  # what another channel is known to have sold counts before what we think
    select(Carriage.count.label("n"), Purchase.amount, literal(0).label("turn"))
    .join(Purchase, Purchase.id == Carriage.purchase)
    .where(Carriage.meter == bindparam("of"), Carriage.current, KEPT)
    .where(Carriage.count > bindparam("since"), Carriage.count <= bindparam("upto")),
    select(Elsewhere.count, Elsewhere.amount, literal(1))
    .where(Elsewhere.meter == bindparam("of"))
    .where(Elsewhere.count > bindparam("since"), Elsewhere.count <= bindparam("upto")),
).order_by("turn")


class Rows:
    """The ledger, asked each time."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def meters_of(self, card: str) -> list[str]:
        """The meter of a card, and those that it may come to by a document that waits."""
        return list(dict.fromkeys(self.session.scalars(_OF_CARD, {"card": card})))

    def is_held(self, meters: Sequence[str]) -> bool:
        """Whether all of them are locked for us already."""
        return False

    def is_done(self, card: str, number: int) -> bool:
        """Whether the document of this number came true."""
        done = select(Issue.id).where(Issue.card == card, Issue.number == number, Issue.done)
        return self.session.scalar(done) is not None

    def of_order(self, card: str, order: int) -> Purchase | None:
        """The purchase that this order carries now."""
        return self.session.scalar(_OF_ORDER, {"on": card, "number": order})

    def earlier(self, card: str, before: int) -> Sequence[Purchase]:
        """What is open on the card before this order, or delivered and not proved; in its order."""
        return self.session.scalars(_EARLIER, {"on": card, "before": before}).all()

    def used_up(self, meter: str, proved: int) -> Sequence[Purchase]:
        """What is open for the meter with a count up to this one."""
        return self.session.scalars(_USED_UP, {"of": meter, "proved": proved}).all()

    def reading(self, card: str, meter: str, count: int) -> Reading | None:
        """What was told after this count."""
        names = {"this_card": card, "this_meter": meter, "this_count": count}
        return self.session.scalar(_READING, names)

    def keep(self, reading: Reading) -> None:
        """Add a reading that the ledger does not have."""
        self.session.add(reading)

    def first_reading(self, meter: str, base: int, upto: int) -> Reading | None:
        """The first one of a meter with a sum, from the count at which the ledger met it."""
        return self.session.scalar(_FIRST, {"of": meter, "base": base, "upto": upto})

    def amounts(self, meter: str, since: int, upto: int) -> dict[int, int]:
        """Count -> cents of the purchases after `since` up to `upto`, sold here and kept, or told from elsewhere."""
        found = self.session.execute(_AMOUNTS, {"of": meter, "since": since, "upto": upto})
        return {count: amount for count, amount, _ in found}

    def last_event(self, chain: str) -> tuple[int, str]:
        """(number, digest) of the last event of a chain; (0, "") where it has none."""
        number, digest = self.session.connection().execute(_LAST, {"chain": chain}).one_or_none() or (0, "")
        return number, digest

# fetched.py - what some hundred reports will ask of the ledger, read in a few statements
"""For reports of cards and meters that differ, whose meters are locked. Rows are those of the session, so that what one
report changes is seen at once; what is asked beyond them raises Beyond, and that report is taken by itself."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from wattkey_host.vend.book.history import Event
from wattkey_host.vend.book.ledger import Card, Carriage, Elsewhere, Issue, Meter, Purchase, bought
from wattkey_host.vend.book.meterwords import Reading
from wattkey_host.vend.book.reportrows import KEPT, UNPROVED, Rows
from wattkey_host.vend.book.states import DELIVERED


class Beyond(Exception):  # noqa: N818
    """A report asks what was not fetched: no error, it is only slower."""


class Fetched(Rows):
    """The rows of these reports. `handed`: those that were given out since it was emptied last."""

    def __init__(self, session: Session, reports: Sequence[dict]) -> None:
        """Locks the meters of their cards, in order of number."""
        super().__init__(session)
        self.handed: list[object] = []
        cards = sorted({report["card"] for report in reports})
        meters = session.scalars(select(Card.meter).where(Card.card.in_(cards))).all()
        self._meters = {row.meter: row for row in session.scalars(_locked(meters))}
        fresh = {"populate_existing": True}
        found = session.scalars(select(Card).where(Card.card.in_(cards)), execution_options=fresh)
        self._cards = {row.card: row for row in found if row.meter in self._meters}
        self._documents(cards)
        self._purchases(reports)
        self._readings(reports)
        self._sums()
        self._events()

    def plain(self, report: dict) -> bool:
        """Whether it asks nothing beyond these rows, as far as can be seen."""
        card = self._cards.get(report["card"])
        known = card is not None and card.card not in self._waits and card.meter == report["meter"]
        if not known or not self.is_done(report["card"], report["issue"]):
            return False
        return report["state"] == "none" or (report["card"], report["order"]) in self._orders

    def meters_of(self, card: str) -> list[str]:
        """The meter of a card; cards for which a document waits are not fetched."""
        row = self._cards[card]
        self.handed += [row, self._meters[row.meter]]
        return [row.meter]

    def is_held(self, meters: Sequence[str]) -> bool:
        """Locked when they were fetched."""
        return all(meter in self._meters for meter in meters)

    def is_done(self, card: str, number: int) -> bool:
        """Whether the document of this number came true."""
        return (card, number) in self._done

    def of_order(self, card: str, order: int) -> Purchase | None:
        """The purchase that this order carries now."""
        row = self._orders.get((card, order))
        if row is None:
            raise Beyond
        return self._given([row])[0]

    def earlier(self, card: str, before: int) -> Sequence[Purchase]:
        """What is open on the card before this order, or delivered and not proved, of the rows that were fetched."""
        rows = (row for row in self._of_card[card] if row.order < before)
        return self._given([row for row in rows if row.open or row.state == DELIVERED and not row.proved])

    def used_up(self, meter: str, proved: int) -> Sequence[Purchase]:
        """What is open for the meter with a count up to this one, of the rows that were fetched."""
        return self._given([row for row in self._of_meter[meter] if row.open and row.count <= proved])

    def reading(self, card: str, meter: str, count: int) -> Reading | None:
        """What was told after this count."""
        row = self._told.get((card, meter, count))
        self.handed += [row] if row else []
        return row

    def keep(self, reading: Reading) -> None:
        """Add a reading that the session does not have; the next report finds it among the fetched rows."""
        super().keep(reading)
        self._told[reading.card, reading.meter, reading.count] = reading
        self._firsts[reading.meter].append(reading)
        self.handed.append(reading)

    def first_reading(self, meter: str, base: int, upto: int) -> Reading | None:
        """The first one of a meter with a sum; a new one has no number yet and comes last of its count."""
        rows = (row for row in self._firsts[meter] if row.bought is not None and base <= row.count <= upto)
        return min(rows, key=lambda row: (row.count, row.id or 1 << 63), default=None)

    def amounts(self, meter: str, since: int, upto: int) -> dict[int, int]:
        """Count -> cents."""
        return {count: amount for count, amount in self._amounts[meter].items() if since < count <= upto}

    def last_event(self, chain: str) -> tuple[int, str]:
        """(number, digest)."""
        return self.chains.get(chain, (0, ""))

    def _given(self, rows: list[Purchase]) -> list[Purchase]:
        self.handed += [row.way for row in rows]
        return rows

    def _documents(self, cards: list[str]) -> None:
        rows = self.session.execute(select(Issue.card, Issue.number, Issue.done).where(Issue.card.in_(cards))).all()
        self._done = {(card, number) for card, number, done in rows if done}
        self._waits = {card for card, _, done in rows if not done}

    def _purchases(self, reports: Sequence[dict]) -> None:
        named = [(report["card"], report["order"]) for report in reports if report["card"] in self._cards]
        told = Carriage.open | UNPROVED | tuple_(Carriage.card, Carriage.order).in_(named)
        wanted = (  # each with its index: for both in one none is found
            Carriage.card.in_(list(self._cards)) & told,
            Carriage.meter.in_(list(self._meters)) & Carriage.open,
        )
        found = {row.id: row for one in wanted for row in self.session.scalars(bought(Carriage.current, one))}
        self._orders: dict[tuple[str, int], Purchase] = {}
        self._of_card: dict[str, list[Purchase]] = defaultdict(list)
        self._of_meter: dict[str, list[Purchase]] = defaultdict(list)
        for row in sorted(found.values(), key=lambda row: row.order):
            way = row.way
            set_committed_value(way, "bought", row)
            self._orders[way.card, way.order] = row
            self._of_card[way.card].append(row)
            self._of_meter[way.meter].append(row)

    def _readings(self, reports: Sequence[dict]) -> None:
        named = [(report["card"], report["meter"], report["read_count"]) for report in reports if report["read_count"]]
        again = select(Reading).where(Reading.card.in_(list(self._cards)))
        again = again.where(tuple_(Reading.card, Reading.meter, Reading.count).in_(named))
        self._told = {(row.card, row.meter, row.count): row for row in self.session.scalars(again)}
        met_later = [meter for meter, row in self._meters.items() if row.base]
        self._firsts: dict[str, list[Reading]] = defaultdict(list)
        for row in self.session.scalars(select(Reading).where(Reading.meter.in_(met_later))) if met_later else ():
            self._firsts[row.meter].append(row)

    def _sums(self) -> None:
        self._amounts: dict[str, dict[int, int]] = defaultdict(dict)
        every = list(self._meters)
        ours = select(Carriage.meter, Carriage.count, Purchase.amount).join(Purchase, Purchase.id == Carriage.purchase)
        ours = ours.where(Carriage.meter.in_(every), Carriage.current, KEPT)
        other = select(Elsewhere.meter, Elsewhere.count, Elsewhere.amount).where(Elsewhere.meter.in_(every))
        for rows in (ours, other):  # what another channel is known to have sold counts before what we think
            for meter, count, amount in self.session.execute(rows):
                self._amounts[meter][count] = amount

    def _events(self) -> None:
        """`chains`: the last event of each, kept up to date by who adds one."""
        each = select(Event.meter, func.max(Event.number).label("number"))
        last = each.where(Event.meter.in_(list(self._meters))).group_by(Event.meter).subquery("last_of_each")
        rows = select(Event.meter, Event.number, Event.digest)
        rows = rows.join(last, (Event.meter == last.c.meter) & (Event.number == last.c.number))
        self.chains = {meter: (number, digest) for meter, number, digest in self.session.execute(rows)}


def _locked(meters: Iterable[str]):  # noqa: ANN202
    wanted = select(Meter).where(Meter.meter.in_(sorted(set(meters)))).order_by(Meter.meter).with_for_update()
    return wanted.execution_options(populate_existing=True)

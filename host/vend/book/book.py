# book.py - one verb on the ledger: what it changes, and the event that tells of it
"""Whatever a verb changes is written down at its end, in the same transaction: no verb can forget it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import bindparam, event, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from wattkey_host.vend.book import engines, states, writing
from wattkey_host.vend.book.base import Base
from wattkey_host.vend.book.covered import content, stands
from wattkey_host.vend.book.history import SHOP, Entry, Event, Report, Step
from wattkey_host.vend.book.ledger import Card, Carriage, Customer, Meter, Purchase, is_open
from wattkey_host.vend.book.reportrows import Rows
from wattkey_host.vend.keystore import KeyStore
from wattkey_host.vend.signing import digest

# Written out once: a sale runs them.
_HELD = select(Meter.meter).where(Meter.meter == bindparam("held")).with_for_update()
_LOCKED = (
    select(Meter).where(Meter.meter.in_(bindparam("meters", expanding=True))).order_by(Meter.meter).with_for_update()
).execution_options(populate_existing=True)
_EVENT, _STEPS, _ENTRIES, _REPORT = (
    insert(Base.metadata.tables[table.__tablename__]) for table in (Event, Step, Entry, Report)
)


class Book:
    """The ledger, open for one verb of one person. `about`: the meter whose chain gets an event without steps."""

    def __init__(self, session: Session, keys: KeyStore, verb: str, who: str, rows: Rows | None = None) -> None:
        """To be used by the desk alone; `close` belongs to it."""
        self.rows = rows or Rows(session)
        self.session, self.keys, self.verb, self.who = session, keys, verb, who
        self.at = datetime.now(UTC).replace(tzinfo=None)
        self.about, self.reason, self.changed = SHOP, "", False
        self.recovering = False  # whether a report may tell of orders that the ledger does not know
        self._held: list[Meter] = []
        self._report: tuple[str, bytes] | None = None
        self._steps: list[tuple[Carriage, str, str, tuple[str, str] | None]] = []
        self._touched: dict[int, Carriage] = {}
        self._moved: list[tuple[str, str, int]] = []  # money that belongs to no purchase
        self._listen()

    def lock(self, *meters: str) -> None:
        """Nobody else changes these meters, their cards and purchases, until the verb has ended."""
        self.about = self.about or meters[0]
        if self.rows.is_held(meters):
            return
        found = self.session.scalars(_LOCKED, {"meters": sorted(meters)}).all()
        self._held += found  # so that the session need not ask for them again

    def hold(self, meter: str) -> None:
        """As `lock`, for who needs no row of it."""
        self.about = self.about or meter
        if engines.locks_rows(self.session):
            self.session.connection().execute(_HELD, {"held": meter})

    def lock_payment(self, payment: str) -> None:
        """As `lock`, the meter of a payment and that of its card, if there are such."""
        ways = select(Carriage.meter, Card.meter).join(Purchase, Purchase.id == Carriage.purchase)
        ways = ways.join(Card, Card.card == Carriage.card)
        for row in self.session.execute(ways.where(Purchase.payment == payment, Carriage.current)):
            self.lock(*row)

    def lock_card(self, card: str, *more: str) -> None:
        """As `lock`, the meter of a card and those that it may come to, if there are such."""
        meters = self.rows.meters_of(card)
        if every := [*meters, *more]:
            self.lock(*every)

    def customer(self, number: str) -> str:
        """The number of a customer, who is known from now on."""
        with self.session.no_autoflush:
            if self.session.get(Customer, number) is None:
                self.session.execute(insert(Customer), [{"customer": number}])
        return number

    def begin(self, purchase: Purchase, way: Carriage, news: str) -> None:
        """A purchase gets a way: its first, or another one behind that."""
        self.session.add(way)
        self.session.flush()
        set_committed_value(purchase, "way", way)
        set_committed_value(way, "bought", purchase)
        self.note(way, news, states.MONEY.get(news))

    def sold(self, purchase: Purchase, way: Carriage, last: tuple[int, str]) -> None:
        """A new purchase, its way and the event of both are written at once; `last`: (number, digest) of the event
        before. Nothing else is known to the session of it, or of what it changes in card and meter."""
        set_committed_value(purchase, "way", way)
        set_committed_value(way, "bought", purchase)
        step = (way, states.BEGUN, stands(way), states.MONEY[states.BEGUN])
        told, ((did,), (moved,), _) = self._told(way.meter, [step], last)
        sale = writing.SaleRows(writing.row_of(purchase), writing.row_of(way), told, did, moved)
        purchase.id, way.id = writing.write(self.session.connection(), sale)
        way.purchase = purchase.id
        for model, key in ((Card, way.card), (Meter, way.meter)):
            if (row := self.session.identity_map.get(identity_key(model, key))) is not None:
                self.session.expire(row)

    def move(self, purchase: Purchase, news: str) -> bool:
        """What the news makes of a purchase; whether it is news at all. Settling follows its `ending`."""
        way = purchase.way
        then = states.after(way.state, news)
        if then is None:
            return False
        if then != way.state:
            way.state, way.open = then, False
            way.open = is_open(way)
            if then == states.SETTLED:
                way.credited = way.ending == states.AS_CREDITED
                self.note(way, news, states.SETTLING[way.credited])
            else:
                self.note(way, news, states.MONEY.get(news))
        return True

    def note(self, way: Carriage, news: str, money: tuple[str, str] | None = None) -> None:
        """A step of this event, with the money that moves: (debit, credit)."""
        self.changed = True
        self._steps.append((way, news, stands(way), money))

    def transfer(self, debit: str, credit: str, cents: int) -> None:
        """Money moves that belongs to no purchase."""
        self.changed = True
        self._moved.append((debit, credit, cents))

    def proof(self, card: str, packed: bytes) -> None:
        """The report behind this event, if there comes to be one."""
        self._report = (card, packed)

    def tell(self, reason: str) -> None:
        """An event that changes no row of the ledger, or why it does."""
        self.changed, self.reason = True, reason

    def close(self) -> None:
        """Write down what was done, if anything was."""
        self.notice()
        told = {id(way): after for way, _, after, _ in self._steps}
        for way in sorted(self._touched.values(), key=lambda way: way.id):
            if told.get(id(way)) != stands(way):
                self.note(way, states.NOTED)
        if not self.changed:
            return
        chains: dict[str, list] = {way.meter: [] for way, *_ in self._steps}
        if self._report or self._moved or not chains:
            chains.setdefault(self.about, [])
        for step in self._steps:
            chains[step[0].meter].append(step)
        for meter in sorted(chains):
            self._append(meter, chains[meter])

    def notice(self) -> None:
        """See what was changed until now."""
        self.session.flush()

    def leave(self) -> None:
        """Another verb may come in this session."""
        event.remove(self.session, "before_flush", self._flushes)

    def _append(self, meter: str, steps: list) -> None:
        self._write(*self._told(meter, steps, self.rows.last_event(meter)))

    def _told(self, meter: str, steps: list, last: tuple[int, str]) -> tuple[dict, tuple[list[dict], ...]]:
        """The next event of a chain; and its steps, entries, report."""
        at = {"meter": meter, "number": last[0] + 1}
        rows = [{**at, "line": n, "carriage": s[0].id, "news": s[1], "after": s[2]} for n, s in enumerate(steps, 1)]
        entries = [
            {**at, "line": n, "debit": s[3][0], "credit": s[3][1], "cents": s[0].amount}
            for n, s in enumerate(steps, 1)
            if s[3]
        ]
        report = None
        if meter == self.about:
            moved = enumerate(self._moved, len(steps) + 1)
            entries += [{**at, "line": n, "debit": d, "credit": c, "cents": cents} for n, (d, c, cents) in moved]
            report = self._report
        told = {**at, "at": self.at, "who": self.who, "verb": self.verb, "reason": self.reason}
        covered = content(told, [(s[0], *s[1:3]) for s in steps], entries, report, last[1])
        proof = [{**at, "card": report[0], "packed": report[1]}] if report else []
        return {**told, "digest": digest(self.keys, covered)}, (rows, entries, proof)

    def _write(self, told: dict, rows: Sequence[Sequence[dict]]) -> None:
        """An event, and its steps, entries, report."""
        connection = self.session.connection()
        for statement, values in zip((_EVENT, _STEPS, _ENTRIES, _REPORT), ([told], *rows), strict=True):
            if values:
                connection.execute(statement, values if len(values) > 1 else values[0])

    def _listen(self) -> None:
        event.listen(self.session, "before_flush", self._flushes)

    def _flushes(self, session: Session, *_unused: object) -> None:
        changed = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
        self.changed = self.changed or bool(changed)
        self._touched |= {id(row): row for row in changed if isinstance(row, Carriage)}

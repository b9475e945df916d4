# ledger.py - the seller's book: cards and their documents, meters, purchases, readings
"""Tables of SQLAlchemy. Money is integer cents, registers are integer hundredths of a kWh.

The ledger counts, the chips decide: `Purchase.state` follows what a card's ESAM reports under its MAC.
"""

from datetime import UTC, date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

SOLD, HANDED_OVER = "sold", "handed over"  # the seller's own states; from here on the card's word:
LOADED = "loaded"  # what the card calls stored
OFFERED, NOT_CREDITED, DISPUTED = "offered", "not credited", "disputed"
DELIVERED, CANCELLED, SETTLED = "delivered", "cancelled", "settled"
FINAL = (DELIVERED, CANCELLED, SETTLED)
CANCEL, AS_CREDITED, AS_NOT_CREDITED = "cancel", "credited", "not credited"  # how a purchase is to end
REGISTERS = ("total", "rate1", "rate2", "rate3", "rate4")
BOX_REGISTERS = ("total", "sharp", "peak", "flat", "valley", "rate1", "rate2", "rate3")  # a few rates are only numbered


class Base(DeclarativeBase):
    """The tables of one ledger."""


class Meter(Base):
    """A meter, and the last purchase count that was allocated for it, over all its cards."""

    __tablename__ = "meter"
    meter: Mapped[str] = mapped_column(String(12), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    base: Mapped[int] = mapped_column(default=0)  # its count when this ledger met it
    keys: Mapped[int] = mapped_column(default=1)  # generation of the master keys that it holds


class Elsewhere(Base):
    """A purchase of a meter that this ledger did not sell: another channel told of it."""

    __tablename__ = "elsewhere"
    meter: Mapped[str] = mapped_column(ForeignKey("meter.meter"), primary_key=True)
    count: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[int]


class Card(Base):
    """A card: one chip for one meter. Active once the chip has said that it took the issue document."""

    __tablename__ = "card"
    __table_args__ = (Index("one_active_card", "meter", unique=True, sqlite_where=text("active")),)
    card: Mapped[str] = mapped_column(String(16), primary_key=True)
    serial: Mapped[str] = mapped_column(String(16), unique=True)
    meter: Mapped[str] = mapped_column(ForeignKey("meter.meter"))
    customer: Mapped[str] = mapped_column(String(12))
    next_order: Mapped[int] = mapped_column(default=1)
    active: Mapped[bool] = mapped_column(default=False)
    keys: Mapped[int] = mapped_column(default=1)  # generation of its order and report key
    issue: Mapped[int] = mapped_column(default=0)  # number of the last document made for its chip
    resets: Mapped[int] = mapped_column(default=0)  # number of the last unlock order
    lost: Mapped[bool] = mapped_column(default=False)  # a replacement was issued


class Issue(Base):
    """An issue or rekey document: what it makes of the chip. Done once a report of the card says so."""

    __tablename__ = "issue"
    __table_args__ = (UniqueConstraint("card", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))  # "issue" or "rekey"
    card: Mapped[str] = mapped_column(ForeignKey("card.card"))
    number: Mapped[int]
    meter: Mapped[str] = mapped_column(ForeignKey("meter.meter"))
    customer: Mapped[str] = mapped_column(String(12))
    order: Mapped[int]
    count: Mapped[int]
    keys: Mapped[int]  # generation of the card's keys in it
    meter_keys: Mapped[int]  # and of the meter's
    done: Mapped[bool] = mapped_column(default=False)

    @property
    def file_name(self) -> str:
        """What the document is called."""
        return f"WK-{self.card}-{self.kind}-{self.number}.json"


class Purchase(Base):
    """One payment, one order for one card, one count of one meter."""

    __tablename__ = "purchase"
    __table_args__ = (
        UniqueConstraint("card", "order"),
        # A cancelled purchase gives its count back.
        Index("one_sale_a_count", "meter", "count", unique=True, sqlite_where=text("state <> 'cancelled'")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    payment: Mapped[str] = mapped_column(String(64), unique=True)
    card: Mapped[str] = mapped_column(ForeignKey("card.card"))
    order: Mapped[int]
    meter: Mapped[str] = mapped_column(ForeignKey("meter.meter"))
    count: Mapped[int]
    amount: Mapped[int]
    sold: Mapped[date]
    close: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16), default=SOLD)
    proved: Mapped[bool] = mapped_column(default=False)  # delivered, and the meter's own MAC says so
    used: Mapped[bool] = mapped_column(default=False)  # the meter proved that its count is used, by whomever
    ending: Mapped[str | None] = mapped_column(String(16))  # how it is to end; None: by delivery
    last: Mapped[int] = mapped_column(default=0)  # a cancel order: the last order that it takes back
    gone: Mapped[bool] = mapped_column(default=False)  # a settle order: the meter is off the wall
    credited: Mapped[bool | None]  # settled: whether the meter has the money
    refunded: Mapped[bool] = mapped_column(default=False)

    @property
    def file_name(self) -> str:
        """What its document is called on a drive or in a mail."""
        return f"WK-{self.card}-{self.order}.json"

    @property
    def open(self) -> bool:
        """Whether it may still become credit."""
        return self.state not in FINAL

    @property
    def free(self) -> bool:
        """Whether its money is the customer's again: to be refunded or sold once more."""
        back = self.state == CANCELLED or self.state == SETTLED and not self.credited
        return back and not self.refunded


class Refund(Base):
    """The moment at which the customer of a purchase was given his money back: there is one."""

    __tablename__ = "refund"
    purchase: Mapped[int] = mapped_column(ForeignKey("purchase.id"), primary_key=True)
    at: Mapped[datetime]  # UTC

    @property
    def when(self) -> str:
        """On this PC's clock, to the second."""
        return self.at.replace(tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


class PastOrder(Base):
    """An order that carried a purchase before: on a lost card, or taken back and sold again."""

    __tablename__ = "past_order"
    card: Mapped[str] = mapped_column(ForeignKey("card.card"), primary_key=True)
    order: Mapped[int] = mapped_column(primary_key=True)
    purchase: Mapped[int] = mapped_column(ForeignKey("purchase.id"))
    count: Mapped[int]
    amount: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))  # of the purchase when it left this order


class Reading(Base):
    """What the meter told after the recharge `count`; None where it has no such register."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("card", "meter", "count"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    card: Mapped[str] = mapped_column(ForeignKey("card.card"))
    meter: Mapped[str] = mapped_column(ForeignKey("meter.meter"))
    count: Mapped[int]
    read_at: Mapped[str] = mapped_column(String(19))  # the meter's clock, unproved: kept as it was told
    total: Mapped[int | None]
    rate1: Mapped[int | None]
    rate2: Mapped[int | None]
    rate3: Mapped[int | None]
    rate4: Mapped[int | None]
    was_total: Mapped[int | None]
    was_rate1: Mapped[int | None]
    was_rate2: Mapped[int | None]
    was_rate3: Mapped[int | None]
    was_rate4: Mapped[int | None]
    remaining: Mapped[int | None]
    overdraft: Mapped[int | None]
    bought: Mapped[int | None]
    proved_remaining: Mapped[int | None]  # at this count, under the meter's MAC
    agrees: Mapped[bool | None]  # whether `bought` is what was sold; None: it cannot be told

    def usage(self) -> dict[str, int | None]:
        """Hundredths of a kWh per register since the recharge before; None where one of the two is absent."""
        pairs = {name: (getattr(self, name), getattr(self, "was_" + name)) for name in REGISTERS}
        return {name: None if None in pair else pair[0] - pair[1] for name, pair in pairs.items()}


class BoxReading(Base):
    """What a meter of a box told in one pass, unproved; `line` is all of it, as the device wrote it."""

    __tablename__ = "box_reading"
    id: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(String(160), unique=True)
    meter: Mapped[str] = mapped_column(String(12))
    turn: Mapped[int]  # number of the pass
    standard: Mapped[int]
    speed: Mapped[int]
    total: Mapped[int | None]
    sharp: Mapped[int | None]
    peak: Mapped[int | None]
    flat: Mapped[int | None]
    valley: Mapped[int | None]
    rate1: Mapped[int | None]
    rate2: Mapped[int | None]
    rate3: Mapped[int | None]


def open_purchases(session: Session, card: str) -> list[Purchase]:
    """What was sold to a card and may still become credit, in its order."""
    sold = select(Purchase).where(Purchase.card == card).order_by(Purchase.order)
    return [row for row in session.scalars(sold) if row.open]

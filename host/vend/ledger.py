# ledger.py - the seller's book: cards, meters, purchases, readings
"""Four tables (SQLAlchemy). Money is integer cents, registers are integer hundredths of a kWh.

The ledger counts, the chips decide: `Purchase.state` follows what a card's ESAM reports under its MAC.
"""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SOLD = "sold"  # the seller's own state; all others are those of the card (wattkey.orders.STATES)
DELIVERED = "delivered"
CANCELLED = "cancelled"
DISPUTED = "disputed"
REGISTERS = ("total", "rate1", "rate2", "rate3", "rate4")


class Base(DeclarativeBase):
    """The tables of one ledger."""


class Meter(Base):
    """A meter, and the last purchase count that was allocated for it, over all its cards."""

    __tablename__ = "meter"
    meter: Mapped[str] = mapped_column(String(12), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


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


class Purchase(Base):
    """One payment, one order for one card, one count of one meter."""

    __tablename__ = "purchase"
    __table_args__ = (UniqueConstraint("card", "order"), UniqueConstraint("meter", "count"))
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

    @property
    def file_name(self) -> str:
        """What its document is called on a drive or in a mail."""
        return f"WK-{self.card}-{self.order}.json"

    @property
    def open(self) -> bool:
        """Whether it may still become credit."""
        return self.state not in (DELIVERED, CANCELLED)


class Reading(Base):
    """What the meter told after the recharge `count`; None where it has no such register."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("card", "count"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    card: Mapped[str] = mapped_column(ForeignKey("card.card"))
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

    def usage(self) -> dict[str, int | None]:
        """Hundredths of a kWh per register since the recharge before; None where one of the two is absent."""
        pairs = {name: (getattr(self, name), getattr(self, "was_" + name)) for name in REGISTERS}
        return {name: None if None in pair else pair[0] - pair[1] for name, pair in pairs.items()}

# history.py - what happened: events in chains, the steps and entries of each, and the reports that prove them
"""Only ever added to. An event belongs to a meter (or, with none, to the shop), and they are numbered there from 1; its
digest is a MAC over it, its rows and the digest before, so that nothing can be taken out or put in between. No personal
data stands in it."""

from datetime import UTC, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from wattkey_host.vend.book.base import Base

SHOP = ""  # the chain of what belongs to no meter
RESTORED, RECOVER = "restored", "recover"  # verbs: a backup was put back; a report told what it had forgotten


class Event(Base):
    """One verb, done. `digest` is 32 hexadecimal digits."""

    __tablename__ = "event"
    meter: Mapped[str] = mapped_column(String(12), primary_key=True)  # or SHOP
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]  # UTC
    who: Mapped[str] = mapped_column(String(64))
    verb: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(200), default="")
    digest: Mapped[str] = mapped_column(String(32))

    @property
    def when(self) -> str:
        """On this PC's clock, to the second."""
        return on_this_clock(self.at)


class Step(Base):
    """What an event did to one way of a purchase: the news of states.py, and how it stood then."""

    __tablename__ = "step"
    __table_args__ = (
        ForeignKeyConstraint(["meter", "number"], ["event.meter", "event.number"]),
        Index("steps_of_carriage", "carriage"),
    )
    meter: Mapped[str] = mapped_column(String(12), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    carriage: Mapped[int] = mapped_column(ForeignKey("carriage.id"))
    news: Mapped[str] = mapped_column(String(16))
    after: Mapped[str] = mapped_column(String(80))  # the state, and the rest of what changes


class Entry(Base):
    """Money moves from one account to another: one row for both sides, so that none is unbalanced."""

    __tablename__ = "entry"
    __table_args__ = (
        ForeignKeyConstraint(["meter", "number"], ["event.meter", "event.number"]),
        CheckConstraint("cents > 0", name="money_moves"),
    )
    meter: Mapped[str] = mapped_column(String(12), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    debit: Mapped[str] = mapped_column(String(12))
    credit: Mapped[str] = mapped_column(String(12))
    cents: Mapped[int]


class Report(Base):
    """The packed report of a card, with its MAC: the proof behind what an event did."""

    __tablename__ = "report"
    __table_args__ = (ForeignKeyConstraint(["meter", "number"], ["event.meter", "event.number"]),)
    meter: Mapped[str] = mapped_column(String(12), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    card: Mapped[str] = mapped_column(ForeignKey("card.card"), index=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


def on_this_clock(at: datetime) -> str:
    """A moment (UTC, as the ledger keeps it) on this PC's clock, to the second."""
    return at.replace(tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")

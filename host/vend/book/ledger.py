# ledger.py - the ledger: meters, cards and their documents, purchases and the ways that they travelled
"""Money is integer cents. What never changes stands apart from what does: a purchase is written once, and a carriage
says how it travels. The ledger counts, the chips decide: `Carriage.state` follows what a card's ESAM reports under its
MAC. What happened to them, and who did it: history.py."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Select, String, UniqueConstraint, select
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from wattkey_host.vend.book.base import Base, unique
from wattkey_host.vend.book.states import CANCELLED, FINAL, HANDED_OVER, SETTLED, SOLD

LAST_COUNT = 0xFFFFFFFF  # four bytes on the line


class Meter(Base):
    """A meter, and the last purchase count that was allocated for it, over all its cards."""

    __tablename__ = "meter"
    meter: Mapped[str] = mapped_column(String(12), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    base: Mapped[int] = mapped_column(default=0)  # its count when this ledger met it
    keys: Mapped[int] = mapped_column(default=1)  # generation of the master keys that it holds
    checked: Mapped[int] = mapped_column(default=0, server_default="0")  # its proved counts up to this one are known
    unknown: Mapped[int] = mapped_column(default=0, server_default="0")  # the last proved one, if some are not


class Elsewhere(Base):
    """A purchase of a meter that this ledger did not sell: another channel told of it."""

    __tablename__ = "elsewhere"
    meter: Mapped[str] = mapped_column(ForeignKey("meter.meter"), primary_key=True)
    count: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[int]
    evidence: Mapped[str | None] = mapped_column(String(120))  # the other channel's record: its receipt, its ledger


class Generation(Base):
    """A generation of master keys that this ledger was kept with: other keys, or older ones, are refused."""

    __tablename__ = "generation"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    print: Mapped[str] = mapped_column(String(32))  # keys.fingerprint


class Customer(Base):
    """Whom a card was made for. The name can be erased, and the book stays."""

    __tablename__ = "customer"
    customer: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(120))


class Card(Base):
    """A card: one chip for one meter. Active once the chip has said that it took the issue document."""

    __tablename__ = "card"
    __table_args__ = (unique("one_active_card", "meter", where="active"), Index("card_of_meter", "meter"))
    card: Mapped[str] = mapped_column(String(16), primary_key=True)
    serial: Mapped[str] = mapped_column(String(16), unique=True)
    meter: Mapped[str] = mapped_column(ForeignKey("meter.meter"))
    customer: Mapped[str] = mapped_column(ForeignKey("customer.customer"))
    next_order: Mapped[int] = mapped_column(default=1)
    active: Mapped[bool] = mapped_column(default=False)
    keys: Mapped[int] = mapped_column(default=1)  # generation of its order and report key
    issue: Mapped[int] = mapped_column(default=0)  # number of the last document made for its chip
    resets: Mapped[int] = mapped_column(default=0)  # number of the last unlock order
    lost: Mapped[bool] = mapped_column(default=False)  # a replacement was issued
    seen: Mapped[int] = mapped_column(default=0)  # the highest order that its chip has shown and nobody here has sold
    heard: Mapped[bool] = mapped_column(default=True)  # since an older ledger was put back


class Issue(Base):
    """An issue or rekey document: what it makes of the chip. Done once a report of the card says so."""

    __tablename__ = "issue"
    __table_args__ = (UniqueConstraint("card", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))  # "issue" or "rekey"
    card: Mapped[str] = mapped_column(ForeignKey("card.card"))
    number: Mapped[int]
    meter: Mapped[str] = mapped_column(ForeignKey("meter.meter"))
    customer: Mapped[str] = mapped_column(ForeignKey("customer.customer"))
    order: Mapped[int]
    count: Mapped[int]
    keys: Mapped[int]  # generation of the card's keys in it
    meter_keys: Mapped[int]  # and of the meter's
    done: Mapped[bool] = mapped_column(default=False)

    @property
    def file_name(self) -> str:
        """What the document is called."""
        return f"WK-{self.card}-{self.kind}-{self.number}.json"


class Carriage(Base):
    """A way that a purchase travelled: an order for one card, one count of one meter. The last one is current."""

    __tablename__ = "carriage"
    __table_args__ = (
        UniqueConstraint("card", "order"),
        UniqueConstraint("purchase", "leg"),
        unique("one_current_way", "purchase", where="current"),
        # A cancelled purchase gives its count back.
        unique("one_sale_a_count", "meter", "count", where="current and state <> 'cancelled'"),
        Index("open_of_meter", "meter", "open"),
        Index("open_of_card", "card", "open"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    purchase: Mapped[int] = mapped_column(ForeignKey("purchase.id"))
    leg: Mapped[int]  # from 1
    card: Mapped[str] = mapped_column(ForeignKey("card.card"))
    order: Mapped[int]
    meter: Mapped[str] = mapped_column(ForeignKey("meter.meter"))
    count: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default=SOLD)
    current: Mapped[bool] = mapped_column(default=True)
    open: Mapped[bool] = mapped_column(default=True)  # current, and it may still become credit
    proved: Mapped[bool] = mapped_column(default=False)  # delivered, and the meter's own MAC says so
    used: Mapped[bool] = mapped_column(default=False)  # the meter proved that its count is used, by whomever
    ending: Mapped[str | None] = mapped_column(String(16))  # how it is to end; None: by delivery
    last: Mapped[int] = mapped_column(default=0)  # a cancel order: the last order that it takes back
    gone: Mapped[bool] = mapped_column(default=False)  # a settle order: the meter is off the wall
    credited: Mapped[bool | None]  # settled: whether the meter has the money
    refunded: Mapped[bool] = mapped_column(default=False)

    @property
    def amount(self) -> int:
        """Cents."""
        return self.bought.amount

    bought: Mapped["Purchase"] = relationship(viewonly=True)


class Purchase(Base):
    """One payment, and what it has bought: written once. Beside it, what its current way says."""

    __tablename__ = "purchase"
    __table_args__ = (unique("one_reading_of_a_reference", "plain", where="not twin"), Index("purchase_at", "at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    payment: Mapped[str] = mapped_column(String(64), unique=True)
    plain: Mapped[str] = mapped_column(index=True)  # how the reference reads (references.py)
    twin: Mapped[bool]  # it reads as an earlier one, and was sold with `another`
    sold_for: Mapped[str] = mapped_column("meter", ForeignKey("meter.meter"))
    amount: Mapped[int]
    sold: Mapped[date]
    close: Mapped[bool]
    at: Mapped[datetime]  # UTC
    clerk: Mapped[str] = mapped_column(String(64))

    way: Mapped[Carriage] = relationship(
        primaryjoin="and_(Purchase.id == foreign(Carriage.purchase), Carriage.current)",
        viewonly=True, uselist=False, lazy="joined", innerjoin=True,
    )  # fmt: skip
    card: AssociationProxy[str] = association_proxy("way", "card")
    order: AssociationProxy[int] = association_proxy("way", "order")
    meter: AssociationProxy[str] = association_proxy("way", "meter")
    count: AssociationProxy[int] = association_proxy("way", "count")
    state: AssociationProxy[str] = association_proxy("way", "state")
    open: AssociationProxy[bool] = association_proxy("way", "open")
    proved: AssociationProxy[bool] = association_proxy("way", "proved")
    used: AssociationProxy[bool] = association_proxy("way", "used")
    ending: AssociationProxy[str | None] = association_proxy("way", "ending")
    last: AssociationProxy[int] = association_proxy("way", "last")
    gone: AssociationProxy[bool] = association_proxy("way", "gone")
    credited: AssociationProxy[bool | None] = association_proxy("way", "credited")
    refunded: AssociationProxy[bool] = association_proxy("way", "refunded")

    @property
    def file_name(self) -> str:
        """What its document is called on a drive or in a mail."""
        return f"WK-{self.card}-{self.order}.json"

    @property
    def free(self) -> bool:
        """Whether its money is the customer's again: to be refunded or sold once more."""
        back = self.state == CANCELLED or self.state == SETTLED and not self.credited
        return back and not self.refunded


def bought(*where: object) -> Select[Purchase]:
    """The purchases whose current way is so."""
    joined = select(Purchase).join(Purchase.way).options(contains_eager(Purchase.way))
    return joined.where(*where)  # type: ignore[arg-type]


def past_way(session: Session, card: str, order: int) -> Carriage | None:
    """The way of a purchase that has another one by now: its handheld was lost, or it was sold again."""
    return session.scalar(
        select(Carriage).where(Carriage.card == card, Carriage.order == order, Carriage.current.is_(False))
    )


def left_behind(session: Session, purchase: Purchase) -> bool:
    """Whether its card has shown a later order: no document ends it there any more, and no report will tell how."""
    later = Carriage.card == purchase.card, Carriage.order > purchase.order, Carriage.state.not_in((SOLD, HANDED_OVER))
    return session.scalar(select(Carriage.id).where(*later).limit(1)) is not None


def open_purchases(session: Session, card: str) -> list[Purchase]:
    """What was sold to a card and may still become credit, in its order."""
    return list(session.scalars(bought(Carriage.card == card, Carriage.open).order_by(Carriage.order)))


def is_open(way: Carriage) -> bool:
    """Whether it may still become credit by this way."""
    return way.current and way.state not in FINAL

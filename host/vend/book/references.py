# references.py - payment references that a person would take for one: they sell twice only if somebody says so
"""Typed at one counter as "R-1", at another as "r-1", on a Chinese keyboard as "Ｒ－１", with a long dash from a mail:
one payment. References that are character for character alike are one anyhow (sell.py)."""

import unicodedata

from sqlalchemy import ForeignKey, String, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wattkey_host.vend.book.ledger import Base, Purchase

_MINUS = "\N{MINUS SIGN}"  # a sign of mathematics; all other dashes are of the category Pd


class Reference(Base):
    """How the reference of a payment reads to a person."""

    __tablename__ = "reference"
    payment: Mapped[str] = mapped_column(String(64), ForeignKey("purchase.payment"), primary_key=True)
    plain: Mapped[str] = mapped_column(index=True)


def plain(payment: str) -> str:
    """The reference in its normal form (NFKC), without case, with one kind of dash and of space."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", payment).casefold())
    return "".join("-" if sign == _MINUS or unicodedata.category(sign) == "Pd" else sign for sign in folded)


def note(session: Session, payment: str) -> None:
    """A payment has bought something."""
    _make(session)
    session.merge(Reference(payment=payment, plain=plain(payment)))


def looks_like(session: Session, payment: str) -> str | None:
    """The first reference that has bought something and reads as this one, but is another; None if there is none."""
    _make(session)
    rows = select(Reference.payment).where(Reference.plain == plain(payment), Reference.payment != payment)
    return session.scalar(rows.order_by(Reference.payment).limit(1))


def _make(session: Session) -> None:
    """Of a ledger that was made before references were compared: the table, with all that was sold."""
    if inspect(session.connection()).has_table(Reference.__tablename__):
        return
    Reference.metadata.create_all(session.connection())
    sold = session.scalars(select(Purchase.payment)).all()
    session.add_all(Reference(payment=payment, plain=plain(payment)) for payment in sold)
    session.flush()

# webtables.py - what the counter keeps beside the book: people, tokens, settings, log-ins, telephone numbers
"""In the ledger's own database, so that one backup has all of it; apart from the book, which has neither passwords nor
telephone numbers. Tables that are not there are made when the counter starts."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from wattkey_host.vend.book.shop import Shop


class CounterBase(DeclarativeBase):
    """The tables of the counter."""


class Person(CounterBase):
    """Somebody who works here. `secret`: the password's Argon2 hash."""

    __tablename__ = "counter_person"
    name: Mapped[str] = mapped_column(String(24), primary_key=True)
    role: Mapped[str] = mapped_column(String(12))
    secret: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)


class Token(CounterBase):
    """A program that sells, as a web shop does. `kept`: SHA-256 of the token, which is shown once."""

    __tablename__ = "counter_token"
    name: Mapped[str] = mapped_column(String(24), primary_key=True)
    kept: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(12))
    active: Mapped[bool] = mapped_column(default=True)


class Setting(CounterBase):
    """A limit of the shop, in cents (limits.py)."""

    __tablename__ = "counter_setting"
    name: Mapped[str] = mapped_column(String(24), primary_key=True)
    value: Mapped[int]


class Contact(CounterBase):
    """How a customer is reached. Can be erased, as his name can."""

    __tablename__ = "counter_contact"
    customer: Mapped[str] = mapped_column(String(12), primary_key=True)
    telephone: Mapped[str] = mapped_column(String(32), index=True)


class Login(CounterBase):
    """Somebody at a browser. `kept`: SHA-256 of the cookie; `since`, `seen`: seconds of the epoch."""

    __tablename__ = "counter_login"
    kept: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(24))
    since: Mapped[int] = mapped_column(BigInteger)
    seen: Mapped[int] = mapped_column(BigInteger)


class Try(CounterBase):
    """Wrong passwords of a name, or from an address. `kept`: SHA-256 of which; no try before `until`."""

    __tablename__ = "counter_try"
    kept: Mapped[str] = mapped_column(String(64), primary_key=True)
    times: Mapped[int]
    until: Mapped[int] = mapped_column(BigInteger)


def prepare(shop: Shop) -> None:
    """Make the tables that are missing. Raises VendError."""
    with shop.transaction() as session:
        CounterBase.metadata.create_all(session.connection())

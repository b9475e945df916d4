# people.py - who works at the counter: names, roles, passwords, tokens of programs
"""Passwords are kept as Argon2id hashes. Every change of people is an event of the shop, with who did it."""

import re
import secrets
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web.roles import END, ROLES, SUPERVISOR, may
from wattkey_host.vend.web.webtables import Person, Token

LEAST = 10  # characters of a password
_NAME = re.compile(r"[\w.-]{1,24}")
hasher = PasswordHasher()
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$MIIRqgvgQbgj220jfp0MPA$YfwJSVjtjSU0zzV/P3S9nnQ/USre2wvJMjfCIjrTQbg"


def anybody(shop: Shop) -> bool:
    """Whether the counter has people yet."""
    with shop.reading() as session:
        return session.scalar(select(func.count()).select_from(Person)) != 0


def everybody(shop: Shop) -> tuple[list[Person], list[Token]]:
    """People and tokens, by name."""
    with shop.reading() as session:
        people = list(session.scalars(select(Person).order_by(Person.name)))
        return people, list(session.scalars(select(Token).order_by(Token.name)))


def known(shop: Shop, name: str, password: str) -> Person | None:
    """The person whose name and password these are. A name that is not known takes as long as a wrong password."""
    with shop.reading() as session:
        person = session.get(Person, name) if _NAME.fullmatch(name) else None
    try:
        hasher.verify(person.secret if person else _NOBODY, password)
    except (Argon2Error, InvalidHashError):
        return None
    return person if person is not None and person.active else None


def put(shop: Shop, who: str, name: str, role: str, password: str, active: bool = True) -> None:
    """Make a person, or change one; with an empty password the old one stays. Raises VendError."""
    secret = checked(name, role, password)

    def work(book: Book) -> None:
        person = book.session.get(Person, name)
        if person is None and not secret:
            raise VendError(f"{name} has no password yet", "Give one")
        person = person or Person(name=name, role=role)
        person.role, person.secret, person.active = role, secret or person.secret, active
        book.session.add(person)
        book.session.flush()
        _still_led(book.session)
        book.tell(f"{'person' if active else 'left'}: {name}, {role}{', new password' if secret else ''}")

    Desk(shop, who).act("people", work)


def give_token(shop: Shop, who: str, name: str, role: str) -> str:
    """A fresh token for a program; in place of the one of this name, if there is one. Raises VendError."""
    _check(name, role)
    token = secrets.token_urlsafe(32)

    def work(book: Book) -> None:
        row = book.session.get(Token, name) or Token(name=name)
        row.kept, row.role, row.active = _digest(token), role, True
        book.session.add(row)
        book.tell(f"token: {name}, {role}")

    Desk(shop, who).act("people", work)
    return token


def end_token(shop: Shop, who: str, name: str) -> None:
    """The token opens nothing any more. Raises VendError."""

    def work(book: Book) -> None:
        row = book.session.get(Token, name)
        if row is None:
            raise VendError(f"there is no token {name!r}")
        row.active = False
        book.tell(f"token ended: {name}")

    Desk(shop, who).act("people", work)


def bearer(shop: Shop, token: str) -> Token | None:
    """Whose token it is."""
    with shop.reading() as session:
        return session.scalar(select(Token).where(Token.kept == _digest(token), Token.active))


def two(shop: Shop, who: str, name: str, password: str) -> str:
    """Both names, where a decision needs two: the second person is another one with the same right, and says so with
    the own password. Raises VendError."""
    person = known(shop, name, password) if name != who else None
    if person is None or not may(person.role, END):
        raise VendError("this needs a second supervisor", "Another one than you gives name and password")
    return f"{who} + {name}"


def _check(name: str, role: str) -> None:
    if not _NAME.fullmatch(name):
        raise VendError(f"{name!r} is no name for a log-in", "1 to 24 letters, digits, dots, dashes")
    if role not in ROLES:
        raise VendError(f"{role!r} is no role", f"There are {', '.join(ROLES)}")


def checked(name: str, role: str, password: str) -> str:
    """The hash of a password that will do ("" stays ""). Raises VendError, for a name or role that is none too."""
    _check(name, role)
    if password and len(password) < LEAST:
        raise VendError("the password is too short", f"It has at least {LEAST} characters")
    return hasher.hash(password) if password else ""


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _still_led(session: Session) -> None:
    led = select(func.count()).select_from(Person).where(Person.role == SUPERVISOR, Person.active)
    if not session.scalar(led):
        raise VendError("nobody would be supervisor any more", "Make another one first")

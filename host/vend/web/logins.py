# logins.py - who is logged in, and who has tried too often: in tables beside the ledger
"""Any number of server processes know it, and one that was killed forgets nobody and no wrong try. Of a cookie
only a digest is kept; the word that every form carries (`csrf`) follows from the cookie."""

import secrets
from hashlib import sha256
from time import time
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.web.webtables import Login, Person, Try

IDLE_S, LONGEST_S, STEP_S = 1800, 12 * 3600, 60  # `seen` is written once a minute at most
MOST = 10_000
TRIES, WAIT_S, LONGEST_WAIT_S = 5, 30, 900
_login, _person, _try = Login.__table__, Person.__table__, Try.__table__
_OF = (  # written out once: every request runs it
    select(_person.c.name, _person.c.role, _login.c.since, _login.c.seen)
    .join(_person, _person.c.name == _login.c.name)
    .where(_login.c.kept == bindparam("kept"), _person.c.active)
)


class SignedIn(NamedTuple):
    """One person at one browser, who works here."""

    name: str
    role: str
    csrf: str


class Logins:
    """All log-ins of one shop."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def begin(self, name: str) -> str:
        """The value of the cookie of a new log-in."""
        value, now = secrets.token_urlsafe(32), int(time())
        with self._shop.transaction() as session:
            over = (_login.c.seen < now - IDLE_S) | (_login.c.since < now - LONGEST_S)
            session.execute(delete(Login).where(over))
            if (session.scalar(select(func.count()).select_from(Login)) or 0) >= MOST:
                session.execute(delete(Login))
            session.add(Login(kept=_digest(value), name=name, since=now, seen=now))
        return value

    def of(self, value: str | None) -> SignedIn | None:
        """Who comes with this cookie; None if nobody, or nobody who works here any more, or after half an hour without
        a sign, or twelve hours."""
        if not value:
            return None
        kept, now = _digest(value), int(time())
        with self._shop.asking() as question:
            row = question.execute(_OF, {"kept": kept}).one_or_none()
        if row is None or now - row.seen > IDLE_S or now - row.since > LONGEST_S:
            return None
        if now - row.seen > STEP_S:
            with self._shop.transaction() as session:
                session.execute(update(Login).where(_login.c.kept == kept).values(seen=now))
        return SignedIn(row.name, row.role, _digest(f"form {value}"))

    def end(self, value: str | None) -> None:
        """Logged out."""
        with self._shop.transaction() as session:
            session.execute(delete(Login).where(_login.c.kept == _digest(value or "")))


class Throttle:
    """After five wrong passwords of one name, or from one address, nobody gets a try for half a minute; then for twice
    as long each time."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def begin(self, *keys: str) -> int:
        """A try begins, and counts as a wrong one until `right`: many at once are not more than five. 0, or how many
        seconds there is none."""
        kept = [_digest(key) for key in keys]
        with self._shop.transaction() as session:
            until = session.scalar(select(func.max(_try.c.until)).where(_try.c.kept.in_(kept))) or 0
            if until > time():
                return until - int(time())
            if (session.scalar(select(func.count()).select_from(Try)) or 0) >= MOST:
                session.execute(delete(Try))
            for key in sorted(kept):
                _one_more(session, key)
        return 0

    def right(self, *keys: str) -> None:
        """One came in: what was before is forgotten."""
        with self._shop.transaction() as session:
            session.execute(delete(Try).where(_try.c.kept.in_([_digest(key) for key in keys])))


class CodeTries:
    """As `Throttle`, for the code of the first run: there may be no ledger yet, and this one server only."""

    def __init__(self) -> None:
        self._times = self._until = 0

    def wait_s(self) -> int:
        """How long there is no try; 0 if there is one now."""
        return max(0, self._until - int(time()))

    def wrong(self) -> None:
        """A try failed."""
        self._times += 1
        self._until = _until(self._times)


def _one_more(session: Session, kept: str) -> None:
    row = session.get(Try, kept, with_for_update=True) or Try(kept=kept, times=0)
    row.times += 1
    row.until = _until(row.times)
    session.add(row)


def _until(times: int) -> int:
    """When there is a try again, after so many wrong ones."""
    return 0 if times < TRIES else int(time()) + min(WAIT_S << min(times - TRIES, 10), LONGEST_WAIT_S)


def _digest(value: str) -> str:
    return sha256(value.encode("utf-8", "surrogateescape")).hexdigest()

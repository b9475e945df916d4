# logins.py - who is logged in, and who has tried too often
"""In memory: whoever starts the server anew logs in anew. The cookie's value is kept as a digest only."""

import secrets
import threading
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic

IDLE_S, LONGEST_S = 1800.0, 12 * 3600.0
MOST = 10_000
TRIES, WAIT_S, LONGEST_WAIT_S = 5, 30.0, 900.0


@dataclass
class Login:
    """One person at one browser. `csrf`: what every form of his carries."""

    name: str
    csrf: str
    since: float
    seen: float


class Logins:
    """All of one server."""

    def __init__(self) -> None:
        self._of: dict[str, Login] = {}

    def begin(self, name: str) -> str:
        """The value of the cookie of a new log-in."""
        now = monotonic()
        for key, login in list(self._of.items()):
            if self._over(login, now) or len(self._of) >= MOST:
                self._of.pop(key, None)
        value = secrets.token_urlsafe(32)
        self._of[_digest(value)] = Login(name, secrets.token_urlsafe(24), now, now)
        return value

    def of(self, value: str | None) -> Login | None:
        """Who comes with this cookie; None if nobody, or after half an hour without a sign, or twelve hours."""
        login = self._of.get(_digest(value)) if value else None
        now = monotonic()
        if login is None or self._over(login, now):
            return None
        login.seen = now
        return login

    def end(self, value: str | None) -> None:
        """Logged out."""
        self._of.pop(_digest(value or ""), None)

    @staticmethod
    def _over(login: Login, now: float) -> bool:
        return now - login.seen > IDLE_S or now - login.since > LONGEST_S


class Throttle:
    """After five wrong passwords of one name, or from one address, nobody gets a try for half a minute; then for twice
    as long each time."""

    def __init__(self) -> None:
        self._wrong: dict[str, tuple[int, float]] = {}  # (how often, until when)
        self._lock = threading.Lock()

    def wait_s(self, *keys: str) -> int:
        """How long there is no try; 0 if there is one now."""
        now = monotonic()
        return max(0, *(round(self._wrong.get(key, (0, 0.0))[1] - now + 0.5) for key in keys))

    def wrong(self, *keys: str) -> None:
        """A try failed."""
        with self._lock:
            if len(self._wrong) >= MOST:
                self._wrong.clear()
            for key in keys:
                times = self._wrong.get(key, (0, 0.0))[0] + 1
                wait = 0.0 if times < TRIES else min(WAIT_S * 2 ** (times - TRIES), LONGEST_WAIT_S)
                self._wrong[key] = (times, monotonic() + wait)

    def right(self, *keys: str) -> None:
        """One came in: what was before is forgotten."""
        for key in keys:
            self._wrong.pop(key, None)


def _digest(value: str) -> str:
    return sha256(value.encode("utf-8", "surrogateescape")).hexdigest()

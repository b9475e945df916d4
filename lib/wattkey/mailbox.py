# mailbox.py - the drive: taste what was dropped, have published what happened
"""The device only ever reads the drive. A host copies late, in pieces, and may show the right size
before the right bytes; so a file is judged when it has been quiet, reads the same twice and parses.
Judged means handed to the ESAM, which has the last word.

Publishing: boot.py writes one file and needs a reset for it; see `Mailbox.outdated`.
"""

from micropython import const

from wattkey import VERSION, orders
from wattkey.wallet import TAKEN

try:
    from wattkey.ports import Clock, Drive
    from wattkey.wallet import Wallet
except ImportError:
    pass

_LOOK_MS = const(500)  # between two looks at the drive
_QUIET_MS = const(1000)  # a file must not have changed for this long
_PATIENCE_MS = const(60_000)  # "still copying" for so long, then why it cannot be taken
_HANDS_OFF_MS = const(10_000)  # no reset while a host may be writing: no change for so long
_TRIES = const(2)  # of publishing one file
CARD = const(1)  # which file boot.py is to write
REPORT = const(2)
PUBLISHED = {CARD: "/mail/card.json", REPORT: "/mail/report.json"}
_UNREADABLE = "T28"


class _Dropped:
    """One file that was dropped and is not judged yet."""

    def __init__(self, seen: tuple, now: int, old: bool) -> None:
        self.seen = seen  # (size, time of change)
        self.since = now  # of the last change
        self.first = now
        self.old = old  # it lay there when we started: judged before the reset, most likely
        self.text: "bytes | None" = None


class Mailbox:
    """`look` is called from the idle loop; it returns what a person should be told, if anything."""

    def __init__(self, drive: "Drive", wallet: "Wallet", clock: "Clock") -> None:
        self._drive = drive
        self._wallet = wallet
        self._clock = clock
        self._looked = clock.ticks_ms() - _LOOK_MS
        self._changed = self._looked
        self._known: "dict[str, tuple]" = {}  # path -> (size, time) of judged files
        self._open: "dict[str, _Dropped]" = {}  # path -> _Dropped
        self._held = False  # an order waits for the one before it
        self._first = True

    async def look(self) -> "tuple | None":
        """One look at the drive at most every 500 ms: (text key, value), or None when there is no news."""
        now = self._clock.ticks_ms()
        if self._clock.since(self._looked) < _LOOK_MS:
            return None
        self._looked = now
        self._sample(now)
        self._first = False
        for path in sorted(self._open):
            news = await self._taste(path, self._open[path])
            if news:
                return news
        return None

    def retry(self) -> None:
        """The chip's state has changed: an order that had to wait may be judged again."""
        if self._held:
            self._held = False
            self._known = {}

    def quiet(self) -> bool:
        """May we reset to publish? At once with no cable; else only when no copy can be in progress."""
        if not self._drive.attached():
            return not self._open
        return not self._open and not self._held and self._clock.since(self._changed) > _HANDS_OFF_MS

    async def outdated(self) -> "tuple[int, bytes] | None":
        """(which file, its packed content) of a published file that does not say what the chip says."""
        info = await self._wallet.info()
        if not info.issued:
            return None
        counts = info.order.to_bytes(4, "big") + info.count.to_bytes(4, "big")
        card = b"\4" + info.card + info.meter + counts + bytes([int(n) for n in VERSION.split(".")])
        for kind, packed in ((CARD, card), (REPORT, await self._wallet.report())):
            if self._published(kind) != packed:
                return kind, packed
        return None

    def may_publish(self, kind: int) -> bool:
        """Twice is enough: after that boot.py cannot do it and a reset would only come back here."""
        return self._drive.tries(kind) < _TRIES

    def publish(self, kind: int, packed: bytes) -> None:
        """Have boot.py write `packed` into file `kind`. Resets the board."""
        self._drive.publish(kind, packed)

    def settled(self) -> None:
        """Everything published is up to date."""
        self._drive.settled()

    def _published(self, kind: int) -> "bytes | None":
        try:
            return orders.pack(orders.parse(self._drive.read(PUBLISHED[kind], orders.LIMIT)))
        except (OSError, orders.BadDocument):
            return None

    def _sample(self, now: int) -> None:
        present = {}
        for path, size, changed in self._drive.list():
            name = path.split("/")[-1].lower()
            if name.endswith(".json") and name[0] != "." and path not in PUBLISHED.values():
                present[path] = (size, changed)
        for path, seen in present.items():
            if path in self._open:
                dropped = self._open[path]
                if dropped.seen != seen:
                    dropped.seen, dropped.since, dropped.text, self._changed = seen, now, None, now
            elif self._known.get(path) != seen:
                self._open[path] = _Dropped(seen, now, self._first)
                self._changed = now
        for gone in [p for p in self._known if p not in present]:
            del self._known[gone]
            self._changed = now
        for gone in [p for p in self._open if p not in present]:
            del self._open[gone]
            self._changed = now

    async def _taste(self, path: str, dropped: _Dropped) -> "tuple | None":
        if not dropped.old and self._clock.since(dropped.since) < _QUIET_MS:
            return None
        try:
            text = self._drive.read(path, orders.LIMIT + 1)
            if text != dropped.text:  # the same twice in a row, or it is still on its way
                dropped.text = text
                return None
            doc = orders.parse(text)
        except OSError:
            return self._still_copying(path, dropped, _UNREADABLE)
        except orders.BadDocument as bad:
            if bad.code == "T22":  # not JSON: the rest may still come
                return self._still_copying(path, dropped, bad.code)
            return self._judged(path, dropped, bad.code)
        if doc["type"] != "purchase":
            return self._judged(path, dropped, "T23")
        return await self._hand_over(path, dropped, doc)

    async def _hand_over(self, path: str, dropped: _Dropped, doc: dict) -> "tuple | None":
        verdict = await self._wallet.take(doc)
        if verdict == TAKEN:
            self._judged(path, dropped, "")
            return "mail.received", doc["amount"]
        if verdict == "T34" and not dropped.old and (await self._wallet.info()).waiting:
            self._judged(path, dropped, "")
            return "mail.held", ""
        self._held = self._held or verdict == "T37"
        return self._judged(path, dropped, verdict)

    def _judged(self, path: str, dropped: _Dropped, code: str) -> "tuple | None":
        self._known[path] = dropped.seen
        del self._open[path]
        return ("err." + code, code) if code and not dropped.old else None

    def _still_copying(self, path: str, dropped: _Dropped, code: str) -> "tuple | None":
        if self._clock.since(dropped.first) > _PATIENCE_MS:
            return self._judged(path, dropped, code)
        return "mail.copying", ""

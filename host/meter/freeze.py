# freeze.py - freezing: readings kept at a moment that was ordered (C=16)
"""99999999 freezes now, 99DDhhmm every month, 9999hhmm every day, 999999mm every hour. A frozen reading is its time and
the forward active energies: at once 0501xx, monthly 0500xx, hourly 0504xx, daily 0506xx, the latest under 01."""

from collections.abc import Callable
from datetime import datetime, timedelta

from wattkey.dlt645.codes import ENERGY, TOTAL
from wattkey_host.meter.bcd import stamp
from wattkey_host.meter.meterclock import MeterClock
from wattkey_host.meter.store import Store

NOW, MONTHLY, HOURLY, DAILY = "0501", "0500", "0504", "0506"
KEPT = 10


class Freezer:
    """The freezes of one meter: they are kept in its store, and told in words."""

    def __init__(self, clock: MeterClock, store: Store, tell: Callable[[str], None]) -> None:
        self._clock = clock
        self._store = store
        self._tell = tell
        self._orders: dict[str, str] = {}  # kind -> MMDDhhmm with 99 for any
        self._kept: dict[str, list[tuple[bytes, bytes]]] = {}
        self._seen = clock.now()

    def order(self, when: str) -> bool:
        """`when`: MMDDhhmm. False if it is no form of a freeze."""
        free = len(when) - len(when.lstrip("9"))
        if when == "99999999":
            self._keep(NOW, self._clock.now())
            return True
        kind = {2: MONTHLY, 3: MONTHLY, 4: DAILY, 5: DAILY, 6: HOURLY, 7: HOURLY}.get(free)
        day, hour, minute = int(when[2:4]), int(when[4:6]), int(when[6:])
        right = minute < 60 and (kind == HOURLY or hour < 24) and (kind != MONTHLY or 1 <= day <= 28)
        if kind is None or not right:
            return False
        self._orders[kind] = when
        return True

    def look(self) -> None:
        """Freeze what has fallen due since the last look, with the registers as they are now."""
        now = self._clock.now()
        moment = self._seen.replace(second=0, microsecond=0)
        for when in self._orders and _minutes(moment, now) or ():
            for kind, order in self._orders.items():
                if when > self._seen and _due(order, when):
                    self._keep(kind, when)
        self._seen = now

    def skip(self) -> None:
        """The clock was set: nothing in between falls due."""
        self._seen = self._clock.now()

    def forget(self) -> None:
        """Clear what was frozen."""
        for kind, kept in self._kept.items():
            for number in range(1, len(kept) + 1):
                for part in ("00", "01"):
                    self._store.drop("2007", f"{kind}{part}{number:02X}")
        self._kept.clear()

    def _keep(self, kind: str, when: datetime) -> None:
        energies = self._store.get("2007", f"{(TOTAL if kind == HOURLY else ENERGY)[2007]:08X}") or b""
        kept = [(stamp(when)[4::-1], energies), *self._kept.get(kind, [])][:KEPT]
        self._kept[kind] = kept
        for number, (time, values) in enumerate(kept, 1):
            self._store.put("2007", f"{kind}00{number:02X}", time)
            self._store.put("2007", f"{kind}01{number:02X}", values)
        self._tell(f"  frozen as of {when:%Y-%m-%d %H:%M}")


def _minutes(start: datetime, end: datetime) -> list[datetime]:
    start = max(start, end - timedelta(hours=48))
    return [start + timedelta(minutes=n) for n in range(int((end - start).total_seconds() // 60) + 1)]


def _due(order: str, when: datetime) -> bool:
    parts = zip((order[2:4], order[4:6], order[6:]), (f"{when:%d}", f"{when:%H}", f"{when:%M}"), strict=True)
    return all(wanted in ("99", there) for wanted, there in parts)

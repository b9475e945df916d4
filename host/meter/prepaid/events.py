# events.py - when the relay opened and closed, and by whose order: records 1D and 1E
"""The last ten of each, 34 bytes: time 6, operator 4, forward and reverse energy 4 each, four quadrants 4 each, low
byte first. Operator FFFFFFFF is the meter itself. The identifiers are State Grid's: 1D00xxxx trips, 1E00xxxx closes."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from wattkey_host.meter.bcd import low_first, stamp

if TYPE_CHECKING:
    from wattkey_host.meter.prepaid.prepaid import Prepaid

KEPT = 10
ITSELF = b"\xff" * 4
UTILITY = bytes.fromhex("00000001")
TRIPS, CLOSES = 0x1D000000, 0x1E000000
LENGTH = 34
# Part -> where it stands in the whole: time, operator, forward, reverse, quadrants 1 to 4.
PARTS = {1: (0, 6), 2: (6, 10), **{3 + n: (10 + 4 * n, 14 + 4 * n) for n in range(6)}}


class Event(NamedTuple):
    """One movement; energy in hundredths of a kWh."""

    when: datetime
    operator: bytes
    energy: int

    def packed(self) -> bytes:
        """As on the wire. This meter counts no reverse energy and no quadrants."""
        time = stamp(self.when)
        return time[::-1] + self.operator[::-1] + low_first(self.energy, 4) + bytes(4) + b"\xff" * 16


class Events:
    """Of one meter."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """`now`: the time on the meter's clock."""
        self._now = now
        self._operator = ITSELF
        self.energy: Callable[[], int] = lambda: 0  # what has run through, hundredths of a kWh
        self.counts = {TRIPS: 0, CLOSES: 0}
        self.latest: dict[int, list[Event]] = {TRIPS: [], CLOSES: []}

    @contextmanager
    def ordered_by(self, operator: bytes) -> Iterator[None]:
        """What moves meanwhile moves by this operator's order (4 bytes as printed)."""
        self._operator = operator
        try:
            yield
        finally:
            self._operator = ITSELF

    def note(self, closed: bool) -> None:
        """The contact has moved."""
        kind = CLOSES if closed else TRIPS
        self.counts[kind] += 1
        event = Event(self._now(), self._operator, self.energy())
        self.latest[kind] = [event, *self.latest[kind]][:KEPT]


def _record(kind: int, number: int, part: tuple[int, int], empty: bool) -> Callable[["Prepaid"], bytes]:
    def read(prepaid: "Prepaid") -> bytes:
        latest = prepaid.events.latest[kind]
        if empty:
            return b""
        whole = latest[number - 1].packed() if number <= len(latest) else bytes(LENGTH)
        return whole[slice(*part)]

    return read


@cache
def readings(empty: bool) -> Mapping[int, Callable[["Prepaid"], bytes]]:
    """Identifier -> value, one table for all meters.

    `empty`: a program that answers a record with nothing behind the identifier.
    """
    found: dict[int, Callable[[Prepaid], bytes]] = {}
    for kind in (TRIPS, CLOSES):
        found[kind | 1] = lambda prepaid, kind=kind: low_first(prepaid.events.counts[kind], 3)  # type: ignore[misc]
        for number in range(1, KEPT + 1):
            found[kind | 0xFF00 | number] = _record(kind, number, (0, LENGTH), empty)
            for di1, part in PARTS.items():
                found[kind | di1 << 8 | number] = _record(kind, number, part, empty)
    return found

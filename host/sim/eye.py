# eye.py - what a receiver module with its UART makes of light: edges become bursts, bursts become a byte
"""A bit whose middle half is filled with a 38 kHz carrier of about half duty is a 0, anything else is dark, a 1. A byte
with a wrong parity or stop bit is none."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from wattkey_host.sim.edges import Edges, Pattern

BIT_US = 1_000_000 / 1200
BITS = 11
CARRIER_HZ = 38_000
CARRIER_OFF = 0.05  # what the meter's receiver tolerates
DUTY = (0.35, 0.65)  # "about half" [assumed]
_PERIODS = 3  # fewer are no carrier
_TIME = itemgetter(0)


class Wave(NamedTuple):
    """A stretch of carrier."""

    hertz: float
    duty: float
    us: float  # from its first rise to the last


def is_carrier(frequency: float, duty: float) -> bool:
    """Whether a receiver module takes it for the carrier."""
    return abs(frequency - CARRIER_HZ) <= CARRIER_HZ * CARRIER_OFF and DUTY[0] <= duty <= DUTY[1]


def wave(edges: Sequence[tuple[float, bool]], since: float, until: float) -> Wave | None:
    """What the edges (microseconds, lit) between two moments are together; None for too few of them, or a break."""
    begin = bisect_left(edges, since, key=_TIME)
    edges = edges[begin : bisect_left(edges, until, begin, key=_TIME)]
    rises = [at for at, lit in edges if lit]
    if len(rises) < _PERIODS:
        return None
    falls = [at for at, lit in edges if not lit and rises[0] < at <= rises[-1]]
    if len(falls) != len(rises) - 1:
        return None
    us = rises[-1] - rises[0]
    period = us / len(falls)
    return Wave(1_000_000 / period, (sum(falls) - sum(rises[:-1])) / len(falls) / period, us)


def byte(edges: Sequence[tuple[float, bool]], start: float) -> int | None:
    """The byte that begins at that moment; None for none."""
    start_bit, *data, parity, stop = (_bit(edges, start + n * BIT_US) for n in range(BITS))
    if start_bit or not stop or sum(data) % 2 != parity:
        return None
    return sum(bit << n for n, bit in enumerate(data))


def byte_alone(edges: Edges) -> int | None:
    """The byte that these edges alone make, from their first light on; worked out once for a pattern."""
    return _known(edges.pattern, edges.begin, edges.end, edges.unit)


@lru_cache(4096)
def _known(pattern: Pattern, begin: int, end: int, unit: float) -> int | None:
    edges = list(Edges(pattern, begin, end, 0, 0.0, unit))
    return byte(edges, next(at for at, lit in edges if lit))


def _bit(edges: Sequence[tuple[float, bool]], start: float) -> int:
    """0 where the middle half of a bit is carrier from end to end."""
    first, last = start + BIT_US / 4, start + BIT_US * 3 / 4
    found = wave(edges, first, last)
    if found is None or not is_carrier(found.hertz, found.duty):
        return 1
    return 0 if (last - first) - found.us <= 2_000_000 / found.hertz else 1

# light.py - the infrared LED as another eye sees it: edges become bursts, bursts become bytes
"""For a driver that makes the carrier itself, edge by edge. What a receiver module with its UART does: a bit whose
middle half is filled with a 38 kHz carrier of about half duty is a 0, anything else is dark, a 1. The first light after
the dark of a stop bit is a start bit; a byte with a wrong parity or stop bit is none."""

from bisect import bisect_left
from collections.abc import Callable
from operator import itemgetter

from wattkey_host.sim.air import Air
from wattkey_host.sim.clock import VirtualClock

BIT_US = 1_000_000 / 1200
CARRIER_HZ = 38_000
CARRIER_OFF = 0.05  # what the meter's receiver tolerates
DUTY = (0.35, 0.65)  # "about half" [assumed]
_BITS = 11
_PERIODS = 3  # fewer are no carrier
_STOP = 10.5  # in the middle of the stop bit a receiver looks out for the next start bit


def is_carrier(frequency: float, duty: float) -> bool:
    """Whether a receiver module takes it for the carrier."""
    return abs(frequency - CARRIER_HZ) <= CARRIER_HZ * CARRIER_OFF and DUTY[0] <= duty <= DUTY[1]


class Light:
    """`changed` is told every change of the LED, up to a bit time after it happened.

    `edges` keeps those of the last two bytes, (microseconds, lit).
    """

    def __init__(self, clock: VirtualClock, air: Air) -> None:
        self._clock = clock
        self._air = air
        self.edges: list[tuple[float, bool]] = []
        self.begins: Callable[[], bool] = lambda: True  # asked when a byte begins: whether there is still power
        self._starts: list[float] = []  # of the bytes that are on their way

    def changed(self, edges: list[tuple[float, bool]]) -> None:
        """The LED has changed so, (microseconds, lit), in order and within one bit."""
        first = next((at for at, lit in edges if lit), None)
        if first is not None and (not self._starts or first >= self._starts[-1] + _STOP * BIT_US):
            if not self.begins():
                return
            self.edges = self.edges[self._place(self._starts[-1]) :] if self._starts else []
            self._starts.append(first)
            self._air.shining = True
            self._clock.after(first + _BITS * BIT_US - self._clock.now_us, self._byte)
        self.edges += edges

    def edge(self, at_us: float, lit: bool) -> None:
        """One change."""
        self.changed([(at_us, lit)])

    def _place(self, at_us: float) -> int:
        """Of the first edge from that moment on."""
        return bisect_left(self.edges, at_us, key=itemgetter(0))

    def out(self) -> None:
        """The light went out for good: what was on its way is no byte."""
        self._starts.clear()
        self._air.shining = False

    def _byte(self) -> None:
        if not self._starts:
            return
        start = self._starts.pop(0)
        self._air.shining = bool(self._starts)
        start_bit, *data, parity, stop = (self._bit(start + n * BIT_US) for n in range(_BITS))
        if not start_bit and stop and sum(data) % 2 == parity:
            self._air.shine(round(start), sum(bit << n for n, bit in enumerate(data)))

    def carrier(self, since: float = 0, until: float = float("inf")) -> tuple[float, float] | None:
        """(hertz, duty 0..1) of the light between two moments; None for no carrier at all, or one with breaks."""
        edges = self.edges[self._place(since) : self._place(until)]
        rises = [at for at, lit in edges if lit]
        if len(rises) < _PERIODS:
            return None
        falls = [at for at, lit in edges if not lit and rises[0] < at <= rises[-1]]
        if len(falls) != len(rises) - 1:
            return None
        period = (rises[-1] - rises[0]) / len(falls)
        return 1_000_000 / period, (sum(falls) - sum(rises[:-1])) / len(falls) / period

    def _bit(self, start: float) -> int:
        """0 where the middle half of a bit is carrier from end to end."""
        first, last = start + BIT_US / 4, start + BIT_US * 3 / 4
        found = self.carrier(first, last)
        rises = [at for at, lit in self.edges[self._place(first) : self._place(last)] if lit]
        if found is None or not is_carrier(*found):
            return 1
        return 0 if (last - first) - (rises[-1] - rises[0]) <= 2_000_000 / found[0] else 1

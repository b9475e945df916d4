# ledlight.py - the infrared LED as another eye sees it, for a driver that makes the carrier itself, edge by edge
"""The first light after the dark of a stop bit is a start bit; what byte it is the eye says (eye.py) a byte later."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from wattkey_host.sim.air import Air
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.edges import Edges
from wattkey_host.sim.eye import BIT_US, BITS, byte, byte_alone, wave

_STOP = 10.5  # in the middle of the stop bit a receiver looks out for the next start bit


class _Start(NamedTuple):
    """A byte that is on its way: its first light, and the edges among which that is."""

    us: float
    among: Sequence[tuple[float, bool]]
    first: bool  # whether it is the first light of those


class LedLight:
    """`changed` is told every change of the LED: of the begin of a byte up to a bit time after it happened, of the
    rest when `look` is called. `begins()` is asked when a byte begins: whether there is still power."""

    def __init__(self, clock: VirtualClock, air: Air, begins: Callable[[], bool] = lambda: True) -> None:
        self._clock = clock
        self._air = air
        self._begins = begins
        self.look: Callable[[], None] = lambda: None  # has the rest told, which somebody wants to know now
        self._other_leg = False  # high: the LED stays dark
        self._told: list[Sequence[tuple[float, bool]]] = []
        self._starts: list[_Start] = []

    @property
    def edges(self) -> list[tuple[float, bool]]:
        """The edges of the last two bytes, (microseconds, lit)."""
        return [edge for edges in self._told for edge in edges]

    def turn_leg(self, high: bool) -> None:
        """The LED's other leg changes its level, from now on."""
        self.look()
        self._other_leg = high

    def changed(self, edges: Sequence[tuple[float, bool]]) -> None:
        """The LED has changed so, (microseconds, lit), in order; at most one byte begins among these edges."""
        if self._other_leg:
            return
        since = self._starts[-1].us + _STOP * BIT_US if self._starts else 0.0
        if edges[-1][0] >= since:
            rises = [at for at, lit in edges if lit]
            first = next((at for at in rises if at >= since), None)
            if first is not None and not self._begin(_Start(first, edges, first == rises[0])):
                return
        last = self._told[-1] if self._told else None
        if not (isinstance(last, Edges) and last.goes_on_as(edges)):
            self._told.append(edges)

    def edge(self, at_us: float, lit: bool) -> None:
        """One change."""
        self.changed([(at_us, lit)])

    def out(self) -> None:
        """The light went out for good: what was on its way is no byte."""
        self._starts.clear()
        self._air.shining = False
        self.look = lambda: None

    def carrier(self, since: float = 0, until: float = float("inf")) -> tuple[float, float] | None:
        """(hertz, duty 0..1) of the light between two moments; None for no carrier at all, or one with breaks."""
        found = wave(self.edges, since, until)
        return found[:2] if found else None

    def _begin(self, start: _Start) -> bool:
        """A byte begins, if there is still power."""
        if not self._begins():
            return False
        self._told = [edges for edges in self._told if edges[-1][0] >= self._starts[-1].us] if self._starts else []
        self._starts.append(start)
        self._air.shining = True
        self._clock.after(start.us + BITS * BIT_US - self._clock.now_us, self._byte)
        return True

    def _byte(self) -> None:
        if not self._starts:
            return
        self.look()
        start = self._starts.pop(0)
        self._air.shining = bool(self._starts)
        value = self._value(start)
        if value is not None:
            self._air.shine(round(start.us), value)

    def _value(self, start: _Start) -> int | None:
        if start.first and isinstance(start.among, Edges) and self._told[-1] is start.among:
            return byte_alone(start.among)
        return byte(self.edges, start.us)

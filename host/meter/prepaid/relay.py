# relay.py - the load switch of the meter and everything that may open it or hold it open
"""One judgement in a fixed order decides; commands only set or clear its conditions [firmware SY].

1. waiting for the key: open     2. keep power: closed     3. remote trip command: open (after its delay)
4. arrears, or a warning: open   5. otherwise: closed

So a direct close (1C) ends the waiting and the trip command, but arrears go on holding the relay open.
Both firmwares that show it agree: the other one ignores 1C altogether while in arrears [3JIL].
"""

from collections.abc import Callable

from wattkey_host.meter.prepaid.personality import NAMELESS, Personality
from wattkey_host.sim.clock import VirtualClock

MINUTE_US = 60_000_000


class RelayOpen(RuntimeError):
    """Somebody wanted current through an open relay."""


class Relay:
    """The switch. `arrears` tells whether the account forbids current; `trip_delay_min` belongs to 1A."""

    def __init__(
        self,
        clock: VirtualClock,
        arrears: Callable[[], bool],
        trip_delay_min: int = 0,
        ways: Personality = NAMELESS,
    ) -> None:
        """Closed unless there are arrears from the start."""
        self._ways = ways
        self.closed = not arrears()
        self.trip_standing = False  # status word 3, bit 6
        self.keep_power = False  # status word 3, bit 12
        self.alarm = False  # 2A given and not yet taken back
        self.waiting = False  # for the customer's key: closing is allowed
        self._clock = clock
        self._arrears = arrears
        self._delay_us = trip_delay_min * MINUTE_US
        self._trip_due_us = 0
        self.moved: Callable[[bool], None] = lambda closed: None  # told whenever the contact has moved

    def judge(self) -> None:
        """Put the switch where the conditions want it; called after every change of one of them."""
        closed = self._wanted()
        if closed and not self.closed and self._ways.closes_late_s:
            self._clock.after(self._ways.closes_late_s * 1_000_000, self._move)
        else:
            self._set(closed)

    def _wanted(self) -> bool:
        if self.waiting:
            return False
        if self.keep_power:
            return True
        if self.trip_standing and self._clock.now_us >= self._trip_due_us:
            return False
        return not self._arrears()

    def _move(self) -> None:
        """The contact has taken its time."""
        self._set(self._wanted())

    def _set(self, closed: bool) -> None:
        moved, self.closed = closed != self.closed, closed
        if moved:
            self.moved(closed)

    def trip(self) -> bool:
        """1A: trip, after the delay unless the relay is open already. False: refused under keep power."""
        if self.keep_power:
            return False
        delay = self._delay_us if self.closed else 0
        if not self.trip_standing:
            self._trip_due_us = self._clock.now_us + delay
            self._clock.after(delay, self.judge)
        self.trip_standing = True
        self.waiting = False
        self.judge()
        return True

    def allow(self) -> None:
        """1B: ends a standing trip command, and only then lets the customer's key close; else nothing."""
        if self.keep_power or not self.trip_standing or self._ways.allow_ignored:
            return
        was_open = not self.closed
        self._clear()
        self.waiting = was_open and not self._arrears()
        self.judge()

    def close(self) -> None:
        """1C: what an allow and the key would do together; arrears still hold the relay open."""
        self._clear()
        self.judge()

    def keep(self) -> None:
        """3A: keep power; ends a trip command; an open relay closes on the key."""
        self._clear()
        self.keep_power = True
        self.waiting = not self.closed
        self.judge()

    def release(self) -> None:
        """3B: back to the ordinary conditions; arrears trip now."""
        if self.keep_power and self._arrears():
            self.waiting = False
        self.keep_power = False
        self.judge()

    def bought(self) -> None:
        """A recharge over a remote channel: after an arrears trip it arms closing, the key does the rest."""
        if self.closed or self.trip_standing:
            self.waiting = False
        elif not self._arrears():
            self.waiting = True
        self.judge()

    def press_key(self) -> None:
        """The meter's own key: closes if that is allowed."""
        self.waiting = False
        self.judge()

    def _clear(self) -> None:
        self.trip_standing = False
        self.waiting = False

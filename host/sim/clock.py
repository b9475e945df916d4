# clock.py - virtual time: one queue of things to happen, moved on by whoever waits
"""Everything simulated hangs on one `VirtualClock`. Nothing sleeps; a run is the same every time."""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

NEVER = 1 << 62  # microseconds; a moment that does not come
BYTE_US = 11 * 1_000_000 / 1200  # one byte at 1200 8E1 (start, 8 data, parity, stop), microseconds


class VirtualClock:
    """Microseconds since the world began, and what is due when."""

    def __init__(self, start: datetime = datetime(2026, 11, 20, 9, 0, 0)) -> None:
        self.start = start
        self.now_us = 0
        self.due_us = NEVER  # when the next thing is to happen
        self.stop_us = 0  # when whoever lets a program run wants to be asked
        self.free_us = 0  # before that, nobody but the program has anything to do: the earlier of the two
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._order = itertools.count()

    @property
    def pending(self) -> bool:
        """Whether anything is still to happen by itself."""
        return bool(self._due)

    def date(self) -> datetime:
        """The time of day in the world."""
        return self.start + timedelta(microseconds=self.now_us)

    def after(self, us: float, action: Callable[[], None]) -> None:
        """Call `action` when `us` microseconds have passed; equal times keep their order."""
        at = self.now_us + max(0, round(us))
        heapq.heappush(self._due, (at, next(self._order), action))
        if at < self.due_us:
            self.due_us = at
            self.free_us = min(at, self.stop_us)

    def stop_at(self, us: int) -> None:
        """Have a program ask at that moment before it goes on."""
        self.stop_us = us
        self.free_us = min(self.due_us, us)

    def cancel(self, action: Callable[[], None]) -> None:
        """`action` will not be called any more; no effect where it is not due."""
        self._due = [due for due in self._due if due[2] is not action]
        heapq.heapify(self._due)
        self.due_us = self._due[0][0] if self._due else NEVER
        self.stop_at(self.stop_us)

    def next_us(self) -> int | None:
        """When the next thing is due; None if nothing is."""
        return self._due[0][0] if self._due else None

    def step(self, end_us: int) -> None:
        """Go on to the next thing that is due, at most to `end_us`, and let it happen."""
        if self.due_us <= end_us and self._due:
            at, _, action = heapq.heappop(self._due)
            self.due_us = self._due[0][0] if self._due else NEVER
            self.free_us = min(self.due_us, self.stop_us)
            self.now_us = max(self.now_us, at)
            action()
        elif end_us > self.now_us:
            self.now_us = end_us

    def advance(self, us: float) -> None:
        """Let time pass; what falls due happens on the way, at its own moment."""
        end = self.now_us + max(0, round(us))
        while self._due and self._due[0][0] <= end:
            self.step(end)
        self.now_us = max(self.now_us, end)

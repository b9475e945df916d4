# meterclock.py - the clock in the meter, which may be ahead of the world's or behind it
"""Virtual time: it moves as the world's does."""

from datetime import datetime, timedelta

from wattkey_host.sim.clock import VirtualClock


class MeterClock:
    """Date and time as the meter has them."""

    def __init__(self, clock: VirtualClock, ahead_s: float = 0) -> None:
        """`ahead_s`: by how much it is ahead of the world's clock, seconds."""
        self._clock = clock
        self._ahead = timedelta(seconds=ahead_s)

    def now(self) -> datetime:
        """The time on it."""
        return self._clock.date() + self._ahead

    def set(self, when: datetime) -> None:
        """Set it."""
        self._ahead = when - self._clock.date()

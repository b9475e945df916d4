# clock.py - the core's clock in virtual time: nobody waits, time passes when a fake or the test moves it on

from wattkey.ports import Clock
from wattkey_host.sim.clock import VirtualClock


class FakeClock(Clock):
    """The port over a simulator's clock (a new one, or `world`), so that cores and simulated parts share one time."""

    def __init__(self, world=None):
        self.world = world or VirtualClock()

    @property
    def now(self):
        """Milliseconds since it began; unlike the ticks it does not wrap."""
        return self.world.now_us // 1000

    def skip(self, ms):
        """So much time passes; what is due in it happens."""
        self.world.advance(ms * 1000)

    def ticks_ms(self):
        return self.now & 0x1FFFFFFF

    async def sleep_ms(self, n):
        self.skip(n)

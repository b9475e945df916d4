# instant.py - the device's clock where nobody waits
"""For parts of the device that run without its loop."""

from wattkey.ports import Clock


class Instant(Clock):
    """Milliseconds since the beginning, in `now`. It stands still until somebody waits; then it is later at once."""

    now = 0

    def ticks_ms(self) -> int:
        """Milliseconds, wrapping at 2^29."""
        return self.now & 0x1FFFFFFF

    async def sleep_ms(self, n: int) -> None:
        """Time passes, and nothing else."""
        self.now += n

# head.py - the seller's infrared head and its USB port in the simulated world, and the time of a program behind them
"""Links for programs that run outside the board, on its virtual clock: whoever waits here lets the world go on."""

from collections.abc import Callable, Coroutine
from typing import Any

from wattkey.ports import Clock, Link
from wattkey_host.sim.clock import BYTE_US
from wattkey_host.sim.world import World

_STEP_US = 1000  # how often a waiting program looks; a PC's own delay is not less


class WorldClock(Clock):
    """The world's time for a program outside the board."""

    def __init__(self, world: World) -> None:
        self._world = world

    def ticks_ms(self) -> int:
        """Milliseconds since the world began."""
        return self._world.clock.now_us // 1000 & 0x1FFFFFFF

    async def sleep_ms(self, n: int) -> None:
        """Let the world go on."""
        self._world.run_for(n / 1000)


class _OutsideLink(Link):
    """What came is in `came`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.came = bytearray()
        self._since_us: int | None = None  # when the program began to wait

    async def receive(self, limit_ms: int) -> bytes:
        """What came, waiting up to `limit_ms` for it. The world goes on to the first look behind its arrival at once:
        what a program does that looks and finds nothing would cost more than the board itself."""
        machine, clock = self._world.machine, self._world.clock
        self._since_us = clock.now_us
        end = clock.now_us + limit_ms * 1000
        try:
            while not self.came and clock.now_us < end:
                machine.run(min(end, clock.now_us + machine.ahead_us))
        finally:
            self._since_us = None
        data = bytes(self.came)
        self.came.clear()
        return data

    def _has_come(self) -> None:
        """Something is in `came`: a program that waits sees it at its next look."""
        if self._since_us is not None:
            now = self._world.clock.now_us
            self._world.machine.stop_by(now + (self._since_us - now) % _STEP_US)


class Head(_OutsideLink):
    """An infrared head at a PC. It stands where a meter stands: aim the device at it (world.air.aim)."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.speak: Callable[[bytes], None] = lambda data: None  # the air puts its own functions here
        self.fall_silent: Callable[[], None] = lambda: None

    def hear(self, byte: int) -> None:
        """One byte of light has arrived."""
        self.came.append(byte)
        self._has_come()

    async def send(self, data: bytes | bytearray) -> None:
        """Send at 1200 baud; returns with the last stop bit. What came meanwhile is not kept."""
        self.speak(bytes(data))
        self._world.machine.run(self._world.clock.now_us + round(len(data) * BYTE_US))
        self.came.clear()


class Lamp:
    """The light of a head for whoever sends faster than light: no more is taken than is soon on its way."""

    AHEAD = 64  # bytes

    def __init__(self, world: World, head: Head) -> None:
        self._world, self._head = world, head
        self._dark_us = 0.0  # when the last byte is out

    def take(self, data: bytes) -> None:
        """Send these bytes behind those that are still on their way."""
        self._dark_us = max(self._dark_us, self._world.clock.now_us) + len(data) * BYTE_US
        self._head.speak(data)

    def room(self) -> int:
        """How many bytes may be given now."""
        waiting = max(0.0, self._dark_us - self._world.clock.now_us) / BYTE_US
        return self.AHEAD - round(waiting)


class Port(_OutsideLink):
    """The host's end of usb_cdc.data: as fast as USB."""

    baud = 0
    preamble = 0

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.came = world.cable.to_host
        world.cable.written = self._has_come

    async def send(self, data: bytes | bytearray) -> None:
        """Into the device's buffer at once. What came before is no answer, as in host/line.py."""
        self.came.clear()
        self._world.cable.to_device += data


def straight(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine whose waits are all the world's own; returns what it returned."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("it waits for something outside the world")

# clock_board.py - the board's millisecond counter and the loop's sleep
"""The only clock of the device; it has no time of day."""

import asyncio
import gc
import time
from asyncio import core  # type: ignore[attr-defined]  # the board's asyncio has it

import microcontroller
import supervisor

from wattkey.ports import Clock


class _Rest(core.IOQueue):
    """What the loop does while nothing is due: the library asks the clock over and over, time.sleep halts the
    processor until an interrupt, which a battery feels. Streams, if a part awaits any, are polled as before.

    It comes here at every turn, so this is also where the watchdog is fed: whatever holds up the loop lets it bite."""

    dog = microcontroller.watchdog

    def wait_io_event(self, dt: int) -> None:
        """For `dt` milliseconds; the loop looks at the clock again after it."""
        if self.dog:
            self.dog.feed()
        if self.map:
            super().wait_io_event(dt)
        else:
            time.sleep(dt / 1000)


class BoardClock(Clock):
    """supervisor.ticks_ms starts 65 s before its wrap on purpose; only differences count."""

    def __init__(self) -> None:
        core._io_queue = _Rest()
        self._light: "list[object]" = []  # those that doze

    ticks_ms = staticmethod(supervisor.ticks_ms)
    sleep_ms = staticmethod(asyncio.sleep_ms)  # type: ignore[attr-defined]  # the board's asyncio has it

    async def doze_ms(self, n: int) -> None:
        task = core.cur_task
        self._light.append(task)
        try:
            await self.sleep_ms(n)
        finally:
            self._light.remove(task)

    def stir(self) -> None:
        for task in self._light:
            core._task_queue.remove(task)
            core._task_queue.push(task)

    async def tidy(self) -> None:
        await self.sleep_ms(0)
        gc.collect()  # 14 ms, a turn of its own
        await self.sleep_ms(0)

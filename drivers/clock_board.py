# clock_board.py - the board's millisecond counter and the loop's sleep
"""The only clock of the device; it has no time of day."""

import asyncio

import supervisor

from wattkey.ports import Clock


class BoardClock(Clock):
    """supervisor.ticks_ms starts 65 s before its wrap on purpose; only differences count."""

    def ticks_ms(self) -> int:
        return supervisor.ticks_ms()

    async def sleep_ms(self, n: int) -> None:
        await asyncio.sleep_ms(n)  # type: ignore[attr-defined]  # the board's asyncio has it

# wirelock.py - one pair of wires, and two who want it: whoever asks from above goes before our own next question
"""A pass over silent meters takes minutes. So it lets go of the wires behind each of its questions, and a question from
above waits for one answer, or one timeout, at the most."""

from micropython import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Coroutine

    from wattkey.ports import Clock, Link

_STEP_MS = const(10)


class WireLock:
    """Who has the wires."""

    def __init__(self, clock: "Clock") -> None:
        self._clock = clock
        self._above = False  # a question from above has the wires, or waits for them
        self._own = False  # one of ours is on them

    async def for_above(self) -> None:
        """Take the wires as soon as our own question has its answer."""
        self._above = True
        while self._own:
            await self._clock.sleep_ms(_STEP_MS)

    def done_above(self) -> None:
        """Let them go."""
        self._above = False

    async def for_own(self) -> None:
        """Take the wires when nobody above wants them."""
        while self._above:
            await self._clock.sleep_ms(_STEP_MS)
        self._own = True

    def done_own(self) -> None:
        """Let them go."""
        self._own = False

    async def own(self, link: "Link", work: "Coroutine[Any, Any, Any]") -> "Any":
        """What a question of ours, `work`, brings, in its turn. Speed and FE bytes are those of when this is called,
        whoever asks before."""
        baud, preamble = link.baud, link.preamble
        try:
            await self.for_own()
            try:
                link.tune(baud)
                link.preamble = preamble
                return await work
            finally:
                self.done_own()
        finally:
            work.close()  # where its turn has never come

# asker.py - the asking side for a line on which both languages are spoken
"""Asks meters of DL/T 645 and of DL/T 698.45. Each question has one language; what comes in the other is passed over,
as all else that is no answer to it. Loaded only where meters of 698.45 may hang."""

from micropython import const

from wattkey.dlt645 import asker
from wattkey.dlt645.frame import Frame
from wattkey.dlt698 import get
from wattkey.dlt698.both import Scanner
from wattkey.dlt698.link import ASK, CLIENT, KIND, Frame698, encode
from wattkey.ports import Clock, Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

_PAUSE_MS = const(100)  # granted behind another's frame
_FRAME = const(11)  # bytes of an answer besides address and APDU


class Asker(asker.Asker):
    """Asks over a link, in both languages."""

    def __init__(self, link: Link, clock: Clock) -> None:
        super().__init__(link, clock)
        self._scanner = Scanner()
        self._kind: type = Frame  # of the frames that count now
        self._number = 0  # of the last question of 698.45

    async def exchange(self, question: Frame, head: bytes, tail: bytes = b"") -> Frame:
        """As the asker of 645 alone."""
        self._kind = Frame
        return await super().exchange(question, head, tail)

    async def get(self, address: bytes, oad: int, flags: int = 0) -> bytes:
        """What stands behind the 01 of the answer to a GET of one attribute. `flags`: WILDCARD for an address with A in
        it. Raises NoAnswer, get.Denied."""
        self._number = self._number + 1 & 0x3F
        question = get.question(oad, self._number)
        return await self.say(address, question, lambda apdu: get.answer(question, apdu), flags)

    async def say(
        self, address: bytes, apdu: bytes, fits: "Callable[[bytes], Any]", flags: int = 0, client: int = CLIENT
    ) -> "Any":
        """Send an APDU, as that client; what `fits` makes of the first answer of that meter of which it makes something
        but None. Raises NoAnswer, and what `fits` raises."""
        self._kind = Frame698
        link, clock = self._link, self._clock
        self._scanner.clear()
        await link.send(encode(Frame698(address, ASK, apdu, client, flags), link.preamble))
        start = clock.ticks_ms()
        patience = wait = self.hurry_ms or link.patience_ms
        while True:
            answer = await self._next(start, wait)
            wait = max(_PAUSE_MS, patience - clock.since(start))
            if answer.is_answer() and answer.client == client and (flags & KIND or answer.address == address):
                made = fits(answer.data)
                if made is not None:
                    self._began(start, len(answer.data) + len(answer.address) + _FRAME)
                    return made

    async def _next(self, start: int, wait: int) -> "Any":
        while True:
            frame = await super()._next(start, wait)
            if isinstance(frame, self._kind):
                return frame
            wait = _PAUSE_MS

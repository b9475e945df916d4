# asker.py - one question, the one right answer
"""The asking side of DL/T 645. Whatever else comes in - the own echo, another meter's answer, a late
answer to an earlier question, noise - is passed over. What there is to be asked: master.py."""

from micropython import const

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey.dlt645.values import BROADCAST, addressed
from wattkey.errors import TryAgain
from wattkey.ports import Clock, Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PAUSE_MS = const(100)  # granted behind another's frame, whatever the hour: ours may follow on its heels
_FRAME = const(12)  # bytes of an answer besides DATA
_BYTE = const(11_000)  # milliseconds at 1 baud
_CABLE = const(1 << 20)  # where a link has no baud rate, bytes take no time to speak of
_MOST = const(51_000)  # bytes of a value
_BABBLE_MS = const(3000)  # beyond the link's patience: the longest answer, 216 bytes, takes two seconds


def on_the_line(size: int, baud: int) -> int:
    """Milliseconds that so many bytes take."""
    return size * _BYTE // (baud or _CABLE)


class NoAnswer(TryAgain):
    """The meter was silent, or nothing that came was its answer; `came`: something did."""

    def __init__(self, came: bool = False) -> None:
        super().__init__("T41")
        self.came = came


class Refused(TryAgain):
    """The meter answered with an error; `reason` is its error byte or word (SERR) as a number, `data` as it came."""

    def __init__(self, reason: int, data: bytes = b"") -> None:
        super().__init__("T42", "%04X" % reason)
        self.reason = reason
        self.data = data


class Asker:
    """Asks over a link."""

    def __init__(self, link: Link, clock: Clock) -> None:
        self._link = link
        self._clock = clock
        self._scanner = Scanner()
        self.hurry_ms = 0  # waits only so long for an answer to begin; 0: as long as the link has patience
        self.delay_ms = 0  # after which the last right answer began, or up to four FE bytes earlier

    async def ask(self, question: Frame, same: int) -> bytes:
        """Send `question`, return DATA of its answer behind the first `same` bytes, which must equal the question's."""
        return (await self.exchange(question, question.data[:same])).data[same:]

    async def value(self, question: Frame, tries: int = 1, most: int = _MOST) -> bytes:
        """What stands behind the identifier that is the question's DATA, whole: however many pieces it comes in.

        `tries`: of each piece, where they are numbered; those of 1997 are not, and to ask twice would skip one. Raises
        NoAnswer (a piece is missing), Refused, ValueError (more than `most` bytes, or a piece with nothing in it).
        """
        answer = await self.again(question, question.data, b"", tries)
        if answer.control & codes.FOLLOWS:
            from wattkey.dlt645.follow import whole  # hardly any meter needs it, and code is what fills the memory

            return await whole(self, question, answer, tries, most)
        return answer.data[len(question.data) :]

    async def again(self, question: Frame, head: bytes, tail: bytes, tries: int) -> Frame:
        """`exchange`, up to so many times."""
        while True:
            try:
                return await self.exchange(question, head, tail)
            except NoAnswer:
                tries -= 1
                if tries < 1:
                    raise

    async def exchange(self, question: Frame, head: bytes, tail: bytes = b"") -> Frame:
        """The answer to `question` whose DATA begins and ends so. Raises NoAnswer, Refused."""
        self._scanner.clear()
        await self._link.send(encode(question, self._link.preamble))
        start = self._clock.ticks_ms()
        patience = wait = self.hurry_ms or self._link.patience_ms
        while True:
            answer = await self._next(start, wait)
            # what another says does not put off the moment by which ours has to begin
            wait = max(_PAUSE_MS, patience - self._clock.since(start))
            if not _answers(answer, question):
                continue
            if answer.is_error():
                raise Refused(int.from_bytes(answer.data, "little"), answer.data)
            data = answer.data
            if data[: len(head)] == head and (not tail or len(data) > 4 and data[-1:] == tail):
                self._began(start, len(data) + _FRAME)
                return answer

    def _began(self, start: int, size: int) -> None:
        """A right answer of so many bytes is whole now; the question had gone out at `start`."""
        self.delay_ms = max(0, self._clock.since(start) - on_the_line(size, self._link.baud))

    async def _next(self, start: int, wait: int) -> "Any":
        """The next frame on the line. Raises NoAnswer after `wait` ms without its first byte or a silence in it, or
        when the line has not fallen silent long after `start`, when the question had gone out."""
        patience = self._link.patience_ms
        came = False
        while self._clock.since(start) < patience + _BABBLE_MS:
            frame = self._scanner.next()
            if frame:
                return frame
            data = await self._link.receive(wait)
            wait = patience
            if data:
                came = True
                self._scanner.feed(data)
                continue
            frame = self._scanner.next(idle=True)
            if frame:
                return frame
            break
        raise NoAnswer(came)


def _answers(answer: Frame, question: Frame) -> bool:
    to = question.address
    return (
        answer.is_answer()
        and (answer.address == to or addressed(to, answer.address) or to == BROADCAST)
        and not (answer.control ^ question.control) & codes.FUNCTION
    )

# downlink.py - questions that came from above, put to the meters of a box
"""A question goes down as it came and its answer up as it came, refusals and follow-on pieces too. One that is lost or
damaged is asked for again while somebody above still waits."""

from micropython import const

from wattkey import remembered
from wattkey.box import READ, SILENT, UNREAD, UNSURE, WAKE, Entry
from wattkey.dlt645.asker import Asker, NoAnswer, Refused
from wattkey.dlt645.frame import Frame, encode
from wattkey.ports import Clock, Link

_READ_1997 = const(0x01)
_MORE_1997 = const(0x02)  # has no number: asked twice it skips a piece
_READ = const(0x11)
_MORE = const(0x12)
_REFUSED = const(0xC0)
_TRIES = const(5)  # where there is time for so many; a part that failed answers at once, for ever
_FOLLOWS = const(0x20)
# identifier and sequence number in a question's DATA, which its answer begins and ends with
_NAMES = {_READ_1997: 2, _MORE_1997: 2, 0x03: 2, _READ: 4, _MORE: 4}


class Downlink:
    """Asks over `link`, whose own patience it shortens to `patience_ms` until it is closed."""

    def __init__(self, asker: Asker, link: Link, clock: Clock, patience_ms: int) -> None:
        self._asker = asker
        self._link = link
        self._clock = clock
        self._patience_ms = patience_ms
        self._before = (link.baud, link.preamble, link.patience_ms)  # as they were, and will be again
        link.patience_ms = min(link.patience_ms, patience_ms)

    def close(self) -> None:
        """Leave the link as it was."""
        baud, self._link.preamble, self._link.patience_ms = self._before
        self._link.tune(baud)

    async def tell(self, entries: "list[Entry]", frame: Frame) -> None:
        """Say something to all meters, at every speed that they have; nobody answers."""
        self._link.preamble = WAKE
        for baud in sorted({entry.baud or self._before[0] for entry in entries}):
            if self._link.tune(baud):
                await self._link.send(encode(frame, WAKE))

    async def ask(self, entry: Entry, question: Frame) -> "Frame | None":
        """The meter's answer, or None if it has none in time. What it tells of its registers is kept in `entry`."""
        self._link.tune(entry.baud or self._before[0])
        self._link.preamble = entry.preamble
        start = self._clock.ticks_ms()
        before = None
        for _ in range(1 if question.control == _MORE_1997 else _TRIES):
            began = self._clock.ticks_ms()
            answer = await self._once(Frame(entry.address, question.control, question.data))
            if answer and (answer.is_error() or answer.data == before or not self._doubtful(question)):
                _learn(entry, question.control, answer)
                return answer
            before = answer.data if answer else before
            another = self._clock.since(began)  # a try more takes as long as this one
            if self._clock.since(start) + another > self._patience_ms:
                break
        entry.state = UNSURE if before else SILENT
        return None

    async def _once(self, question: Frame) -> "Frame | None":
        size = _NAMES.get(question.control, 0)
        tail = question.data[size:] if question.control == _MORE else b""
        try:
            return await self._asker.exchange(question, question.data[:size], tail)
        except Refused as refusal:
            return Frame(question.address, question.control | _REFUSED, refusal.data)
        except NoAnswer:
            return None

    def _doubtful(self, question: Frame) -> bool:
        """Whether an answer counts only when it comes twice in a row: energy, over a link that lets wrong parity bits
        pass. We send every byte on with a right one, so above us nobody could tell any more."""
        name = question.data
        if self._link.checks_parity:
            return False
        if question.control == _READ:
            return name[3:4] == b"\0"
        return question.control == _READ_1997 and len(name) == 2 and name[1] >> 4 == 9


def _learn(entry: Entry, control: int, answer: Frame) -> None:
    entry.state = READ if entry.values else UNREAD
    if not answer.control & (_REFUSED & 0x40 | _FOLLOWS) and remembered.learn(entry, control, answer.data):
        entry.state = READ

# downlink.py - questions that came from above are put to the meters of a box
"""A question goes down as it came and its answer up as it came, refusals and follow-on pieces too. One that is lost or
damaged is asked for again while somebody above still waits. What an answer tells of the meter is kept (held.py)."""

from micropython import const

from wattkey.box.boxmeter import READ, SILENT, UNREAD, UNSURE, WAKE, BoxMeter
from wattkey.box.told import block, differs
from wattkey.dlt645 import codes
from wattkey.dlt645.asker import Asker, NoAnswer, Refused
from wattkey.dlt645.frame import Frame, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.box.held import Held
    from wattkey.box.wirelock import WireLock
    from wattkey.ports import Clock, Link

_TRIES = const(5)  # where there is time for so many; a part that failed answers at once, for ever
# identifier and sequence number in a question's DATA, which its answer begins and ends with
_NAMES = {codes.READ_1997: 2, codes.MORE_1997: 2, codes.REPEAT_1997: 2, codes.READ: 4, codes.MORE: 4}


class Downlink:
    """Asks over `link`, whose own patience it shortens to `patience_ms` until it is closed."""

    def __init__(self, asker: Asker, lock: "WireLock", link: "Link", clock: "Clock", patience_ms: int) -> None:
        self._asker = asker
        self._lock = lock
        self._link = link
        self._clock = clock
        self._patience_ms = patience_ms
        self._before = (link.baud, link.preamble, link.patience_ms)  # as they were, and will be again
        link.patience_ms = min(link.patience_ms, patience_ms)

    def close(self) -> None:
        """Leave the link as it was."""
        baud, self._link.preamble, self._link.patience_ms = self._before
        self._link.tune(baud)

    async def tell(self, held: "Held", frame: Frame) -> None:
        """Say something to all meters, at every speed that they have; nobody answers."""
        await self._lock.for_above()
        try:
            self._link.preamble = WAKE
            for baud in sorted({held.meter(place).baud or self._before[0] for place in held.places()}):
                if self._link.tune(baud):
                    await self._link.send(encode(frame, WAKE))
        finally:
            self._lock.done_above()

    async def ask(self, held: "Held", place: int, question: Frame) -> "Frame | None":
        """The answer of the meter there, or None if it has none in time."""
        start = self._clock.ticks_ms()
        await self._lock.for_above()
        try:
            meter = held.meter(place)
            answer = await self._asked(meter, Frame(meter.address, question.control, question.data), start)
            _learn(held, place, meter, question, answer)
        finally:
            self._lock.done_above()
        return answer

    async def _asked(self, meter: BoxMeter, question: Frame, start: int) -> "Frame | None":
        """Ask until the answer counts, and as long as whoever asked since `start` waits."""
        self._link.tune(meter.baud or self._before[0])
        self._link.preamble = meter.preamble
        if question.control == codes.MORE_1997:
            return await self._unnumbered(meter, question)
        before = None
        for _ in range(_TRIES):
            began = self._clock.ticks_ms()
            answer = await self._once(question)
            if answer and (answer.is_error() or answer.data == before or not self._doubtful(meter, question, answer)):
                return answer
            before = answer.data if answer else before
            another = self._clock.since(began)  # a try more takes as long as this one
            if self._clock.since(start) + another > self._patience_ms:
                break
        meter.state = UNSURE if before else SILENT
        return None

    async def _unnumbered(self, meter: BoxMeter, question: Frame) -> "Frame | None":
        """A piece of 1997: to ask for it again would skip one, but the meter can be asked to repeat it."""
        answer = await self._once(question)
        if not answer or answer.is_error() or not self._doubtful(meter, question, answer):
            return answer
        again = await self._once(Frame(question.address, codes.REPEAT_1997, question.data))
        return answer if again and again.data == answer.data else None

    async def _once(self, question: Frame) -> "Frame | None":
        size = _NAMES.get(question.control, 0)
        tail = question.data[size:] if question.control == codes.MORE else b""
        try:
            return await self._asker.exchange(question, question.data[:size], tail)
        except Refused as refusal:
            return Frame(question.address, question.control | codes.REFUSAL, refusal.data)
        except NoAnswer:
            return None

    def _doubtful(self, meter: BoxMeter, question: Frame, answer: Frame) -> bool:
        """Whether an answer counts only when it comes twice in a row: registers that are another meter's; and energy,
        over a link that lets wrong parity bits pass. We send every byte on with a right one, so above us nobody could
        tell any more."""
        name = question.data
        if self._link.checks_parity:
            return meter.is_another(*block(answer)) if block(answer)[0] else False
        if question.control in (codes.READ, codes.MORE):
            return name[3:4] == b"\0"
        return len(name) == 2 and name[1] >> 4 == 9


def _learn(held: "Held", place: int, meter: BoxMeter, question: Frame, answer: "Frame | None") -> None:
    """What an answer tells of the meter: it is there; and its registers, if it is the whole block of them. What is
    newer than the registers that are held makes them outdated; behind a silence another meter may hang."""
    outdated = answer is not None and differs(meter, question, answer)
    standard, values = block(answer) if answer else (0, ())
    if standard:
        meter.take(standard, values)
    if answer:
        meter.state = READ if meter.values else UNREAD
    held.keep(place, meter, bool(standard))
    if outdated and not standard:
        held.outdated(place)
    elif not answer:
        held.suspect(place)

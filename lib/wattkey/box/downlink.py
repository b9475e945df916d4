# downlink.py - questions that came from above: put to the meters of a box, or answered with what was read last
"""A question goes down as it came and its answer up as it came, refusals and follow-on pieces too. One that is lost or
damaged is asked for again while somebody above still waits.

What a meter has said last answers 901F and 9010 to 9014 of DL/T 645-1997, 0001FF00 and 0001xx00 of 2007, as the meter
would say it.
"""

from micropython import const

from wattkey.box.boxmeter import READ, SILENT, STANDARDS, UNREAD, UNSURE, WAKE, BoxMeter, energy
from wattkey.dlt645 import codes
from wattkey.dlt645.asker import Asker, NoAnswer, Refused
from wattkey.dlt645.frame import Frame, encode
from wattkey.dlt645.registers import NAMED
from wattkey.dlt645.slave import Refusal
from wattkey.dlt645.values import flip
from wattkey.ports import Clock, Link

_TRIES = const(5)  # where there is time for so many; a part that failed answers at once, for ever
# identifier and sequence number in a question's DATA, which its answer begins and ends with
_NAMES = {codes.READ_1997: 2, codes.MORE_1997: 2, codes.REPEAT_1997: 2, codes.READ: 4, codes.MORE: 4}


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

    async def tell(self, meters: "list[BoxMeter]", frame: Frame) -> None:
        """Say something to all meters, at every speed that they have; nobody answers."""
        self._link.preamble = WAKE
        for baud in sorted({meter.baud or self._before[0] for meter in meters}):
            if self._link.tune(baud):
                await self._link.send(encode(frame, WAKE))

    async def poll(self, meter: BoxMeter) -> bool:
        """Ask for all its registers; whether it has answered."""
        for standard in (meter.standard,) if meter.standard else STANDARDS:
            if await self.ask(meter, Frame(meter.address, *codes.question(standard, codes.ENERGY[standard]))):
                return True
        return False

    async def ask(self, meter: BoxMeter, question: Frame) -> "Frame | None":
        """The meter's answer, or None if it has none in time. What it tells of its registers is kept in `meter`."""
        self._link.tune(meter.baud or self._before[0])
        self._link.preamble = meter.preamble
        start = self._clock.ticks_ms()
        before = None
        # to ask for a piece of 1997 again would skip one
        for _ in range(1 if question.control == codes.MORE_1997 else _TRIES):
            began = self._clock.ticks_ms()
            answer = await self._once(Frame(meter.address, question.control, question.data))
            if answer and (answer.is_error() or answer.data == before or not self._doubtful(question)):
                _learn(meter, answer)
                return answer
            before = answer.data if answer else before
            another = self._clock.since(began)  # a try more takes as long as this one
            if self._clock.since(start) + another > self._patience_ms:
                break
        meter.state = UNSURE if before else SILENT
        return None

    async def _once(self, question: Frame) -> "Frame | None":
        size = _NAMES.get(question.control, 0)
        tail = question.data[size:] if question.control == codes.MORE else b""
        try:
            return await self._asker.exchange(question, question.data[:size], tail)
        except Refused as refusal:
            return Frame(question.address, question.control | codes.REFUSAL, refusal.data)
        except NoAnswer:
            return None

    def _doubtful(self, question: Frame) -> bool:
        """Whether an answer counts only when it comes twice in a row: energy, over a link that lets wrong parity bits
        pass. We send every byte on with a right one, so above us nobody could tell any more."""
        name = question.data
        if self._link.checks_parity:
            return False
        if question.control == codes.READ:
            return name[3:4] == b"\0"
        return question.control == codes.READ_1997 and len(name) == 2 and name[1] >> 4 == 9


def _learn(meter: BoxMeter, answer: Frame) -> None:
    """What an answer tells of the meter: it is there; and its registers, if it is the whole block of them."""
    for standard in STANDARDS:
        control, name = codes.question(standard, codes.ENERGY[standard])
        if answer.control == control | codes.ANSWER and answer.data[: len(name)] == name:
            try:
                meter.values = energy(standard, answer.data[len(name) :])
                meter.standard = standard
            except ValueError:
                break
    meter.state = READ if meter.values else UNREAD


def said_last(meter: BoxMeter, control: int, data: bytes) -> "bytes | None":
    """DATA of the answer to a question, from what was read last; None if that does not hold it.

    Raises Refusal for a register that the meter does not have.
    """
    if not meter.values:
        return None
    if control == codes.READ_1997 and len(data) == 2 and data[1] == 0x90 and data[0] >> 4 == 1:
        return data + _chosen(meter, data[0] & 15, 15, NAMED)
    if control == codes.READ and len(data) == 4 and data[:1] + data[2:] == b"\x00\x01\x00":
        return data + _chosen(meter, data[1], 255, meter.names)
    return None


def _chosen(meter: BoxMeter, number: int, block: int, order: "tuple[str, ...]") -> bytes:
    """One register by its place in `order`, or all of them."""
    if number == block:
        return b"".join([decimal(value, 4) for value in meter.values])
    if number >= len(order) or order[number] not in meter.names:
        raise Refusal(codes.NO_SUCH_DATA)
    return decimal(meter.values[meter.names.index(order[number])], 4)


def decimal(value: "int | None", length: int) -> bytes:
    """`value` as `length` BCD bytes, low byte first; FF for None. What is too large for them stays at their most."""
    if value is None:
        return b"\xff" * length
    return flip(bytes.fromhex(("%%0%dd" % (2 * length)) % min(value, 100**length - 1)))

# gateway.py - whoever asks from above is answered: in a meter's name, in its own, or not at all
"""The gateway answers for itself and for each meter of its list, in the meter's own edition. Reads are put to the
meter, or answered with what it said last; the time that is broadcast goes down to all (doors.py: what may pass).

How old the registers of an answer are tells an identifier of our own, asked under the meter's own address: 0F574B10,
in 1997 F710 (docs/protocol.md).
"""

from wattkey.box.boxmeter import SILENT
from wattkey.box.doors import READS, own_number, permit
from wattkey.box.downlink import Downlink
from wattkey.box.held import NEVER, Held
from wattkey.box.packed import count, state
from wattkey.box.told import decimal, said_last
from wattkey.dlt645 import codes, ids
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.slave import ErrorAnswer, Slave
from wattkey.dlt645.values import BROADCAST, addressed, flip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from wattkey.box.timing import Timing

_ADDRESS = (ids.ADDRESS.to_bytes(4, "little"), ids.ADDRESS_1997.to_bytes(2, "little"))


class Gateway:
    """`address`: its own, 6 bytes as printed, b"" for none. `from_last`: what the last pass holds is not asked for.
    `timing(held, downlink)` makes what says which time may pass, when the first one comes; None: none may."""

    def __init__(
        self,
        address: bytes,
        held: Held,
        downlink: Downlink,
        from_last: bool,
        timing: "Callable[[Held, Downlink], Timing] | None" = None,
    ) -> None:
        self._make_timing = timing
        self._timing: "Timing | None" = None
        self._address = address
        self._own = Slave(address, self._myself)
        self._held = held
        self._downlink = downlink
        self._from_last = from_last
        self.asked = 0
        self.answered = 0

    async def answer(self, question: Frame) -> "Frame | None":
        """Act upon a question that came down the line; the frame to send, or None for silence."""
        if question.control > codes.FUNCTION:  # another one's answer
            return None
        if question.address == BROADCAST:
            if question.control == codes.SET_TIME and self._make_timing:
                self._timing = self._timing or self._make_timing(self._held, self._downlink)
                if await self._timing.may_pass(question.data):
                    self.asked += 1
                    await self._downlink.tell(self._held, question)
            return None
        place = 0
        if not self._address or not addressed(question.address, self._address):
            place = self._held.meant(question.address)
            if not place:
                return None
        self.asked += 1
        answer = await self._of_meter(place, question) if place else self._own.reply(question)
        self.answered += answer is not None
        return answer

    async def _of_meter(self, place: int, question: Frame) -> "Frame | None":
        """In a meter's name."""
        control, data, held = question.control, question.data, self._held
        meter = held.meter(place)
        try:
            # an edition that was learned is given up after a silence: another meter may hang there
            permit(control, data, 0 if meter.state == SILENT else meter.standard)
            told = None
            if own_number(control, data) == codes.AGE:
                told = data + _age(*held.age(place))
            elif self._from_last and held.tellable(place):
                told = said_last(meter, control, data)
            if told is None:
                answer = await self._downlink.ask(held, place, question)
                if answer:
                    return answer
                if held.tellable(place):
                    told = said_last(held.meter(place), control, data)
        except ErrorAnswer as refusal:
            if refusal.reason == codes.NO_SUCH_DATA and READS[control] != meter.standard:
                held.suspect(place)  # whoever asks in another edition may know of one that was exchanged
            return Frame(meter.address, control | codes.REFUSAL, refusal.reason)
        return None if told is None else Frame(meter.address, control | codes.ANSWER, told)

    def _myself(self, control: int, data: bytes, to: bytes) -> bytes:
        """DATA of the answer to a question for the gateway itself. Raises ErrorAnswer."""
        permit(control, data, 0)
        if control == codes.FIND and not data or data in _ADDRESS:
            return data + flip(self._address)
        number = own_number(control, data)
        if number == codes.AGE:
            return data + _age(*self._held.oldest())
        if number == codes.COUNTS:
            return data + self._counts()
        if number == codes.LIST:
            return data + b"".join([flip(packed[:6]) for packed in self._packed()])
        raise ErrorAnswer(codes.NO_SUCH_DATA)

    def _counts(self) -> bytes:
        """Meters, of which with registers, of which silent when asked last; questions and answers of the uplink."""
        packed = self._packed()
        known = len([1 for one in packed if count(one)])
        silent = len([1 for one in packed if state(one) == SILENT])
        meters = decimal(len(packed), 1) + decimal(known, 1) + decimal(silent, 1)
        return meters + decimal(self.asked, 4) + decimal(self.answered, 4)

    def _packed(self) -> "list[bytes]":
        """Every meter."""
        return [self._held.polling.packed(place) for place in self._held.places()]


def _age(source: int, seconds: int, pass_number: int) -> bytes:
    """DATA of an age: source 1, seconds 4 BCD (FF where there is none), number of the pass 4 BCD; low byte first."""
    return bytes([source]) + decimal(None if source == NEVER else seconds, 4) + decimal(pass_number, 4)

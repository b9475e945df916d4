# gateway.py - which questions of an uplink are answered, by whom, and which never reach a meter
"""The gateway answers for itself and for each meter of its list, in the meter's own edition. Reads are put to the
meter, or answered with what it said last; the time that is broadcast goes down to all. Nothing else gets through:
whoever reaches the power line reaches this door, and no stranger shall trip a relay or touch money.

How old the registers of an answer are tells an identifier of our own, asked under the meter's own address: 0F574B10,
in 1997 F710 (docs/protocol.md).
"""

from wattkey.box.boxmeter import SILENT, BoxMeter
from wattkey.box.downlink import Downlink, decimal, said_last
from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.slave import Refusal, Slave
from wattkey.dlt645.values import BROADCAST, addressed, flip
from wattkey.ports import Clock

NEVER = 0  # where an age comes from: the meter was never read
EXACT = 1  # it was read since the gateway began
AT_LEAST = 2  # it was read before that: at least so long ago

_READS = {
    codes.READ_1997: 1997,
    codes.MORE_1997: 1997,
    codes.REPEAT_1997: 1997,
    codes.READ: 2007,
    codes.MORE: 2007,
    codes.FIND: 2007,
}
_ADDRESS = (b"\x01\x04\x00\x04", b"\x34\xc0")  # 04000401, and C034 of 1997, on the wire


class Gateway:
    """`address`: its own, 6 bytes as printed, b"" for none. `from_last`: what the last pass holds is not asked for."""

    def __init__(
        self, address: bytes, meters: "list[BoxMeter]", downlink: Downlink, clock: Clock, from_last: bool
    ) -> None:
        self._address = address
        self._own = Slave(address, self._myself)
        self._meters = meters
        self._downlink = downlink
        self._clock = clock
        self._from_last = from_last
        self._moment = clock.ticks_ms()
        self._seconds = 0  # since the gateway began; ticks wrap after six days
        self._read: "dict[bytes, int]" = {}  # address -> which of those seconds its registers are of
        self._polled: "dict[bytes, int]" = {}  # address -> which of them it was asked in last by `refresh`
        self.asked = 0
        self.answered = 0

    def tick(self) -> None:
        """Time has passed; to be told at least once a day."""
        past = self._clock.since(self._moment) // 1000
        self._seconds += past
        self._moment = (self._moment + 1000 * past) & 0x1FFFFFFF

    async def answer(self, question: Frame) -> "Frame | None":
        """Act upon a question that came down the line; the frame to send, or None for silence."""
        if question.control > codes.FUNCTION:  # another one's answer
            return None
        if question.address == BROADCAST:
            if question.control == codes.SET_TIME and len(question.data) == 6:
                self.asked += 1
                await self._downlink.tell(self._meters, question)
            return None
        meter = None
        if not self._address or not addressed(question.address, self._address):
            meter = self._meter(question.address)
            if not meter:
                return None
        self.asked += 1
        answer = await self._of_meter(meter, question) if meter else self._own.reply(question)
        self.answered += answer is not None
        return answer

    def _meter(self, to: bytes) -> "BoxMeter | None":
        """The meter that is meant; with AA in the address only where it can be no other."""
        meant = [meter for meter in self._meters if addressed(to, meter.address)]
        return meant[0] if len(meant) == 1 else None

    async def refresh(self, seconds: int) -> None:
        """Poll one meter for which that is due; none, where all readings are younger or were just tried."""
        self.tick()
        for meter in self._meters:
            last = max(self._polled.get(meter.address, -seconds), self._read.get(meter.address, -seconds))
            if self._seconds - last >= seconds:
                self._polled[meter.address] = self._seconds
                before = meter.values
                await self._downlink.poll(meter)
                self._note(meter, before)
                return

    # in a meter's name

    async def _of_meter(self, meter: BoxMeter, question: Frame) -> "Frame | None":
        control, data = question.control, question.data
        try:
            _permit(control, data, meter.standard)
            told = None
            if _own_number(control, data) == codes.AGE:
                told = data + self._age([meter])
            elif self._from_last:
                told = said_last(meter, control, data)
            if told is None:
                before = meter.values
                answer = await self._downlink.ask(meter, question)
                self._note(meter, before)
                if answer:
                    return answer
                told = said_last(meter, control, data)
        except Refusal as refusal:
            return Frame(meter.address, control | codes.REFUSAL, refusal.reason)
        return None if told is None else Frame(meter.address, control | codes.ANSWER, told)

    def _note(self, meter: BoxMeter, before: tuple) -> None:
        """When its registers are of, if they are not those from `before`."""
        if meter.values is not before:
            self.tick()
            self._read[meter.address] = self._seconds

    def _age(self, meters: "list[BoxMeter]") -> bytes:
        """DATA of the age of the oldest reading of these: source 1, seconds 4 BCD (FF where there is none), number of
        the pass 4 BCD; low byte first."""
        self.tick()
        source, seconds, pass_number = EXACT, 0, 0
        for meter in meters:
            if not meter.values:
                return bytes([NEVER]) + decimal(None, 4) + decimal(0, 4)
            read = self._read.get(meter.address)
            if read is None:
                source = AT_LEAST
            seconds = max(seconds, self._seconds - (read or 0))
            pass_number = meter.pass_number
        return bytes([source]) + decimal(seconds, 4) + decimal(pass_number, 4)

    # in its own

    def _myself(self, control: int, data: bytes, to: bytes) -> bytes:
        """DATA of the answer to a question for the gateway itself. Raises Refusal."""
        _permit(control, data, 0)
        if control == codes.FIND and not data or data in _ADDRESS:
            return data + flip(self._address)
        number = _own_number(control, data)
        if number == codes.AGE:
            return data + self._age(self._meters)
        if number == codes.COUNTS:
            return data + self._counts()
        if number == codes.LIST:
            return data + b"".join([flip(meter.address) for meter in self._meters])
        raise Refusal(codes.NO_SUCH_DATA)

    def _counts(self) -> bytes:
        """Meters, of which with registers, of which silent when asked last; questions and answers of the uplink."""
        known = [meter for meter in self._meters if meter.values]
        silent = [meter for meter in self._meters if meter.state == SILENT]
        meters = decimal(len(self._meters), 1) + decimal(len(known), 1) + decimal(len(silent), 1)
        return meters + decimal(self.asked, 4) + decimal(self.answered, 4)


def _permit(control: int, data: bytes, standard: int) -> None:
    """Raises Refusal for what is no read, and for a read in another edition than the meter's (0: not known)."""
    if control == codes.SECURITY and len(data) > 2:
        raise Refusal(codes.SERR_EXPIRED.to_bytes(2, "little"))  # nobody here has proved who he is
    if control not in _READS:
        raise Refusal(codes.NOT_AUTHORISED)
    if standard not in (0, _READS[control]):
        raise Refusal(codes.NO_SUCH_DATA)


def _own_number(control: int, data: bytes) -> int:
    """DI0 of an identifier of our own; -1 if the question is for none."""
    if control == codes.READ and len(data) == 4 and data[1:] == codes.OURS:
        return data[0]
    if control == codes.READ_1997 and len(data) == 2 and data[1:] == codes.OURS_1997:
        return data[0]
    return -1

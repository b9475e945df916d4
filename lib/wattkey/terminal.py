# terminal.py - which questions of an uplink are answered, by whom, and which never reach a meter
"""The terminal answers for itself and for each meter of its list, in the meter's own edition. Reads are put to the
meter, or answered with what it said last; the time that is broadcast goes down to all. Nothing else gets through:
whoever reaches the power line reaches this door, and no stranger shall trip a relay or touch money."""

from micropython import const

from wattkey import remembered
from wattkey.box import SILENT, STANDARDS, Entry
from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.slave import Refusal, Slave
from wattkey.dlt645.values import BROADCAST, addressed, flip
from wattkey.downlink import Downlink
from wattkey.ports import Clock
from wattkey.remembered import decimal, own_number

AGE = const(0x10)  # DI0 of our own identifiers: of a meter's registers, or of the oldest of all
COUNTS = const(0x11)
LIST = const(0x12)

_TIME = const(0x08)
_FIND = const(0x13)
_SECURITY = const(0x03)  # in the 1997 edition "once more", which is shorter
_ANSWER = const(0x80)
_REFUSED = const(0xC0)
_READS = {0x01: 1997, 0x02: 1997, _SECURITY: 1997, 0x11: 2007, 0x12: 2007, _FIND: 2007}
_ADDRESS = (b"\x01\x04\x00\x04", b"\x34\xc0")  # 04000401, and C034 of 1997, on the wire
_FORBIDDEN = b"\x04"  # error byte of both editions: not authorised


class Terminal:
    """`address`: its own, 6 bytes as printed, b"" for none. `from_last`: what the last pass holds is not asked for."""

    def __init__(
        self, address: bytes, entries: "list[Entry]", downlink: Downlink, clock: Clock, from_last: bool
    ) -> None:
        self._address = address
        self._own = Slave(address, self._myself)
        self._entries = entries
        self._downlink = downlink
        self._clock = clock
        self._from_last = from_last
        self._moment = clock.ticks_ms()
        self._seconds = 0  # since the terminal began; ticks wrap after six days
        self._read: "dict[bytes, int]" = {}  # address -> which of those seconds its registers are of
        self._tried: "dict[bytes, int]" = {}  # the same of the last refresh
        self.asked = 0
        self.answered = 0

    def tick(self) -> None:
        """Time has passed; to be told at least once a day."""
        past = self._clock.since(self._moment) // 1000
        self._seconds += past
        self._moment = (self._moment + 1000 * past) & 0x1FFFFFFF

    async def answer(self, question: Frame) -> "Frame | None":
        """Act upon a question that came down the line; the frame to send, or None for silence."""
        if question.control >= 0x20:  # another one's answer
            return None
        if question.address == BROADCAST:
            if question.control == _TIME and len(question.data) == 6:
                self.asked += 1
                await self._downlink.tell(self._entries, question)
            return None
        entry = None
        if not self._address or not addressed(question.address, self._address):
            entry = self._meter(question.address)
            if not entry:
                return None
        self.asked += 1
        answer = await self._of_meter(entry, question) if entry else self._own.reply(question)
        self.answered += answer is not None
        return answer

    def _meter(self, to: bytes) -> "Entry | None":
        """The meter that is meant; with AA in the address only where it can be no other."""
        meant = [entry for entry in self._entries if addressed(to, entry.address)]
        return meant[0] if len(meant) == 1 else None

    async def refresh(self, seconds: int) -> None:
        """Read the registers of one meter for which that is due; of none, where all are younger or were just tried."""
        self.tick()
        for entry in self._entries:
            last = max(self._tried.get(entry.address, -seconds), self._read.get(entry.address, -seconds))
            if self._seconds - last >= seconds:
                self._tried[entry.address] = self._seconds
                for standard in (entry.standard,) if entry.standard else STANDARDS:
                    control, name = remembered.question(standard)
                    if await self._asked(entry, Frame(entry.address, control, name)):
                        break
                return

    # in a meter's name

    async def _of_meter(self, entry: Entry, question: Frame) -> "Frame | None":
        control, data = question.control, question.data
        try:
            _permit(control, data, entry.standard)
            told = None
            if own_number(control, data) == AGE:
                told = data + self._age([entry])
            elif self._from_last:
                told = remembered.answer(entry, control, data)
            if told is None:
                answer = await self._asked(entry, question)
                if answer:
                    return answer
                told = remembered.answer(entry, control, data)
        except Refusal as refusal:
            return Frame(entry.address, control | _REFUSED, refusal.reason)
        return None if told is None else Frame(entry.address, control | _ANSWER, told)

    async def _asked(self, entry: Entry, question: Frame) -> "Frame | None":
        before = entry.values
        answer = await self._downlink.ask(entry, question)
        if answer and entry.values is not before:
            self.tick()
            self._read[entry.address] = self._seconds
            entry.standard = _READS[question.control]
        return answer

    def _age(self, entries: "list[Entry]") -> bytes:
        """Of the oldest reading of these."""
        self.tick()
        source, seconds, turn = remembered.EXACT, 0, 0
        for entry in entries:
            read = self._read.get(entry.address)
            if not entry.values:
                return remembered.age(remembered.NEVER, None, 0)
            if read is None:
                source = remembered.AT_LEAST
            seconds = max(seconds, self._seconds - (read or 0))
            turn = entry.turn
        return remembered.age(source, seconds, turn)

    # in its own

    def _myself(self, control: int, data: bytes, to: bytes) -> bytes:
        """DATA of the answer to a question for the terminal itself. Raises Refusal."""
        _permit(control, data, 0)
        if control == _FIND and not data or data in _ADDRESS:
            return data + flip(self._address)
        number = own_number(control, data)
        if number == AGE:
            return data + self._age(self._entries)
        if number == COUNTS:
            return data + self._counts()
        if number == LIST:
            return data + b"".join([flip(entry.address) for entry in self._entries])
        raise Refusal(remembered.NO_SUCH_DATA)

    def _counts(self) -> bytes:
        """Meters, of which with registers, of which silent when asked last; questions and answers of the uplink."""
        known = [entry for entry in self._entries if entry.values]
        silent = [entry for entry in self._entries if entry.state == SILENT]
        meters = decimal(len(self._entries), 1) + decimal(len(known), 1) + decimal(len(silent), 1)
        return meters + decimal(self.asked, 4) + decimal(self.answered, 4)


def _permit(control: int, data: bytes, standard: int) -> None:
    """Raises Refusal for what is no read, and for a read in another edition than the meter's (0: not known)."""
    if control == _SECURITY and len(data) > 2:
        raise Refusal(codes.SERR_EXPIRED.to_bytes(2, "little"))  # nobody here has proved who he is
    if control not in _READS:
        raise Refusal(_FORBIDDEN)
    if standard not in (0, _READS[control]):
        raise Refusal(remembered.NO_SUCH_DATA)

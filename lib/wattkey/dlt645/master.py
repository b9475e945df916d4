# master.py - one question, the one right answer
"""The asking side of DL/T 645. Whatever else comes in - the own echo, another meter's answer, a late
answer to an earlier question, noise - is passed over."""

from micropython import const

from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey.dlt645.values import ANYONE, BROADCAST, addressed, flip
from wattkey.errors import TryAgain
from wattkey.ports import Clock, Link

SECURITY = const(0x03)
READ = const(0x11)
_READ_1997 = const(0x01)  # of both, the next code asks for what follows
_FIND = const(0x13)
CONTROL = const(0x1C)
_OPERATOR = bytes(4)
_FUNCTION = const(0x1F)
_MORE = const(0x20)
_PIECES = const(255)  # SEQ is one byte
_PAUSE_MS = const(100)  # granted behind another's frame, whatever the hour: ours may follow on its heels
_BABBLE_MS = const(3000)  # beyond the link's patience: the longest answer, 216 bytes, takes two seconds


class NoAnswer(TryAgain):
    """The meter was silent, or nothing that came was its answer."""

    def __init__(self) -> None:
        super().__init__("T41")


class Refused(TryAgain):
    """The meter answered with an error; `reason` is its error byte or word (SERR) as a number, `data` as it came."""

    def __init__(self, reason: int, data: bytes = b"") -> None:
        super().__init__("T42", "%04X" % reason)
        self.reason = reason
        self.data = data


class Master:
    """Asks meters over a link."""

    def __init__(self, link: Link, clock: Clock) -> None:
        self._link = link
        self._clock = clock
        self._scanner = Scanner()

    async def read(self, address: bytes, di: int, length: int = 0) -> bytes:
        """Value of a data identifier (2007), wire order. Asked twice if need be.

        Raises NoAnswer, Refused, and ValueError if the value has not `length` bytes (0: any).
        """
        return await self._value(address, READ, di.to_bytes(4, "little"), length)

    async def read_1997(self, address: bytes, di: int, length: int = 0) -> bytes:
        """The same for a meter of the 1997 edition; `di` is DI1 DI0."""
        name = di.to_bytes(2, "little")
        try:
            return await self._value(address, _READ_1997, name, length)
        except NoAnswer:  # its follow-on questions have no number: only a new start cannot skip a piece
            return await self._value(address, _READ_1997, name, length)

    async def find(self) -> bytes:
        """The address of the only meter in reach (2007), as printed. Raises NoAnswer, Refused, ValueError."""
        answer = await self._twice(Frame(ANYONE, _FIND), b"")
        return flip(_of_length(answer.data, 6))

    async def _value(self, address: bytes, control: int, name: bytes, length: int) -> bytes:
        """A value, however many pieces it comes in."""
        again = self._twice if control == READ else self.exchange
        answer = await again(Frame(address, control, name), name)
        value = answer.data[len(name) :]
        for sequence in range(1, _PIECES + 1):
            if not answer.control & _MORE:
                return _of_length(value, length)
            tail = bytes([sequence]) if control == READ else b""
            answer = await again(Frame(address, control + 1, name + tail), name, tail)
            value += answer.data[len(name) : len(answer.data) - len(tail)]
        raise ValueError("more than %d pieces" % _PIECES)

    async def _twice(self, question: Frame, head: bytes, tail: bytes = b"") -> Frame:
        try:
            return await self.exchange(question, head, tail)
        except NoAnswer:
            return await self.exchange(question, head, tail)

    async def security(self, address: bytes, di: int, *fields: bytes) -> bytes:
        """One security command; `fields` most significant byte first, the answer in wire order.

        Asked once: what a lost answer means differs from command to command. Raises NoAnswer, Refused.
        """
        data = di.to_bytes(4, "little") + _OPERATOR
        for field in fields:
            data += flip(field)
        return await self.ask(Frame(address, SECURITY, data), 4)

    async def control(self, address: bytes, secret: bytes) -> None:
        """Relay control 1CH with PA=98: `secret` is cipher and MAC, 20 bytes, reversed as one.

        P2=01 asks for a result word, so that a wrong MAC can be told (bit 1 of Refused.reason).
        Raises NoAnswer, Refused.
        """
        await self.ask(Frame(address, CONTROL, b"\x98\0\0\1" + _OPERATOR + flip(secret)), 0)

    async def ask(self, question: Frame, same: int) -> bytes:
        """Send `question`, return DATA of its answer behind the first `same` bytes, which must equal the question's."""
        return (await self.exchange(question, question.data[:same])).data[same:]

    async def exchange(self, question: Frame, head: bytes, tail: bytes = b"") -> Frame:
        """The answer to `question` whose DATA begins and ends so. Raises NoAnswer, Refused."""
        self._scanner.clear()
        await self._link.send(encode(question, self._link.preamble))
        start = self._clock.ticks_ms()
        wait = self._link.patience_ms
        while True:
            answer = await self._next(start, wait)
            # what another says does not put off the moment by which ours has to begin
            wait = max(_PAUSE_MS, self._link.patience_ms - self._clock.since(start))
            if not _answers(answer, question):
                continue
            if answer.is_error():
                raise Refused(int.from_bytes(answer.data, "little"), answer.data)
            data = answer.data
            if data[: len(head)] == head and (not tail or len(data) > 4 and data[-1:] == tail):
                return answer

    async def _next(self, start: int, wait: int) -> Frame:
        """The next frame on the line. Raises NoAnswer after `wait` ms without its first byte or a silence in it, or
        when the line has not fallen silent long after `start`, when the question had gone out."""
        patience = self._link.patience_ms
        while self._clock.since(start) < patience + _BABBLE_MS:
            frame = self._scanner.next()
            if frame:
                return frame
            data = await self._link.receive(wait)
            wait = patience
            if data:
                self._scanner.feed(data)
                continue
            frame = self._scanner.next(idle=True)
            if frame:
                return frame
            break
        raise NoAnswer()


def _answers(answer: Frame, question: Frame) -> bool:
    to = question.address
    return (
        answer.is_answer()
        and (answer.address == to or addressed(to, answer.address) or to == BROADCAST)
        and answer.control & _FUNCTION == question.control & _FUNCTION
    )


def _of_length(value: bytes, length: int) -> bytes:
    """`value`, if it has `length` bytes (0: any). Raises ValueError."""
    if length and len(value) != length:
        raise ValueError(f"{len(value)} bytes instead of {length}")
    return value

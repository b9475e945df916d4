# master.py - what a meter is asked for, and told: reads, security commands, relay control
"""Reads are asked twice if need be and put together from their pieces; whatever may change a meter is said once, and
always behind FE bytes. In front of the rest they may be left out, where the meter is known to hear us without."""

from micropython import const

from wattkey.dlt645 import codes, ids
from wattkey.dlt645.asker import Asker, NoAnswer
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.values import flip

_OPERATOR = bytes(4)
_DEAF_MS = const(150)  # a meter hears nothing for 100 ms behind a bad byte: a question anew comes later than that

# What is known of the meter and FE bytes (`bare`).
TRIED = const(1)  # the next read goes out without
HEARS = const(2)  # it has answered without
_DOUBT = const(3)  # it was silent without: the question that is asked again decides
NEEDS = const(4)  # it was silent without, and answered the question behind four of them


class Master(Asker):
    """Asks meters."""

    bare = 0  # nothing is known, nothing is tried

    async def exchange(self, question: Frame, head: bytes, tail: bytes = b"") -> Frame:
        """As every asker does it; what changes nothing goes without FE bytes where that is tried, or known to do.
        What is tried is given up soon: an answer begins about when the last one did."""
        bare = self.bare in (TRIED, HEARS) and _only_asks(question)
        usual, hurry = self._link.preamble, self.hurry_ms
        if bare:
            self._link.preamble = 0
            if self.bare == TRIED:
                self.hurry_ms = 2 * self.delay_ms + _DEAF_MS
        try:
            answer = await super().exchange(question, head, tail)
        except NoAnswer:
            self.bare = _DOUBT if bare else 0  # silent to both: it is not there, and that says nothing of FE bytes
            raise
        finally:
            if bare:
                self._link.preamble, self.hurry_ms = usual, hurry
        if bare:
            self.bare = HEARS
        elif self.bare == _DOUBT:
            self.bare = NEEDS
        return answer

    async def read(self, address: bytes, di: int, length: int = 0) -> bytes:
        """Value of a data identifier (2007), wire order. Asked twice if need be.

        Raises NoAnswer, Refused, and ValueError if the value has not `length` bytes (0: any).
        """
        return await self._value(address, codes.READ, di.to_bytes(4, "little"), length)

    async def read_1997(self, address: bytes, di: int, length: int = 0) -> bytes:
        """Value of a data identifier (DI1 DI0) of a 1997 meter, wire order. Asked twice if need be.

        Raises NoAnswer, Refused, and ValueError if the value has not `length` bytes (0: any).
        """
        name = di.to_bytes(2, "little")
        try:
            return await self._value(address, codes.READ_1997, name, length)
        except NoAnswer:  # its follow-on questions have no number: only a new start cannot skip a piece
            return await self._value(address, codes.READ_1997, name, length)

    async def _value(self, address: bytes, control: int, name: bytes, length: int) -> bytes:
        return _of_length(await self.value(Frame(address, control, name), 2 if control == codes.READ else 1), length)

    async def security(self, address: bytes, di: int, *fields: bytes) -> bytes:
        """One security command; `fields` most significant byte first, the answer in wire order.

        Asked once: what a lost answer means differs from command to command. What only asks, and went out without FE
        bytes, is asked again behind them. Raises NoAnswer, Refused.
        """
        data = di.to_bytes(4, "little") + _OPERATOR
        for field in fields:
            data += flip(field)
        question = Frame(address, codes.SECURITY, data)
        tries = 2 if self.bare == HEARS and _only_asks(question) else 1
        return (await self.again(question, data[:4], b"", tries)).data[4:]

    async def control(self, address: bytes, secret: bytes) -> None:
        """Relay control 1CH with PA=98: `secret` is cipher and MAC, 20 bytes, reversed as one.

        P2=01 asks for a result word, so that a wrong MAC can be told (bit 1 of Refused.reason).
        Raises NoAnswer, Refused.
        """
        await self.ask(Frame(address, codes.RELAY, b"\x98\0\0\1" + _OPERATOR + flip(secret)), 0)


def _only_asks(question: Frame) -> bool:
    """Whether it changes nothing in the meter, its rights and randoms included: a reading, the status, the run file."""
    if question.control == codes.SECURITY:
        return int.from_bytes(question.data[:4], "little") in (ids.STATUS, ids.READ_BACK)
    return question.control == codes.READ


def _of_length(value: bytes, length: int) -> bytes:
    """`value`, if it has `length` bytes (0: any). Raises ValueError."""
    if length and len(value) != length:
        raise ValueError(f"{len(value)} bytes instead of {length}")
    return value

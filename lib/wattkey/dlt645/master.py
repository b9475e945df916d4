# master.py - what a meter is asked for, and told: reads, security commands, relay control
"""Reads are asked twice if need be and put together from their pieces; whatever may change a meter is said once."""

from wattkey.dlt645 import codes
from wattkey.dlt645.asker import Asker, NoAnswer, Refused  # noqa: F401 both are known from here
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.values import flip

_OPERATOR = bytes(4)


class Master(Asker):
    """Asks meters."""

    async def read(self, address: bytes, di: int, length: int = 0) -> bytes:
        """Value of a data identifier (2007), wire order. Asked twice if need be.

        Raises NoAnswer, Refused, and ValueError if the value has not `length` bytes (0: any).
        """
        return await self._value(address, codes.question(2007, di), length)

    async def read_1997(self, address: bytes, di: int, length: int = 0) -> bytes:
        """Value of a data identifier (DI1 DI0) of a 1997 meter, wire order. Asked twice if need be.

        Raises NoAnswer, Refused, and ValueError if the value has not `length` bytes (0: any).
        """
        question = codes.question(1997, di)
        try:
            return await self._value(address, question, length)
        except NoAnswer:  # its follow-on questions have no number: only a new start cannot skip a piece
            return await self._value(address, question, length)

    async def _value(self, address: bytes, question: "tuple[int, bytes]", length: int) -> bytes:
        control, name = question
        return _of_length(await self.value(Frame(address, control, name), 2 if control == codes.READ else 1), length)

    async def security(self, address: bytes, di: int, *fields: bytes) -> bytes:
        """One security command; `fields` most significant byte first, the answer in wire order.

        Asked once: what a lost answer means differs from command to command. Raises NoAnswer, Refused.
        """
        data = di.to_bytes(4, "little") + _OPERATOR
        for field in fields:
            data += flip(field)
        return await self.ask(Frame(address, codes.SECURITY, data), 4)

    async def control(self, address: bytes, secret: bytes) -> None:
        """Relay control 1CH with PA=98: `secret` is cipher and MAC, 20 bytes, reversed as one.

        P2=01 asks for a result word, so that a wrong MAC can be told (bit 1 of Refused.reason).
        Raises NoAnswer, Refused.
        """
        await self.ask(Frame(address, codes.RELAY, b"\x98\0\0\1" + _OPERATOR + flip(secret)), 0)


def _of_length(value: bytes, length: int) -> bytes:
    """`value`, if it has `length` bytes (0: any). Raises ValueError."""
    if length and len(value) != length:
        raise ValueError(f"{len(value)} bytes instead of {length}")
    return value

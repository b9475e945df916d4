# greeting.py - what a device says it is before anything is proved, and whether its chip then says so too
"""The processor greets; the chip proves. Only what both say is who is there: a processor may greet with another chip's
serial, and whoever knows a factory key may greet as blank and prove himself as somebody's card."""

from typing import NamedTuple

from wattkey.dlt645.values import fields
from wattkey.info import Info
from wattkey.questions import VERSION
from wattkey_host.vend.wording import Phrase, phrase, refusal

_LENGTH = 26  # bytes of the answer: version 1, issued 1, serial 8, card 8, random 8


class Greeting(NamedTuple):
    """The answer to "who are you"; nothing in it is proved."""

    issued: bool
    serial: str  # 16 hex digits
    card: str  # 16 digits
    random: bytes  # the chip's, 8 bytes

    @property
    def address(self) -> bytes:
        """Of the device on the wire, 6 bytes."""
        return bytes.fromhex(self.card if self.issued else self.serial)[2:]

    def check(self, info: Info) -> None:
        """Raises VendError where the chip has proved itself to be another one."""
        if (info.issued, info.serial.hex(), info.card.hex()) != self[:3]:
            proved = _called(info.issued, info.serial.hex(), info.card.hex())
            raise refusal("device.lies", said=_called(*self[:3]), proved=proved)


def greeting(answer: bytes) -> Greeting:
    """The answer to "who are you", low byte first, taken apart. Raises VendError for another version of it."""
    if len(answer) != _LENGTH or answer[0] != VERSION:
        raise refusal("device.other_version")
    _, issued, serial, card, random = fields(answer, 1, 1, 8, 8, 8)
    return Greeting(issued == b"\1", serial.hex(), card.hex(), random)


def _called(issued: bool, serial: str, card: str) -> Phrase:
    return phrase("who.said_card", serial=serial, card=card) if issued else phrase("who.said_blank", serial=serial)

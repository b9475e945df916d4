# fault.py - what goes wrong at the meter, on demand
"""A list of these on a meter makes its next answers go wrong; each is used up and leaves the list.

`silent` is a question that the meter never understood, `refuse` one that it will not carry out: nothing
happens inside. In all other kinds the meter has done what it was asked, money included, and only the answer suffers.
"""

from collections.abc import Callable
from dataclasses import dataclass

from wattkey.dlt645.frame import Frame
from wattkey.dlt645.master import SECURITY

SILENT, REFUSE, DROP, DELAY = "silent", "refuse", "drop", "delay"
CORRUPT, GARBLE, CUT, FOREIGN, STUNTED = "corrupt", "garble", "cut", "foreign", "stunted"
KINDS = (SILENT, REFUSE, DROP, DELAY, CORRUPT, GARBLE, CUT, FOREIGN, STUNTED)


@dataclass
class Fault:
    """`control` and `di` say which question it waits for (None: any); it strikes `times` times."""

    kind: str
    control: int | None = None
    di: int | None = None
    times: int = 1
    delay_ms: int = 0  # on top of the usual answer delay
    serr: int = 1  # the error word of a refusal

    def __post_init__(self) -> None:
        """Raises ValueError for an unknown kind."""
        if self.kind not in KINDS:
            raise ValueError(f"a fault is one of {KINDS}, not {self.kind!r}")

    def fits(self, control: int, di: int | None) -> bool:
        """Whether it strikes at this question."""
        return self.control in (None, control) and self.di in (None, di)


def strike(faults: list[Fault], control: int, di: int | None) -> Fault | None:
    """The first fault that fits, taken off the list when it is used up."""
    for fault in faults:
        if fault.fits(control, di):
            fault.times -= 1
            if fault.times <= 0:
                faults.remove(fault)
            return fault
    return None


def refused(question: Frame, serr: int) -> Frame:
    """A refusal: an error word to a security command, else its low byte."""
    data = serr.to_bytes(2, "little") if question.control == SECURITY else bytes([serr & 0xFF])
    return Frame(question.address, question.control | 0xC0, data)


def stunted(answer: Frame) -> Frame:
    """The same answer, right in form, without the last byte of its value."""
    return Frame(answer.address, answer.control, answer.data[:-1] if len(answer.data) > 4 else answer.data)


def spoilt(kind: str, answer: bytes) -> bytes:
    """The bytes of an answer as they leave the meter under a fault."""
    return SPOIL[kind](answer) if kind in SPOIL else answer


def _foreign(answer: bytes) -> bytes:
    """From a meter with another number: its checksum is right."""
    start = answer.index(b"\x68")
    frame = bytearray(answer[start:])
    frame[1] ^= 0x01
    frame[-2] = sum(frame[:-2]) & 0xFF
    return answer[:start] + bytes(frame)


SPOIL: dict[str, Callable[[bytes], bytes]] = {
    CORRUPT: lambda answer: answer[:-3] + bytes([answer[-3] ^ 0x01]) + answer[-2:],  # one bit, in front of the checksum
    GARBLE: lambda answer: bytes(byte ^ 0x2A for byte in answer),
    CUT: lambda answer: answer[: len(answer) // 2],
    FOREIGN: _foreign,
}

# spoil.py - faulty answers: what may come in the place of the right one, or around it
"""Every kind gives the bytes to send and after how many milliseconds each piece of them."""

from collections.abc import Callable
from typing import NamedTuple

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame
from wattkey.dlt698.link import Frame698
from wattkey_host.meter.eitherframe import EitherFrame, encode

_TAIL_698 = 2  # bytes of an APDU behind its value
_IDENTIFIER_698 = 3  # where an APDU names its object
STRANGER = bytes.fromhex("000000999999")
Pieces = list[tuple[int, bytes]]


class Said(NamedTuple):
    """An answer, and what was said before it."""

    answer: EitherFrame
    out: bytes  # the answer as it would go out
    question: bytes
    before: bytes  # the answer to the question before, as it went out

    def by_a_stranger(self) -> bytes:
        """What the answer says, said by another meter."""
        return self.sent(STRANGER, self.answer.data, 1)

    def sent(self, address: bytes, data: bytes, preamble: int = 4) -> bytes:
        """An answer like this one, from this address, with this data."""
        answer = self.answer
        if isinstance(answer, Frame698):
            return encode(Frame698(address, answer.control, data, answer.client), preamble)
        return encode(Frame(address, answer.control, data), preamble)


Spoiler = Callable[[Said], Pieces]


def corrupt(said: Said) -> Pieces:
    """One bit turned over in front of the checksum."""
    return [(0, said.out[:-3] + bytes([said.out[-3] ^ 0x01]) + said.out[-2:])]


def neighbour(said: Said) -> Pieces:
    """Another meter's answer comes first."""
    return [(0, said.by_a_stranger() + said.out)]


def foreign(said: Said) -> Pieces:
    """Another meter's answer comes, and nothing else."""
    return [(0, said.by_a_stranger())]


def stale(said: Said) -> Pieces:
    """The answer to the question before comes first, once more."""
    return [(0, said.before + said.out)]


def glued(said: Said) -> Pieces:
    """Right behind the answer, without any FE, another meter's."""
    return [(0, said.out + encode(Frame(STRANGER, codes.READ | codes.ANSWER, b"\x11" * 8), 0))]


def echo(said: Said) -> Pieces:
    """The question comes back before the answer."""
    return [(0, said.question + said.out)]


def dribble(said: Said) -> Pieces:
    """Byte by byte, slowly."""
    return [(30 * i, said.out[i : i + 1]) for i in range(len(said.out))]


def cut(said: Said) -> Pieces:
    """The answer breaks off in the middle."""
    return [(0, said.out[: len(said.out) // 2])]


def lie(said: Said) -> Pieces:
    """A header in front promises far more than comes."""
    return [(0, said.out[: said.out.find(0x68) + 9] + b"\xc8" + said.out)]


def noise(said: Said) -> Pieces:
    """Bytes that mean nothing around it, starts and ends of frames among them."""
    return [(0, b"\x00\x68\x16\x68\xff" + said.out + b"\x68\x68\x16")]


def other(said: Said) -> Pieces:
    """The value of another identifier, and nothing else."""
    data, at = said.answer.data, _IDENTIFIER_698 if isinstance(said.answer, Frame698) else 0
    return [(0, said.sent(said.answer.address, data[:at] + bytes(b ^ 1 for b in data[at : at + 1]) + data[at + 1 :]))]


def garble(said: Said) -> Pieces:
    """Nothing of it is right."""
    return [(0, bytes(byte ^ 0x2A for byte in said.out))]


def stunted(said: Said) -> Pieces:
    """Right in form, without the last byte of its value."""
    data, behind = said.answer.data, _TAIL_698 if isinstance(said.answer, Frame698) else 0
    short = data[: -1 - behind] + data[len(data) - behind :] if len(data) > 4 else data
    return [(0, said.sent(said.answer.address, short))]


SPOILERS: dict[str, Spoiler] = {
    spoiler.__name__: spoiler
    for spoiler in (corrupt, garble, cut, stunted, foreign, neighbour, stale, glued, echo, dribble, lie, noise, other)
}

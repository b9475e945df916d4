# spoil.py - awkward conversations: what may come in the place of an answer, or around it
"""Every kind gives the bytes to send and after how many milliseconds each piece of them."""

from collections.abc import Callable

from wattkey.dlt645.frame import Frame, encode

STRANGER = bytes.fromhex("000000999999")
Pieces = list[tuple[int, bytes]]
Spoiler = Callable[
    [Frame, bytes, bytes, bytes], Pieces
]  # answer, its bytes, the question's, those of the answer before


def corrupt(answer: Frame, out: bytes, question: bytes, before: bytes) -> Pieces:
    """One bit turned over in front of the checksum."""
    return [(0, out[:-3] + bytes([out[-3] ^ 0x01]) + out[-2:])]


def neighbour(answer: Frame, out: bytes, question: bytes, before: bytes) -> Pieces:
    """Another meter's answer comes first."""
    return [(0, bytes(encode(Frame(STRANGER, answer.control, answer.data), 1)) + out)]


def foreign(answer: Frame, out: bytes, question: bytes, before: bytes) -> Pieces:
    """Another meter's answer comes, and nothing else."""
    return [(0, bytes(encode(Frame(STRANGER, answer.control, answer.data), 1)))]


def stale(answer: Frame, out: bytes, question: bytes, before: bytes) -> Pieces:
    """The answer to the question before comes first, once more."""
    return [(0, before + out)]


def glued(answer: Frame, out: bytes, question: bytes, before: bytes) -> Pieces:
    """Right behind the answer, without any FE, another meter's."""
    return [(0, out + bytes(encode(Frame(STRANGER, 0x91, b"\x11" * 8), 0)))]


def echo(answer: Frame, out: bytes, question: bytes, before: bytes) -> Pieces:
    """The question comes back before the answer."""
    return [(0, question + out)]


def dribble(answer: Frame, out: bytes, question: bytes, before: bytes) -> Pieces:
    """Byte by byte, slowly."""
    return [(30 * i, out[i : i + 1]) for i in range(len(out))]


def cut(answer: Frame, out: bytes, question: bytes, before: bytes) -> Pieces:
    """It breaks off in the middle."""
    return [(0, out[: len(out) // 2])]


def lie(answer: Frame, out: bytes, question: bytes, before: bytes) -> Pieces:
    """A header in front promises far more than comes."""
    return [(0, out[: out.find(0x68) + 9] + b"\xc8" + out)]


def noise(answer: Frame, out: bytes, question: bytes, before: bytes) -> Pieces:
    """Bytes that mean nothing around it, starts and ends of frames among them."""
    return [(0, b"\x00\x68\x16\x68\xff" + out + b"\x68\x68\x16")]


def other(answer: Frame, out: bytes, question: bytes, before: bytes) -> Pieces:
    """The value of another identifier, and nothing else."""
    data = bytes([answer.data[0] ^ 0x01]) + answer.data[1:] if answer.data else b""
    return [(0, bytes(encode(Frame(answer.address, answer.control, data), 4)))]


def garble(answer: Frame, out: bytes, question: bytes, before: bytes) -> Pieces:
    """Nothing of it is right."""
    return [(0, bytes(byte ^ 0x2A for byte in out))]


def stunted(answer: Frame, out: bytes, question: bytes, before: bytes) -> Pieces:
    """Right in form, without the last byte of its value."""
    short = answer.data[:-1] if len(answer.data) > 4 else answer.data
    return [(0, bytes(encode(Frame(answer.address, answer.control, short), 4)))]


SPOILERS: dict[str, Spoiler] = {
    spoiler.__name__: spoiler
    for spoiler in (corrupt, garble, cut, stunted, foreign, neighbour, stale, glued, echo, dribble, lie, noise, other)
}

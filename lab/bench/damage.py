# damage.py - streams as bad as they come on a line, with what must be found in them
"""Made from a seed, so that every codec gets the same. What a codec may return is judged by the bytes alone: a frame
counts as a false accept only if no right frame with that content stands anywhere in the stream."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wattkey.dlt645.frame import Frame, encode

_CONTROLS = (0x91, 0x81, 0x11, 0xB1, 0xD1, 0x93, 0x83)


@dataclass(frozen=True)
class Stream:
    """`slices` as they arrive; `intact`: the frames that came through whole, in order."""

    kind: str
    slices: tuple[bytes, ...]
    intact: tuple[Frame, ...]

    @property
    def whole(self) -> bytes:
        """All the bytes."""
        return b"".join(self.slices)


def frame(dice: random.Random) -> Frame:
    """Any frame: address, usual control code, up to 32 bytes of data: three of four times digits, else anything."""
    address = bytes.fromhex(f"{dice.randrange(10**12):012d}")
    size = dice.randrange(33)
    digits = bytes.fromhex("".join(f"{dice.randrange(100):02d}" for _ in range(size)))
    return Frame(address, dice.choice(_CONTROLS), digits if dice.randrange(4) else dice.randbytes(size))


def streams(count: int, seed: int = 645) -> Iterator[Stream]:
    """So many streams, the kinds of damage in turn."""
    dice = random.Random(seed)
    kinds = list(_KINDS.items())
    for number in range(count):
        kind, make = kinds[number % len(kinds)]
        raw, intact = make(dice)
        yield Stream(kind, tuple(_cut(dice, raw)), tuple(intact))


def _cut(dice: random.Random, raw: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(raw):
        size = dice.choice((1, 3, 8, 20, 64, 300))
        yield raw[at : at + size]
        at += size


Made = tuple[bytes, list[Frame]]


def _sent(dice: random.Random, one: Frame) -> bytes:
    return encode(one, dice.randrange(9))


def _wake_up(dice: random.Random) -> Made:
    one = frame(dice)
    return _sent(dice, one), [one]


def _garbage(dice: random.Random) -> Made:
    one = frame(dice)
    return dice.randbytes(dice.randrange(1, 65)) + _sent(dice, one) + dice.randbytes(dice.randrange(4)), [one]


def _false_header(dice: random.Random) -> Made:
    one = frame(dice)
    header = b"\x68" + dice.randbytes(6) + b"\x68" + dice.randbytes(1) + bytes([dice.randrange(256)])
    return header[: dice.randrange(1, 11)] + _sent(dice, one), [one]


def _glued(dice: random.Random) -> Made:
    several = [frame(dice) for _ in range(3)]
    return b"".join(encode(one, 0) for one in several), several


def _spoilt(dice: random.Random, raw: bytes) -> bytes:
    """One byte wrong, missing, doubled or put in between."""
    at = raw.index(b"\x68") + dice.randrange(len(raw) - raw.index(b"\x68"))
    way = dice.randrange(4)
    if way == 0:
        return raw[:at] + bytes([raw[at] ^ 1 << dice.randrange(8)]) + raw[at + 1 :]
    if way == 1:
        return raw[:at] + raw[at + 1 :]
    return raw[:at] + (raw[at : at + 1] if way == 2 else dice.randbytes(1)) + raw[at:]


def _bad_then_good(dice: random.Random) -> Made:
    one = frame(dice)
    return _spoilt(dice, encode(frame(dice), 0)) + encode(one, 0), [one]


def _cut_then_good(dice: random.Random) -> Made:
    one, lost = frame(dice), encode(frame(dice), 0)
    return lost[: dice.randrange(1, len(lost))] + _sent(dice, one), [one]


def _bad_alone(dice: random.Random) -> Made:
    return _spoilt(dice, _sent(dice, frame(dice))), []


def _noise_alone(dice: random.Random) -> Made:
    return bytes(dice.choice(b"\x68\x16\xfe\x00\x33\xff") for _ in range(dice.randrange(1, 120))), []


_KINDS: dict[str, Callable[[random.Random], Made]] = {
    "wake-up bytes": _wake_up,
    "garbage around": _garbage,
    "false header in front": _false_header,
    "glued": _glued,
    "bad, then good": _bad_then_good,
    "cut, then good": _cut_then_good,
    "bad alone": _bad_alone,
    "noise alone": _noise_alone,
}


def noisy(count: int, seed: int = 645) -> tuple[list[bytes], int]:
    """One long stream: so many frames with wake-up bytes and a little noise between them, in reads of 64 bytes."""
    dice = random.Random(seed)
    raw = b"".join(
        dice.randbytes(dice.randrange(6)).replace(b"\x68", b"") + encode(frame(dice), 4) for _ in range(count)
    )
    return [raw[at : at + 64] for at in range(0, len(raw), 64)], count

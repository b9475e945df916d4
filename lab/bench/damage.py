# damage.py - streams as bad as they come on a line, with what must be found in them
"""Made from a seed, so that every codec gets the same. What a codec may return is judged by the bytes alone: a frame
counts as a false accept only if no right frame with that content stands anywhere in the stream."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame, encode
from wattkey.dlt698 import link
from wattkey.dlt698.link import Frame698

_CONTROLS = (
    codes.READ | codes.ANSWER, codes.READ_1997 | codes.ANSWER, codes.READ, codes.READ | codes.ANSWER | codes.FOLLOWS,
    codes.READ | codes.REFUSAL, codes.FIND | codes.ANSWER, codes.SECURITY | codes.ANSWER,
)  # fmt: skip
_CONTROLS_698 = (link.ANSWER, link.ASK, 0x83)  # 83: what a meter reports unasked
Dice = random.Random


@dataclass(frozen=True)
class Tongue:
    """A language on the wires: `make` any frame, `encode` one behind so many FE, a false `header`."""

    name: str
    make: Callable[[Dice], Any]
    encode: Callable[[Any, int], bytes]
    header: Callable[[Dice], bytes]


@dataclass(frozen=True)
class Stream:
    """`slices` as they arrive; `intact`: the frames that came through whole, in order."""

    kind: str
    slices: tuple[bytes, ...]
    intact: tuple[Any, ...]

    @property
    def whole(self) -> bytes:
        """All the bytes."""
        return b"".join(self.slices)


def frame(dice: Dice) -> Frame:
    """Any frame: address, usual control code, up to 32 bytes of data: three of four times digits, else anything."""
    address = bytes.fromhex(f"{dice.randrange(10**12):012d}")
    size = dice.randrange(33)
    digits = bytes.fromhex("".join(f"{dice.randrange(100):02d}" for _ in range(size)))
    return Frame(address, dice.choice(_CONTROLS), digits if dice.randrange(4) else dice.randbytes(size))


def frame_698(dice: Dice) -> Frame698:
    """Any frame of 698.45 from client 16: an address of six bytes, an APDU of up to 48."""
    address = bytes.fromhex(f"{dice.randrange(10**12):012d}")
    return Frame698(address, dice.choice(_CONTROLS_698), dice.randbytes(dice.randrange(49)))


def _header_698(dice: Dice) -> bytes:
    """A head of a frame of 698.45, its check as chance will have it."""
    return b"\x68" + bytes([dice.randrange(10, 200), 0, dice.choice(_CONTROLS_698), 5]) + dice.randbytes(9)


def _header_645(dice: Dice) -> bytes:
    return b"\x68" + dice.randbytes(6) + b"\x68" + dice.randbytes(1) + bytes([dice.randrange(256)])


DLT645 = Tongue("645", frame, encode, _header_645)
DLT698 = Tongue("698.45", frame_698, link.encode, _header_698)


def streams(count: int, seed: int = 645, tongue: Tongue = DLT645) -> Iterator[Stream]:
    """`count` streams, the kinds of damage in turn."""
    dice = random.Random(seed)
    kinds = list(_KINDS.items())
    for number in range(count):
        kind, make = kinds[number % len(kinds)]
        raw, intact = make(dice, tongue)
        yield Stream(kind, tuple(_cut(dice, raw)), tuple(intact))


def _cut(dice: Dice, raw: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(raw):
        size = dice.choice((1, 3, 8, 20, 64, 300))
        yield raw[at : at + size]
        at += size


Made = tuple[bytes, list[Any]]


def _sent(dice: Dice, tongue: Tongue, one: Any) -> bytes:
    return tongue.encode(one, dice.randrange(9))


def _wake_up(dice: Dice, tongue: Tongue) -> Made:
    one = tongue.make(dice)
    return _sent(dice, tongue, one), [one]


def _garbage(dice: Dice, tongue: Tongue) -> Made:
    one = tongue.make(dice)
    return dice.randbytes(dice.randrange(1, 65)) + _sent(dice, tongue, one) + dice.randbytes(dice.randrange(4)), [one]


def _false_header(dice: Dice, tongue: Tongue) -> Made:
    one = tongue.make(dice)
    header = tongue.header(dice)
    return header[: dice.randrange(1, len(header) + 1)] + _sent(dice, tongue, one), [one]


def _glued(dice: Dice, tongue: Tongue) -> Made:
    several = [tongue.make(dice) for _ in range(3)]
    return b"".join(tongue.encode(one, 0) for one in several), several


def _spoilt(dice: Dice, raw: bytes) -> bytes:
    """One byte wrong, missing, doubled or put in between."""
    at = raw.index(b"\x68") + dice.randrange(len(raw) - raw.index(b"\x68"))
    way = dice.randrange(4)
    if way == 0:
        return raw[:at] + bytes([raw[at] ^ 1 << dice.randrange(8)]) + raw[at + 1 :]
    if way == 1:
        return raw[:at] + raw[at + 1 :]
    return raw[:at] + (raw[at : at + 1] if way == 2 else dice.randbytes(1)) + raw[at:]


def _bad_then_good(dice: Dice, tongue: Tongue) -> Made:
    one = tongue.make(dice)
    return _spoilt(dice, tongue.encode(tongue.make(dice), 0)) + tongue.encode(one, 0), [one]


def _cut_then_good(dice: Dice, tongue: Tongue) -> Made:
    one, lost = tongue.make(dice), tongue.encode(tongue.make(dice), 0)
    return lost[: dice.randrange(1, len(lost))] + _sent(dice, tongue, one), [one]


def _bad_alone(dice: Dice, tongue: Tongue) -> Made:
    return _spoilt(dice, _sent(dice, tongue, tongue.make(dice))), []


def _noise_alone(dice: Dice, tongue: Tongue) -> Made:
    return bytes(dice.choice(b"\x68\x16\xfe\x00\x33\xff") for _ in range(dice.randrange(1, 120))), []


_KINDS: dict[str, Callable[[Dice, Tongue], Made]] = {
    "wake-up bytes": _wake_up,
    "garbage around": _garbage,
    "false header in front": _false_header,
    "glued": _glued,
    "bad, then good": _bad_then_good,
    "cut, then good": _cut_then_good,
    "bad alone": _bad_alone,
    "noise alone": _noise_alone,
}


def noisy(count: int, seed: int = 645, tongue: Tongue = DLT645) -> tuple[list[bytes], int]:
    """One long stream: so many frames with wake-up bytes and a little noise between them, in reads of 64 bytes."""
    dice = random.Random(seed)
    raw = b"".join(
        dice.randbytes(dice.randrange(6)).replace(b"\x68", b"") + tongue.encode(tongue.make(dice), 4)
        for _ in range(count)
    )
    return [raw[at : at + 64] for at in range(0, len(raw), 64)], count

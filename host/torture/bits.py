# bits.py - bytes as bits on a line that turns some of them over, and the receiver that makes bytes of them again
"""11 bits a byte: start (low), eight data bits from the lowest on, even parity, stop (high); the idle line is high. The
receiver waits for a low level, takes one sample a bit, and where there is no stop bit waits until the line is
high again."""

import math
import random

IDLE = 12  # bits of silence before and behind, in which a turned one looks like a start bit
NEVER = 1 << 30
_LENGTH = 11
_BITS = [bytes([0, *(value >> bit & 1 for bit in range(8)), value.bit_count() & 1, 1]) for value in range(256)]
_VALUES = {bits[1:9]: value for value, bits in enumerate(_BITS)}


def through(data: bytes, off: float, checks: bool, chance: random.Random) -> bytes:
    """What arrives of `data`; `off` is log(1 - bit error rate), 0 for none. With `checks` a byte with a wrong parity or
    stop bit is dropped, else it passes as it is."""
    count = _LENGTH * len(data) + 2 * IDLE
    at = _skip(off, chance)
    if at >= count:
        return data
    line = bytearray(b"\1" * IDLE + b"".join([_BITS[value] for value in data]) + b"\1" * IDLE)
    while at < count:
        line[at] ^= 1
        at += 1 + _skip(off, chance)
    return received(bytes(line), checks)


def _skip(off: float, chance: random.Random) -> int:
    """Bits until the next that turns over."""
    return int(math.log(1 - chance.random()) / off) if off else NEVER


def received(line: bytes, checks: bool) -> bytes:
    """The bytes that a receiver makes of the bits."""
    out = bytearray()
    line += b"\1" * _LENGTH
    at = line.find(0)
    while 0 <= at <= len(line) - _LENGTH:
        value = _VALUES[line[at + 1 : at + 9]]
        whole = line[at + 10]
        if not checks or (whole and line[at + 9] == _BITS[value][9]):
            out.append(value)
        free = at + _LENGTH if whole else line.find(1, at + 10)
        at = line.find(0, free) if free >= 0 else -1
    return bytes(out)

# channel.py - what comes through a line on which bits turn over
"""A whole frame at once, or byte by byte on the clock; bits and receiver are those of sim/bits.py, at 8E1."""

import math
import random
from collections.abc import Callable

from wattkey_host.sim.bits import Noise, Receiver, framed, width
from wattkey_host.sim.clock import BYTE_US, VirtualClock
from wattkey_host.sim.uart import IR_LINE

IDLE = 12  # bits of silence before and behind, in which a turned one looks like a start bit
_SILENCE = (1 << IDLE) - 1
_NEVER = 1 << 30


def through(data: bytes, off: float, checks: bool, chance: random.Random) -> bytes:
    """What arrives of a frame where every bit turns over with the same chance (a binary symmetric channel).

    `off` is log(1 - bit error rate), 0 for none. With `checks` a byte with a wrong parity or stop bit is dropped, else
    it passes as it is."""
    bits = 2 * IDLE + width(IR_LINE) * len(data)
    turned = 0
    at = _skip(off, chance)
    while at < bits:
        turned |= 1 << at
        at += 1 + _skip(off, chance)
    if not turned:
        return data
    receiver = Receiver()
    heard = receiver.hear(on_line(data) ^ turned, bits) + receiver.rest()
    return bytes(value for value, good in heard if good or not checks)


def on_line(data: bytes) -> int:
    """Bytes between two silences, as bits (sim/bits.py)."""
    word = _SILENCE
    for value in reversed(data):
        word = word << width(IR_LINE) | framed(value)
    return word << IDLE | _SILENCE


def _skip(off: float, chance: random.Random) -> int:
    """Bits until the next that turns over."""
    return int(math.log(1 - chance.random()) / off) if off else _NEVER


class Channel:
    """One direction, 8E1: `noise` spoils bits, `late(value)` gets a byte that ends in the pause behind the last one.

    `strict`: a byte with a wrong parity or stop bit is dropped, as the standard wants it of a meter; else it is handed
    on, as CircuitPython does on the RP2040."""

    def __init__(self, clock: VirtualClock, noise: Noise, late: Callable[[int], object], strict: bool = False) -> None:
        self._clock = clock
        self._noise = noise
        self._late = late
        self._strict = strict
        self._receiver = Receiver()
        self._carried = 0

    def carry(self, value: int) -> int | None:
        """What has arrived when the last bit of `value` has gone by: a byte, or nothing."""
        self._carried += 1
        found = self._believed(self._receiver.hear(self._noise(framed(value))))
        if not self._receiver.resting:
            number = self._carried
            self._clock.after(BYTE_US, lambda: self._pause(number))
        return found[-1] if found else None

    def _pause(self, number: int) -> None:
        if number == self._carried:
            for value in self._believed(self._receiver.rest()):
                self._late(value)

    def _believed(self, heard: list[tuple[int, bool]]) -> list[int]:
        return [value for value, good in heard if good or not self._strict]

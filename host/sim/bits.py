# bits.py - bytes as their bits on a line: how they are framed, what noise does to them, what a UART makes of them
"""A word holds bits in the order of time, the first one lowest. A byte is start (0), data from the lowest, parity, stop
(1); the idle line is 1. Noise is a function from word to word, so start, parity and stop bits turn over as well."""

import random
from collections.abc import Callable
from functools import cache

from wattkey_host.sim.uart import IR_LINE, UartConfig

Noise = Callable[[int], int]


def width(config: UartConfig) -> int:
    """How many bits a byte has on the line."""
    return 1 + config.bits + (config.parity is not None) + config.stop


@cache
def framed(value: int, config: UartConfig = IR_LINE) -> int:
    """The word of a byte."""
    word = value << 1
    at = 1 + config.bits
    if config.parity:
        word |= ((value.bit_count() + (config.parity == "odd")) & 1) << at
        at += 1
    return word | ((1 << config.stop) - 1) << at


def unframed(word: int, config: UartConfig = IR_LINE) -> tuple[int, bool]:
    """(data bits, whether start, parity and stop bits are right)"""
    value = word >> 1 & (1 << config.bits) - 1
    return value, word == framed(value, config)


def flips(rate: float, chance: random.Random, bits: int) -> Noise:
    """Every bit of a word turns over with this probability."""

    def spoil(word: int) -> int:
        for at in range(bits):
            if chance.random() < rate:
                word ^= 1 << at
        return word

    return spoil


class Receiver:
    """A UART at the end of a noisy line. A byte begins at the first 0, which may be a data bit where noise hid the
    start bit; behind a missing stop bit none begins before the line was 1. So what follows is read out of step until a
    pause.

    It gives (byte, whether parity and stop bit were right); whoever uses it drops the wrong ones, or does not.
    """

    def __init__(self, config: UartConfig = IR_LINE) -> None:
        self.config = config
        self._width = width(config)
        self._line = 0  # bits of a byte that is not complete
        self._count = 0  # so many
        self._low = False  # a stop bit was missing, and the line was not 1 since

    @property
    def resting(self) -> bool:
        """Whether a byte can begin."""
        return not self._count and not self._low

    def hear(self, word: int, bits: int = 0) -> list[tuple[int, bool]]:
        """Hear `bits` more bits (0: those of one byte); the bytes that are complete with them."""
        line, count = self._line | word << self._count, self._count + (bits or self._width)
        found = []
        while True:
            line, count = self._begun(line, count)
            if count < self._width:
                break
            byte = line & (1 << self._width) - 1
            found.append(unframed(byte, self.config))
            self._low = not byte >> self._width - 1
            line, count = line >> self._width, count - self._width
        self._line, self._count = line, count
        return found

    def rest(self) -> list[tuple[int, bool]]:
        """A pause: the line is 1 until the next start bit."""
        return self.hear((1 << self._width) - 1)

    def _begun(self, line: int, count: int) -> tuple[int, int]:
        """The line from the next start bit on."""
        if self._low:
            zeros = _lowest_one(line) if line else count
            line, count = line >> zeros, count - zeros
            self._low = not count
        ones = min(_lowest_one(~line), count)
        return line >> ones, count - ones


def _lowest_one(line: int) -> int:
    """The number of the lowest bit that is 1."""
    return (line & -line).bit_length() - 1

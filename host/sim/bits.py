# bits.py - a byte as its bits on a line: how it is framed, what noise does to it, what receivers make of it
"""A word holds the bits of one byte in the order of time, the first one lowest: start (0), data from the lowest,
parity, stop (1). Noise is a function from word to word, so start, parity and stop bits turn over as well."""

import random
from bisect import insort
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from wattkey_host.sim.uart import UartConfig

Noise = Callable[[int], int]


def width(config: UartConfig) -> int:
    """How many bits a word has."""
    return 1 + config.bits + (config.parity is not None) + config.stop


def framed(value: int, config: UartConfig) -> int:
    """The word of a byte."""
    word = value << 1
    at = 1 + config.bits
    if config.parity:
        word |= ((value.bit_count() + (config.parity == "odd")) & 1) << at
        at += 1
    return word | ((1 << config.stop) - 1) << at


def unframed(word: int, config: UartConfig) -> tuple[int, bool]:
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
    """A UART at the end of a noisy line, bit by bit: a start bit that noise made or hid shifts what it reads.

    It gives (byte, whether parity and stop bit were right); whoever uses it drops the wrong ones, or does not.
    """

    def __init__(self, config: UartConfig) -> None:
        self.config = config
        self._word = 0
        self._count = 0  # bits of a byte that has begun

    def hear(self, word: int) -> Sequence[tuple[int, bool]]:
        """The bits of one more byte on the line; what was complete with them."""
        if not self._count and not word & 1:  # the usual case: all at once
            return (unframed(word, self.config),)
        return [byte for at in range(width(self.config)) for byte in self._bit(word >> at & 1)]

    def rest(self) -> Iterator[tuple[int, bool]]:
        """Silence after that: the line is 1 until the next start bit."""
        while self._count:
            yield from self._bit(1)

    def _bit(self, level: int) -> Iterator[tuple[int, bool]]:
        if not self._count and level:
            return
        self._word |= level << self._count
        self._count += 1
        if self._count == width(self.config):
            word, self._word, self._count = self._word, 0, 0
            yield unframed(word, self.config)


class Span(NamedTuple):
    """A word on the line, microseconds."""

    start_us: float
    end_us: float
    bit_us: float
    word: int

    def level(self, us: float) -> bool:
        """Of the line at a moment within the span."""
        return bool(self.word >> int((us - self.start_us) / self.bit_us) & 1)


class Levels:
    """The level of a line over time, for a receiver that looks at it when it likes.

    It rests at 1. Where words overlap, 0 wins [made up: two drivers of a pair fight, and any damage would do].
    `put` only what begins now, and `close`, which holds it at 1, only for now: what was looked at stays true.
    """

    def __init__(self) -> None:
        self.closed = False  # the receiver is off, a resistor holds its output
        self._spans: list[Span] = []

    def put(self, start_us: float, bit_us: float, word: int, bits: int) -> None:
        """One byte begins."""
        insort(self._spans, Span(start_us, start_us + bits * bit_us, bit_us, word | -1 << bits))

    def forget(self, until_us: float) -> None:
        """Nobody asks for what was before any more."""
        while self._spans and self._spans[0].end_us < until_us:
            del self._spans[0]

    def level(self, us: float) -> bool:
        """Whether the line is 1."""
        return self.closed or all(span.level(us) for span in self._spans if span.start_us <= us < span.end_us)

    def reached(self, us: float, wanted: bool) -> float | None:
        """The first moment from `us` on at which the line has that level; None if nothing that is known brings it."""
        if self.level(us) == wanted:
            return us
        return next((at for at in self._edges(us) if self.level(at) == wanted), None)

    def _edges(self, us: float) -> list[float]:
        """Moments just after each bit's beginning, and after the last one's end."""
        edges: set[float] = set()
        for span in self._spans:
            if span.end_us > us:
                count = round((span.end_us - span.start_us) / span.bit_us)
                edges.update(span.start_us + at * span.bit_us + 1e-3 for at in range(count + 1))
        return sorted(at for at in edges if at > us)

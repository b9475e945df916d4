# uart.py - the UART peripheral: FIFO, shift register, byte times
"""Bytes leave one after the other, 11 bits each at 8E1, without a gap while the FIFO has some."""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from wattkey_host.sim.clock import NEVER
from wattkey_host.sim.run import Life

FIFO = 32  # bytes, RP2040
_TOLERANCE = 0.03  # of the baud rate


class UartConfig(NamedTuple):
    """How the line is set; `parity` is None, "even" or "odd"."""

    baudrate: int
    bits: int
    parity: str | None
    stop: int

    @property
    def byte_us(self) -> float:
        """One byte from start to stop bit, microseconds."""
        return (1 + self.bits + (self.parity is not None) + self.stop) * 1_000_000 / self.baudrate

    def fits(self, other: "UartConfig") -> bool:
        """Whether two ends understand each other."""
        near = abs(self.baudrate - other.baudrate) <= _TOLERANCE * other.baudrate
        return near and self[1:] == other[1:]


IR_LINE = UartConfig(1200, 8, "even", 1)


class UartPort:
    """One open UART of one life.

    `lit()` is asked at both ends of a byte whether it can be seen; `sent(start_us, value)` is called at its stop bit.
    """

    def __init__(self, life: Life, config: UartConfig, room: int) -> None:
        self.config = config
        self.sending = False
        self.received = bytearray()
        self._life = life
        self._room = room
        self.lit: Callable[[], bool] = lambda: True
        self.sent: Callable[[int, int], None] = lambda start_us, value: None
        self.closed: Callable[[], None] = lambda: None
        self._fifo: deque[int] = deque()
        self._free_us = 0.0  # when the shift register is empty

    def room(self) -> bool:
        """Whether the FIFO takes another byte."""
        return len(self._fifo) < FIFO

    def write(self, data: bytes) -> None:
        """Returns when the last byte is in the FIFO."""
        for value in data:
            if not self.room():
                self._life.wait(NEVER, self.room)
            self._fifo.append(value)
            if not self.sending:
                self.sending = True
                self._free_us = float(self._life.clock.now_us)
                self._life.clock.after(0, self._shift)

    def receive(self, value: int) -> None:
        """From the line: one byte has arrived; it is lost if the buffer is full."""
        if self._life.announce("heard", value) and len(self.received) < self._room:
            self.received.append(value)

    def close(self) -> None:
        """What is still in the FIFO never leaves."""
        self._fifo.clear()
        self.closed()

    def _shift(self) -> None:
        if not self._fifo or not self._life.announce("uart", self._fifo[0]):
            self.sending = False
            return
        value = self._fifo.popleft()
        start = self._free_us
        self._free_us = start + self.config.byte_us
        lit = self.lit()
        self._life.clock.after(self._free_us - self._life.clock.now_us, lambda: self._done(round(start), value, lit))

    def _done(self, start_us: int, value: int, lit: bool) -> None:
        if not self._life.alive:
            return
        if lit and self.lit():
            self.sent(start_us, value)
        self._shift()

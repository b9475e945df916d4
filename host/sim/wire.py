# wire.py - a plain serial wire between one of the board's UARTs and whoever is at its other end
"""Full duplex; each end says what it has to say, byte by byte."""

from wattkey_host.sim.air import IN, OUT, AirByte, FarEnd
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.powerline import Ear
from wattkey_host.sim.uart import IR_LINE, UartConfig


class Wire:
    """`far` is at the other end, its port set as `config`. `log` holds every byte, as Air's does."""

    def __init__(self, clock: VirtualClock, far: FarEnd, config: UartConfig = IR_LINE) -> None:
        self._clock = clock
        self._far = far
        self.config = config
        self.log: list[AirByte] = []
        self.ear: Ear | None = None  # the board's UART, while it is open
        self._free_us = 0.0  # when the far end's shift register is empty
        far.speak = self._speak

    def hear(self, start_us: int, value: int, config: UartConfig) -> None:
        """A byte has left the board's UART; at another speed nobody understands it."""
        self.log.append(AirByte(start_us, self._clock.now_us, OUT, value))
        if config.fits(self.config):
            self._far.hear(value)

    def _speak(self, data: bytes) -> None:
        for value in data:
            start = max(float(self._clock.now_us), self._free_us)
            self._free_us = start + self.config.byte_us
            self._later(value, start)

    def _later(self, value: int, start: float) -> None:
        def arrive() -> None:
            self.log.append(AirByte(round(start), self._clock.now_us, IN, value))
            if self.ear and self.ear.config.fits(self.config):
                self.ear.receive(value)

        self._clock.after(start + self.config.byte_us - self._clock.now_us, arrive)

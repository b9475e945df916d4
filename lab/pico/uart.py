# uart.py - the emulated UARTs' outside: bytes that left, bytes that arrive
"""The emulator paces them; here they meet air, pair and power line as the simulator's do."""

from typing import TYPE_CHECKING, Any

from wattkey_host.sim.powerline import MODULE_LINE
from wattkey_host.sim.uart import IR_LINE, UartConfig
from wattkey_lab.pico.emulator import Emulator

if TYPE_CHECKING:
    from wattkey_host.sim.world import World
    from wattkey_lab.pico.machine import Life


class Uart:
    """`config` is how the line is set; IR_LINE's while it is closed."""

    def __init__(self, number: int, world: "World", emulator: Emulator, life: "Life") -> None:
        self.sending = False
        self.config = IR_LINE
        self._number = number
        self._world = world
        self._emulator = emulator
        self._life = life
        self._start_us = 0

    def open(self, config: list[Any] | None) -> None:
        """The line was set anew (baud rate, bits, parity, stop bits), or closed (None)."""
        self.close()
        if config is not None:
            self.config = UartConfig(*config)
            self._connect()

    def close(self) -> None:
        """Nothing comes in any more."""

    def start(self, value: int) -> None:
        """A start bit begins."""
        if self._life.announce("uart", value):
            self.sending = True
            self._start_us = self._world.clock.now_us

    def sent(self, value: int) -> None:
        """A stop bit has ended."""
        self.sending = False

    def receive(self, value: int) -> None:
        """From outside: one byte has arrived."""
        if self._life.announce("heard", value):
            self._emulator.tell("receive", self._number, value)

    def _connect(self) -> None:
        """Put it to what is on its pins."""


class InfraredUart(Uart):
    """The eye and the LED, while the UART is open at 1200 8E1; with a wire in their place that one, at any speed."""

    _lit = False
    _fits = False

    def _connect(self) -> None:
        wire = self._world.wire
        self._fits = self.config.fits(IR_LINE) and not wire
        if wire:
            wire.ear = self
        elif self._fits:
            self._world.air.eye = self

    def close(self) -> None:
        """Neither sees nor shines; the wire speaks to nobody."""
        self._fits = False
        if self._world.air.eye is self:
            self._world.air.eye = None
        if self._world.wire and self._world.wire.ear is self:
            self._world.wire.ear = None

    def start(self, value: int) -> None:
        """A start bit begins; is it light?"""
        super().start(value)
        if self.sending:
            self._lit = self._world.carrier_on()

    def sent(self, value: int) -> None:
        """A stop bit has ended; it was light if the carrier was there at both ends."""
        super().sent(value)
        if self._world.wire:
            self._world.wire.hear(self._start_us, value, self.config)
        elif self._fits and self._lit and self._world.carrier_on():
            self._world.air.shine(self._start_us, value)


class SerialUart(Uart):
    """An RS-485 pair, which is heard by PIO and not here (world.py), or a power-line module."""

    def _connect(self) -> None:
        line = self._world.line
        if line and self.config.fits(MODULE_LINE):
            line.ear = self

    def close(self) -> None:
        """The module speaks to nobody."""
        if self._world.line and self._world.line.ear is self:
            self._world.line.ear = None

    def sent(self, value: int) -> None:
        """A stop bit has ended: the pair or the module hears the byte."""
        super().sent(value)
        line = self._world.line
        if line and line.ear is self:
            line.hear(self._start_us, value)
        elif not line:
            self._world.bus.drive(self._start_us, value, self.config)

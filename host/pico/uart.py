# uart.py - the emulated UART's light: bytes that left, bytes that arrive
"""The emulator paces them; here they meet the air as the simulator's do."""

from typing import TYPE_CHECKING, Any

from wattkey_host.pico.emulator import Emulator
from wattkey_host.sim.uart import IR_LINE, UartConfig

if TYPE_CHECKING:
    from wattkey_host.pico.machine import Life
    from wattkey_host.sim.world import World


class Uart:
    """The eye and the LED, while the UART is open at 1200 8E1."""

    def __init__(self, world: "World", emulator: Emulator, life: "Life") -> None:
        self.sending = False
        self._world = world
        self._emulator = emulator
        self._life = life
        self._start_us = 0
        self._lit = False
        self._fits = False

    def open(self, config: list[Any] | None) -> None:
        """The line was set anew (baud rate, bits, parity, stop bits), or closed (None)."""
        self._fits = config is not None and UartConfig(*config).fits(IR_LINE)
        if self._fits:
            self._world.air.eye = self
        else:
            self.close()

    def close(self) -> None:
        """Neither sees nor shines."""
        self._fits = False
        if self._world.air.eye is self:
            self._world.air.eye = None

    def start(self, value: int) -> None:
        """A start bit begins."""
        if self._life.announce("uart", value):
            self.sending = True
            self._start_us = self._world.clock.now_us
            self._lit = self._world.carrier_on()

    def sent(self, value: int) -> None:
        """A stop bit has ended."""
        self.sending = False
        if self._fits and self._lit and self._world.carrier_on():
            self._world.air.shine(self._start_us, value)

    def receive(self, value: int) -> None:
        """From the air: one byte has arrived."""
        if self._life.announce("heard", value):
            self._emulator.tell("receive", value)

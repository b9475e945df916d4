# spibus.py - the SPI bus with the ESAM chip on it
"""The chip sees its select line and bytes; what it answers while not selected nobody sees."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

FLOATING = 0xFF  # MISO without a driver


class SpiConfig(NamedTuple):
    """How the master clocks: `baudrate` in bits a second; mode 3 is polarity 1, phase 1."""

    baudrate: int
    polarity: int
    phase: int
    bits: int


class SpiSlave(Protocol):
    """An ESAM at byte level."""

    def power_on(self) -> None:
        """Supply voltage comes."""

    def power_off(self) -> None:
        """Supply voltage goes; what was under way is lost."""

    def select(self, selected: bool) -> None:
        """The chip select line changed (True: low, selected)."""

    def transfer(self, value: int, config: SpiConfig) -> int:
        """One byte in, one byte out, while selected."""


class SpiBus:
    """`announce` is told of each frame (select line going low) before the chip sees it."""

    def __init__(self, chip: SpiSlave | None, announce: Callable[[], bool]) -> None:
        self._chip = chip
        self._announce = announce
        self._selected = False

    def cs_changed(self, level: bool) -> None:
        """The select line has a new level."""
        if not level and not self._announce():
            return
        if self._selected == level:
            self._selected = not level
            if self._chip:
                self._chip.select(self._selected)

    def transfer(self, value: int, config: SpiConfig) -> int:
        """One byte each way."""
        if self._chip is None or not self._selected:
            return FLOATING
        return self._chip.transfer(value, config)

    def power(self, on: bool) -> None:
        """Switch the chip's supply."""
        if self._chip and on:
            self._chip.power_on()
        elif self._chip:
            self._chip.power_off()

# busio.py - the serial buses
"""Module `busio`."""

from wattkey_host.sim.hw.bus_i2c import I2C
from wattkey_host.sim.hw.bus_spi import SPI
from wattkey_host.sim.hw.bus_uart import UART

__all__ = ["I2C", "SPI", "UART"]

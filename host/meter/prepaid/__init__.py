# __init__.py - the simulated prepaid meter and what its users need to build one
"""A State Grid single-phase local prepaid meter with its own ESAM, behind an infrared eye."""

from wattkey_host.meter.prepaid.account import Purchase, Terms
from wattkey_host.meter.prepaid.esam import MeterKeys
from wattkey_host.meter.prepaid.fault import Fault
from wattkey_host.meter.prepaid.meter import Meter
from wattkey_host.meter.prepaid.relay import RelayOpen

__all__ = ["Fault", "Meter", "MeterKeys", "Purchase", "RelayOpen", "Terms"]

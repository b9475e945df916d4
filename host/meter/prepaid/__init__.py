# __init__.py - the prepaid part of a meter, and what its users need to describe one
"""Account, relay and chip of a State Grid single-phase local prepaid meter, and the commands that reach them.

Without a personality they behave like the firmwares that the protocol facts tag SY (relay) and 3JIL (infrared access,
loading)."""

from wattkey_host.meter.prepaid.account import Purchase, Terms
from wattkey_host.meter.prepaid.esam import MeterKeys
from wattkey_host.meter.prepaid.personality import NAMES, PERSONALITIES, SERVED, Personality, personality
from wattkey_host.meter.prepaid.relay import RelayOpen

__all__ = [
    "NAMES", "PERSONALITIES", "SERVED", "MeterKeys", "Personality", "Purchase", "RelayOpen", "Terms", "personality",
]  # fmt: skip

# status.py - the status words 04000501..07, built from what the meter really is
"""Bits as State Grid meters set them (as two firmwares do); words go low byte first.

Word 3 bit 6 is the remote trip command alone: an arrears trip shows only in bit 4. Opening over a
remote channel clears bit 15; bit 14 belongs to the card, so "unopened" means both are set.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wattkey_host.meter.prepaid.meter import Meter

WORDS = range(1, 8)
MONEY_METER = 1 << 9
NO_CARD_OPENING = 1 << 14

Bits = tuple[tuple[int, Callable[["Meter"], bool]], ...]
BITS: dict[int, Bits] = {
    1: ((14, lambda meter: meter.account.overdraft > 0),),
    3: (
        (3, lambda meter: meter.esam.infrared_open),
        (4, lambda meter: not meter.relay.closed),
        (6, lambda meter: meter.relay.trip_standing),
        (7, lambda meter: meter.relay.alarm or meter.account.alarmed()),
        (12, lambda meter: meter.relay.keep_power),
        (13, lambda meter: meter.esam.identified),
        (15, lambda meter: not meter.account.opened),
    ),
}
FIXED = {3: MONEY_METER | NO_CARD_OPENING}


def status_word(meter: "Meter", word: int) -> bytes:
    """Status word 1..7 as it goes on the wire (2 bytes)."""
    value = FIXED.get(word, 0)
    for bit, is_set in BITS.get(word, ()):
        value |= is_set(meter) << bit
    return value.to_bytes(2, "little")

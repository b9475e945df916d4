# status.py - the status words 04000501..07, built from what the meter really is
"""Bits as State Grid meters set them (as two firmwares do); words go low byte first.

Word 3 bit 6 is the remote trip command alone: an arrears trip shows only in bit 4. Opening over a
remote channel clears bit 15; bit 14 belongs to the card, so "unopened" means both are set.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wattkey_host.meter.prepaid.prepaid import Prepaid

WORDS = range(1, 8)
MONEY_METER = 1 << 9
NO_CARD_OPENING = 1 << 14


def _ordered_by_arrears(prepaid: "Prepaid") -> bool:
    return prepaid.ways.arrears_order and prepaid.account.arrears


Bits = tuple[tuple[int, Callable[["Prepaid"], bool]], ...]
BITS: dict[int, Bits] = {
    1: ((14, lambda prepaid: prepaid.account.overdraft > 0),),
    3: (
        (3, lambda prepaid: prepaid.esam.infrared_open),
        (4, lambda prepaid: not prepaid.relay.closed),
        (6, lambda prepaid: prepaid.relay.trip_standing or _ordered_by_arrears(prepaid)),
        (7, lambda prepaid: prepaid.relay.alarm or prepaid.account.alarmed()),
        (12, lambda prepaid: prepaid.relay.keep_power),
        (13, lambda prepaid: prepaid.esam.identified),
        (15, lambda prepaid: not prepaid.account.opened),
    ),
}
FIXED = {3: MONEY_METER | NO_CARD_OPENING}


def status_word(prepaid: "Prepaid", word: int) -> bytes:
    """Status word 1..7 as it goes on the wire (2 bytes)."""
    value = FIXED.get(word, 0)
    for bit, is_set in BITS.get(word, ()):
        value |= is_set(prepaid) << bit
    return value.to_bytes(2, "little")

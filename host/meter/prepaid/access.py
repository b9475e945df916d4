# access.py - whom the meter answers: addresses, and what infrared may ask without authentication
"""Without infrared authentication a question outside the list is not answered at all [firmware 3JIL].

The list is held against the first four bytes of DATA whatever the control code, as that firmware does.
"""

from wattkey.dlt645 import codes
from wattkey.dlt645.values import ANYONE
from wattkey_host.meter.prepaid.wire import identifier

ALWAYS = (codes.FIND, 0x1F)
PASSWORDS = (0x02, 0x04)  # PA of a 1C that may come without authentication

ENERGY = [group | rate << 8 for group in (0, 0x10000, 0x20000) for rate in (0, 1, 2, 3, 4, 0xFF)]
IDENTITY = [0x04000401, 0x04000402, 0x04800004, 0x04000101, 0x04000102, 0x0400010C]
MONEY = [0x00900100, 0x00900101, 0x00900200, 0x00900201]
LOGIN = [0x078003FF, 0x070003FF]
FREE = frozenset(ENERGY + IDENTITY + MONEY + LOGIN)

NOT_FOR_ANYONE = (0x14, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D)  # control codes refused under all-AA


def taken(to: bytes, control: int) -> bool:
    """Whether the meter does this when it is asked `to` that address."""
    return to != ANYONE or control not in NOT_FOR_ANYONE


def answered(control: int, data: bytes, authenticated: bool) -> bool:
    """Whether infrared gets any answer to this question."""
    if authenticated or control in ALWAYS or identifier(data) in FREE:
        return True
    return control == codes.RELAY and data[:1] != b"" and data[0] in PASSWORDS

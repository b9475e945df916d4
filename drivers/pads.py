# pads.py - how strongly a pin drives: the board's modules leave 4 mA, and rp2pio makes it 2
"""The pads of the RP2040, one word of PADS_BANK0 for each GPIO (data sheet 2.19.6.3); bits 4 and 5 are the drive."""

import memorymap
from micropython import const

_BANK = const(0x4001C004)
_STRONGEST = const(0x30)  # 12 mA
_MILLIAMPERES = (2, 4, 8, 12)


def strengthen(*pins: str) -> None:
    """12 mA from the pins of these names ("GP2"), the most that a pad gives. To be called behind whatever drives them.

    A pad also limits the current: an LED straight at one gets no more. Raises ValueError for what is no GPIO.
    """
    for name in pins:
        pad = _pad(name)
        word = bytearray(pad[0:4])
        word[0] |= _STRONGEST
        pad[0:4] = word


def strength(pin: str) -> int:
    """What the pin of this name gives now, in mA: 2, 4, 8 or 12. Raises ValueError for what is no GPIO."""
    return _MILLIAMPERES[_pad(pin)[0:4][0] >> 4 & 3]


def _pad(name: str) -> memorymap.AddressRange:
    if not name.startswith("GP") or int(name[2:]) > 29:
        raise ValueError("no GPIO: " + name)
    return memorymap.AddressRange(start=_BANK + 4 * int(name[2:]), length=4)

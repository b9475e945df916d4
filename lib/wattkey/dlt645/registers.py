# registers.py - energy per tariff rate: which rates a block holds is told by what came
"""The length of a block gives the rates. DL/T 645-1997 (901F): 16 bytes are total, peak, flat, valley; 20 bytes total,
sharp, peak, flat, valley; 4 bytes the total alone; an end mark AA may follow. DL/T 645-2007 (0001FF00): the same
with five values; with fewer its rates are numbered, and nobody says which of them is the peak."""

from wattkey.dlt645.values import bcd

NAMED = ("total", "sharp", "peak", "flat", "valley")
NUMBERED = ("total", "rate1", "rate2", "rate3", "rate4")
_END_MARK = 0xAA
_SIZE = 4  # bytes of a register: XXXXXX.XX kWh


def read_1997(block: bytes) -> "tuple[tuple[str, ...], list[int | None]]":
    """(names, values in hundredths of a kWh) of 901F, wire order; a value is None where the meter says FF.

    Raises ValueError for every other length, and for what is no BCD.
    """
    if len(block) in (5, 17, 21) and block[-1] == _END_MARK:
        block = block[:-1]
    if len(block) == 16:
        return NAMED[:1] + NAMED[2:], _values(block)
    if len(block) in (4, 20):
        return NAMED[: len(block) // _SIZE], _values(block)
    raise ValueError("%d bytes are no energy block" % len(block))


def read_2007(block: bytes) -> "tuple[tuple[str, ...], list[int | None]]":
    """The same of 0001FF00, which may hold any number of rates up to four. Raises ValueError as above."""
    count, over = divmod(len(block), _SIZE)
    if over or not 1 <= count <= 5:
        raise ValueError("%d bytes are no energy block" % len(block))
    return (NAMED if count == 5 else NUMBERED[:count]), _values(block)


def five(block: bytes) -> "list[int | None]":
    """Total and rates 1 to 4 of 0001FF00; None for a rate that the meter does not have. Raises ValueError as above."""
    _, values = read_2007(block)
    return values + [None] * (5 - len(values))


def _values(block: bytes) -> "list[int | None]":
    return [bcd(block[i : i + _SIZE]) for i in range(0, len(block), _SIZE)]

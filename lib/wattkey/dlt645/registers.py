# registers.py - energy per tariff rate: which rates a block holds is told by what came
"""The length of a block gives the rates. DL/T 645-1997 (901F): 16 bytes are total, peak, flat, valley; 20 bytes total,
sharp, peak, flat, valley; 4 bytes the total alone; an end mark AA may follow. DL/T 645-2007 (0001FF00): five values
have the names of 1997. For any other number of values the rates are numbered: nobody says which of them is the peak."""

from wattkey.dlt645.values import registers

NAMED = ("total", "sharp", "peak", "flat", "valley")
_THREE = NAMED[:1] + NAMED[2:]
_TOTAL = NAMED[:1]
_END_MARK = 0xAA
_SIZE = 4  # bytes of a register: XXXXXX.XX kWh


def rates(standard: int, count: int) -> "tuple[str, ...]":
    """Names of so many values in a block of that edition (1997, 2007). Raises ValueError if no block has so many."""
    if count == 5:  # the same tuple for all: the board holds 64 meters
        return NAMED
    if standard == 1997 and count == 4:
        return _THREE
    if not 1 <= count <= 64:
        raise ValueError("%d values in a block" % count)
    return _TOTAL + tuple(["rate%d" % rate for rate in range(1, count)])


def values_in(block: bytes, size: int, end_mark: bool) -> bytes:
    """A block of values of `size` bytes without the AA that may close one of 1997.

    Raises ValueError if it is not a number of whole values.
    """
    if end_mark and len(block) % size == 1 and block[-1] == _END_MARK:
        block = block[:-1]
    if not block or len(block) % size:
        raise ValueError("%d bytes are not a number of values of %d bytes" % (len(block), size))
    return block


def read(standard: int, block: bytes) -> "tuple[tuple[str, ...], list[int | None]]":
    """(names, values in hundredths of a kWh) of DATA behind 901F or 0001FF00; a value is None where the meter says FF.

    Raises ValueError for more than four rates, for every other length of 1997, and for what is no BCD.
    """
    values = registers(values_in(block, _SIZE, standard == 1997))
    return rates(standard, len(values)), values

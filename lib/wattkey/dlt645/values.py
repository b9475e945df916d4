# values.py - what the bytes of DATA mean: BCD numbers, times, fields
"""On the wire every value comes low byte first; these functions take it as it came."""

BROADCAST = b"\x99" * 6  # everybody acts, nobody answers
ANYONE = b"\xaa" * 6  # whoever is alone in reach


def flip(data: bytes) -> bytes:
    """Bytes in reverse order: from the wire (low byte first) to how they are written, and back."""
    return bytes(reversed(data))


def bcd(data: bytes) -> "int | None":
    """An unsigned BCD number, low byte first. FF in every byte means absent: None.

    Raises ValueError if a nibble is not a decimal digit.
    """
    if all(b == 0xFF for b in data):
        return None
    value = 0
    for b in reversed(data):
        if b >> 4 > 9 or b & 15 > 9:
            raise ValueError("not BCD")
        value = value * 100 + (b >> 4) * 10 + (b & 15)
    return value


def registers(block: bytes) -> "list[int | None]":
    """The values of one to five registers of 4 bytes BCD; None for one that is absent. Raises ValueError."""
    if not block or len(block) % 4 or len(block) > 20:
        raise ValueError("%d bytes are not a total and up to four rates" % len(block))
    return [bcd(block[i : i + 4]) for i in range(0, len(block), 4)]


def five(block: bytes) -> "list[int | None]":
    """Total and rates 1 to 4 of 0001FF00 (2007); None for a rate that the meter does not have. Raises ValueError."""
    values = registers(block)
    return values + [None] * (5 - len(values))


def fields(data: bytes, *lengths: int) -> "list[bytes]":
    """Cut DATA of a security answer (C=03) into its fields, each turned most significant byte first.

    Raises ValueError unless the lengths add up.
    """
    if len(data) != sum(lengths):
        raise ValueError("%d bytes instead of %d" % (len(data), sum(lengths)))
    out = []
    at = 0
    for length in lengths:
        out.append(flip(data[at : at + length]))
        at += length
    return out


def addressed(to: bytes, own: bytes) -> bool:
    """Whether a frame `to` this address is for the meter `own`; AA may stand for leading bytes, or for all six."""
    i = 0
    while i < 6 and to[i] == 0xAA:
        i += 1
    return to[i:] == own[i:]

# uf2.py - the image as a file that is dragged onto the Pico's boot drive (RPI-RP2)
"""Blocks of 512 bytes, 256 of them payload; numbers little-endian (https://github.com/microsoft/uf2)."""

import struct

FAMILY = 0xE48BFF56  # RP2040
DRIVE_AT = 0x1010_0000  # where CircuitPython keeps its drive on a Pico
PAYLOAD = 256
ERASE = 4096  # the boot ROM erases a whole sector when its first block comes
_BLOCK = struct.Struct("<IIIIIIII476sI")
_MAGIC = 0x0A324655, 0x9E5D5157, 0x0AB16F30
_FAMILY_FLAG = 0x2000


class BadUf2(ValueError):
    """Not a UF2 file for this chip; says what is wrong with it."""


def pack(image: bytes, firmware: bytes = b"") -> bytes:
    """The UF2 of a drive image, after the blocks of `firmware` (a UF2, such as CircuitPython's own) if there is one.

    Sectors that are all 0xFF, the free clusters, are left out. Raises BadUf2 for a firmware that is none.
    """
    blocks = [(address, payload) for address, payload in unpack(firmware) if address < DRIVE_AT]
    for at in range(0, len(image), ERASE):
        sector = image[at : at + ERASE]
        if sector.count(0xFF) < len(sector):
            blocks += [(DRIVE_AT + at + n, sector[n : n + PAYLOAD]) for n in range(0, len(sector), PAYLOAD)]
    head = *_MAGIC[:2], _FAMILY_FLAG
    return b"".join(
        _BLOCK.pack(*head, address, len(payload), number, len(blocks), FAMILY, payload, _MAGIC[2])
        for number, (address, payload) in enumerate(blocks)
    )


def unpack(data: bytes) -> list[tuple[int, bytes]]:
    """(address, payload) of every block. Raises BadUf2."""
    if len(data) % _BLOCK.size:
        raise BadUf2(f"{len(data)} bytes are not a whole number of {_BLOCK.size}-byte blocks")
    blocks = []
    for number, block in enumerate(_BLOCK.iter_unpack(data)):
        first, second, _, address, size, _, _, family, payload, last = block
        if (first, second, last) != _MAGIC or size > len(payload):
            raise BadUf2(f"block {number} is none")
        if family != FAMILY:
            raise BadUf2(f"block {number} is for another chip (family {family:08x}, not the RP2040's {FAMILY:08x})")
        blocks.append((address, payload[:size]))
    return blocks

# uf2.py - the image as a file that is dragged onto the Pico's boot drive (RPI-RP2)
"""Blocks of 512 bytes, 256 of them payload; numbers little-endian (https://github.com/microsoft/uf2).

The RP2040's boot ROM (pico-bootrom-rp2040, virtual_disk.c, `_write_uf2_page`) erases a sector of the flash once for
each *block number // 16*, not for each address. So a sector is sent whole, in sixteen blocks; the first number is a
multiple of sixteen.

The ROM starts the flash only if the checksum of its first page, the second stage, is right. So in file order the first
sector is erased first and its first page comes last: an interrupted drag leaves the board in RPI-RP2, for the next one.
"""

import struct
import zlib
from collections.abc import Iterator

FAMILY = 0xE48BFF56  # RP2040
FLASH_AT = 0x1000_0000
NVM_AT = 0x100F_F000  # CircuitPython's nvm on a Pico: its firmware ends below, and nothing of ours touches it
DRIVE_AT = 0x1010_0000  # where CircuitPython keeps its drive on a Pico
PAYLOAD = 256
ERASE = 4096  # bytes that the flash erases at once
_BLOCK = struct.Struct("<IIIIIIII476sI")
_MAGIC = 0x0A324655, 0x9E5D5157, 0x0AB16F30
_FAMILY_FLAG = 0x2000
_NOT_MAIN_FLASH = 0x0001
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class BadUf2(ValueError):
    """Not a UF2 file for this board; says what is wrong with it."""


def pack(image: bytes, firmware: bytes = b"") -> bytes:
    """The UF2 of a drive image, with `firmware` (a UF2, such as CircuitPython's own) under it if there is one.

    Sectors of the image that are all 0xFF, the free clusters, are left out. Raises BadUf2 for what no Pico can run.
    """
    sectors = _sectors(firmware) if firmware else {}
    for at in range(0, len(image), ERASE):
        sector = image[at : at + ERASE]
        if sector.count(0xFF) < len(sector):
            sectors[DRIVE_AT + at] = sector
    head = *_MAGIC[:2], _FAMILY_FLAG
    count = len(sectors) * ERASE // PAYLOAD
    blocks = [
        _BLOCK.pack(*head, address, PAYLOAD, number, count, FAMILY, payload, _MAGIC[2])
        for number, (address, payload) in enumerate(_pages(sectors))
    ]
    return b"".join([*blocks[1:], *blocks[:1]])


def unpack(data: bytes) -> list[tuple[int, bytes]]:
    """(address, payload) of every block, in file order. Raises BadUf2."""
    if len(data) % _BLOCK.size:
        raise BadUf2(f"{len(data)} bytes are not a whole number of {_BLOCK.size}-byte blocks")
    blocks = []
    for number, block in enumerate(_BLOCK.iter_unpack(data)):
        first, second, flags, address, size, _, _, family, payload, last = block
        if (first, second, last) != _MAGIC:
            raise BadUf2(f"block {number} is none")
        if family != FAMILY:
            raise BadUf2(f"block {number} is for another chip (family {family:08x}, not the RP2040's {FAMILY:08x})")
        if size != PAYLOAD or address % PAYLOAD or flags & _NOT_MAIN_FLASH:
            raise BadUf2(f"block {number} is not a page of the flash, so the boot ROM would pass it over")
        blocks.append((address, payload[:size]))
    return blocks


def starts(flash: bytes) -> bool:
    """Whether the boot ROM would start this flash: the checksum of the second stage, its first 256 bytes, is right.

    CRC-32, polynomial 04C11DB7, bits not mirrored; in the last four bytes, least significant first (RP2040 data sheet,
    2.8.1.3.1).
    """
    mirrored = zlib.crc32(flash[: PAYLOAD - 4].translate(_MIRRORED)) ^ 0xFFFF_FFFF
    return int(f"{mirrored:032b}"[::-1], 2) == int.from_bytes(flash[PAYLOAD - 4 : PAYLOAD], "little")


def _sectors(firmware: bytes) -> dict[int, bytes]:
    """Address -> whole sector of a firmware, in order. A drive in the same file is left out: ours takes its place."""
    sectors: dict[int, bytearray] = {}
    for address, payload in unpack(firmware):
        if NVM_AT <= address < DRIVE_AT or address < FLASH_AT:
            raise BadUf2(
                f"it has a block at {address:08X}, and the firmware of a Pico with 2 MB ends below {NVM_AT:08X}:"
                " is it for another board, such as the Pico W?"
            )
        if address < NVM_AT:
            sector = sectors.setdefault(address - address % ERASE, bytearray(b"\xff" * ERASE))
            sector[address % ERASE : address % ERASE + PAYLOAD] = payload
    if not starts(bytes(sectors.get(FLASH_AT, b""))):
        raise BadUf2("it has no second stage, so no Pico would start it")
    return {address: bytes(sectors[address]) for address in sorted(sectors)}


def _pages(sectors: dict[int, bytes]) -> Iterator[tuple[int, bytes]]:
    for at, sector in sectors.items():
        yield from ((at + n, sector[n : n + PAYLOAD]) for n in range(0, ERASE, PAYLOAD))

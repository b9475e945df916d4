# bootrom.py - the boot drive RPI-RP2 of an RP2040, as its ROM writes what is dragged there
"""From pico-bootrom-rp2040, bootrom/virtual_disk.c (`_update_current_uf2_info`, `_write_uf2_page`), written down anew:
it knows nothing of the code that makes UF2 files. The flash is NOR: an erase sets a whole sector to FF, programming
only clears bits."""

import struct

FLASH_AT, FLASH_BYTES = 0x10000000, 2 << 20
SECTOR, PAGE = 4096, 256
MAGIC = (0x0A324655, 0x9E5D5157)
MAGIC_END = 0x0AB16F30
FAMILY = 0xE48BFF56


class BootRom:
    """Takes a file block by block. `flash` is the chip; `done`: all blocks came, so the board starts anew."""

    def __init__(self, flash=b"\xff" * FLASH_BYTES):
        self.flash = bytearray(flash)
        self.done = False
        self._count = 0

    def drag(self, file, blocks=None):
        """A host copies the file, or its first `blocks` blocks."""
        for at in range(0, len(file) if blocks is None else 512 * blocks, 512):
            self.write(file[at : at + 512])
        return self

    def write(self, block):
        *magic, flags, address, size, number, count, family = struct.unpack_from("<8I", block)
        end = struct.unpack_from("<I", block, 508)[0]
        if (*magic, end) != (*MAGIC, MAGIC_END) or not flags & 0x2000 or flags & 1 or family != FAMILY or size != PAGE:
            return  # not for this ROM
        inside = FLASH_AT <= address < FLASH_AT + FLASH_BYTES
        if not count or not inside or address % PAGE or number >= count:
            self._count = 0  # garbage ends the transfer
            return
        if count != self._count:  # a new file
            self._count, self._seen, self._erased = count, set(), set()
        if number not in self._seen:
            self._seen.add(number)
            self._store(address - FLASH_AT, number, block[32 : 32 + PAGE])
        self.done = len(self._seen) == count

    def _store(self, at, number, page):
        group = number * PAGE // SECTOR
        if group not in self._erased:
            self._erased.add(group)
            sector = at - at % SECTOR
            self.flash[sector : sector + SECTOR] = b"\xff" * SECTOR
        kept = int.from_bytes(self.flash[at : at + PAGE]) & int.from_bytes(page)
        self.flash[at : at + PAGE] = kept.to_bytes(PAGE)

    @property
    def starts(self):
        """Whether the second stage is whole, so that the board leaves RPI-RP2 by itself."""
        return crc32_mpeg2(self.flash[: PAGE - 4]) == int.from_bytes(self.flash[PAGE - 4 : PAGE], "little")


def crc32_mpeg2(data):
    """The ROM's checksum of the second stage, bit by bit (RP2040 data sheet, 2.8.1.3.1)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc >> 31 else 0)) & 0xFFFFFFFF
    return crc


def second_stage(filling):
    """A page with this byte in it that the ROM starts."""
    code = bytes([filling]) * (PAGE - 4)
    return code + crc32_mpeg2(code).to_bytes(4, "little")


def plain_uf2(pages, family=FAMILY, flags=0x2000):
    """A UF2 as a linker's tool makes it: pages {address: 256 bytes}, one after the other, numbered from 0."""
    head = struct.Struct("<8I476sI")
    return b"".join(
        head.pack(*MAGIC, flags, address, PAGE, number, len(pages), family, page, MAGIC_END)
        for number, (address, page) in enumerate(pages.items())
    )


def firmware(filling=0x55, pages=3586 // 16):
    """As CircuitPython's UF2: page after page, two over a multiple of sixteen."""
    more = {FLASH_AT + PAGE * n: bytes([filling, n & 0xFF]) * 128 for n in range(1, pages + 2)}
    return plain_uf2({FLASH_AT: second_stage(filling), **more})

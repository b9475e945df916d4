# qstrs.py - how many names the board holds in its memory, beside those of CircuitPython's ROM
"""A name (qstr) stays until a reset. They lie in pools, each twice as large as the one before (py/qstr.c):

the pool before, number of names before it, room, names in it, their hashes, their lengths    4 bytes each
the names                                                                                    4 bytes each
"""

import struct

from wattkey_lab.pico.emulator import Emulator

_RAM = 0x20000000
_RAM_SIZE = 264 << 10
_ROOMS = [20 << n for n in range(8)]  # of pools: 20, 40 ...
_HEAD = 6
POOLED = 1260  # so many names fit the pools up to 640; the next one takes 7,728 bytes


def count(emulator: Emulator) -> int:
    """The names in all pools, now."""
    ram = bytes.fromhex(emulator.ask("ram", 0, _RAM_SIZE))
    words = struct.unpack(f"<{len(ram) // 4}I", ram)
    return sum(words[at + 3] for at in range(len(words) - _HEAD) if _is_pool(words, at))


def _is_pool(words: tuple[int, ...], at: int) -> bool:
    before, _, room, used, hashes, lengths = words[at : at + _HEAD]
    if room not in _ROOMS or not 0 < used <= room or before >> 28 not in (1, 2):
        return False
    names = words[at + _HEAD : at + _HEAD + used]
    return all(_RAM <= one < _RAM + _RAM_SIZE for one in (hashes, lengths, *names))

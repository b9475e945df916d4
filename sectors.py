# sectors.py - an image file as a read-only disk: each sector is what it was when the image was made
"""Loaded by chooser.py, beside loader.py on the drive; loose files go without it."""

import binascii

import supervisor
from micropython import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from io import BufferedReader
    from typing import Any

_SECTOR = const(512)
_TABLE = const(1024)  # where the CRCs of all sectors begin
_PART = const(64)  # bytes of it that are read at a time, those of 32 sectors
_MARK = const(4)  # bytes of a CRC-32


class Sectors:
    """The image as storage.mount wants it. A host may write where the open file lies, and be gone before the next read:
    once one was seen, and always behind the start, which is to be quick, each sector is held against its CRC (the low
    half of its CRC-32), and foreign bytes never run.

    The table of these would take a kilobyte. It stays in the file, where a host may change it as well: in memory are
    the CRC-32 of each part of it, and the part that was read last."""

    def __init__(self, file: "BufferedReader", size: int) -> None:
        self._file = file
        self._count = size // _SECTOR
        self._marks = b"".join([self._read(n) for n in range((2 * self._count + _PART - 1) // _PART)])
        self._wary = self._busy = False
        self.wrong = False  # it is not what it was: whatever is not loaded yet may never come

    def readblocks(self, start_block: int, buf: "Any") -> None:
        """Raises OSError, and starts code.py again, where the file is not what it was: an error that is only returned
        would hang the interpreter in the middle of a module."""
        try:
            self._file.seek(start_block * _SECTOR)
            good = self._file.readinto(buf) == len(buf)
            self._wary = self._wary or supervisor.runtime.usb_connected
            good = good and self._right(start_block, memoryview(buf))
        except OSError:  # not even its place is known any more
            good = False
        if not good:
            self.wrong = True
            self.busy(self._busy)
            raise OSError(5)

    def _read(self, part: int) -> bytes:
        """The CRC-32 of a part of the table, which is kept."""
        self._file.seek(_TABLE + _PART * part)
        self._part, self._there = self._file.read(_PART), part
        return binascii.crc32(self._part).to_bytes(_MARK, "little")

    def _right(self, number: int, view: memoryview) -> bool:
        for at in range(0, len(view) if self._wary else 0, _SECTOR):
            part, place = divmod(2 * number, _PART)
            if part != self._there and self._read(part) != self._marks[_MARK * part : _MARK * part + _MARK]:
                self._there = -1
                return False
            low = binascii.crc32(view[at : at + _SECTOR]) & 0xFFFF
            if low != self._part[place] | self._part[place + 1] << 8:
                return False
            number += 1
        return True

    def ioctl(self, what: int, value: int) -> int:
        """4: how many sectors; 5: bytes of one. Without `writeblocks` it is read only."""
        return self._count if what == 4 else _SECTOR if what == 5 else 0

    def beware(self) -> None:
        """The start is over."""
        self._wary = True

    def busy(self, runs: bool) -> None:
        """Whether a flow runs. At its end code.py starts again if the image has changed meanwhile."""
        self._busy = runs
        if self.wrong and not runs:
            supervisor.reload()

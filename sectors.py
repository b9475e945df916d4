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


class Sectors:
    """The image as storage.mount wants it. A host may write where the open file lies, and be gone before the next read:
    once one was seen, and always behind the start, which is to be quick, each sector is held against its CRC (the low
    half of its CRC-32), and foreign bytes never run."""

    def __init__(self, file: "BufferedReader", size: int) -> None:
        self._file = file
        self._count = size // _SECTOR
        self._table = bytearray(2 * self._count)
        file.seek(2 * _SECTOR)
        file.readinto(self._table)
        self._wary = self._busy = self._wrong = False

    def readblocks(self, start_block: int, buf: "Any") -> None:
        """Raises OSError, and starts code.py again, where the file is not what it was: an error that is only returned
        would hang the interpreter in the middle of a module."""
        self._file.seek(start_block * _SECTOR)
        good = self._file.readinto(buf) == len(buf)
        self._wary = self._wary or supervisor.runtime.usb_connected
        if not good or self._wary and not self._right(start_block, memoryview(buf)):
            self._wrong = True
            self.busy(self._busy)
            raise OSError(5)

    def _right(self, number: int, view: memoryview) -> bool:
        for at in range(0, len(view), _SECTOR):
            low = binascii.crc32(view[at : at + _SECTOR]) & 0xFFFF
            place = 2 * (number + at // _SECTOR)
            if low != self._table[place] | self._table[place + 1] << 8:
                return False
        return True

    def writeblocks(self, start_block: int, buf: "Any") -> None:
        """It is read only."""
        raise OSError(30)

    def ioctl(self, what: int, value: int) -> int:
        """4: how many sectors; 5: bytes of one."""
        return {4: self._count, 5: _SECTOR}.get(what, 0)

    def beware(self) -> None:
        """The start is over."""
        self._wary = True

    def busy(self, runs: bool) -> None:
        """Whether a flow runs. At its end code.py starts again if the image has changed meanwhile."""
        self._busy = runs
        if self._wrong and not runs:
            supervisor.reload()

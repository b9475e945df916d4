# drive_board.py - the board's own USB drive, read by the program, written by boot.py only
"""What is to be published waits in alarm.sleep_memory, which survives a reset but not a power cut:

0 mark 57H   1 which file   2 length   3..6 CRC-32 of the content, high byte first   7 tries, a nibble for each file
8 its complement   9.. content, 235 bytes at most; card and report may have another record behind it: which file,
length, CRC-32, content. 244 faults in a row   245 its complement (faults.py)
"""

import binascii
import os

import alarm
import board
import digitalio
import microcontroller
import supervisor
from micropython import const

from wattkey.ports import Clock, Drive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterator

_FOLDERS = ("/", "/mail", "/orders")  # always another than the root: FatFs shows a stale one otherwise
_OTHERS = ("lib", "drivers", "flows", "mail", "orders", "System Volume Information")  # where nobody looks for an order
_MARK = const(0x57)
_ROOM = const(244)  # bytes, before the faults
_SHIFT = {Drive.CARD: 0, Drive.REPORT: 4}  # which half of the tries is theirs; the readings' own flow counts
_FILE = const(0x8000)  # st_mode of a regular file
_OUR_CLUSTER = const(4096)  # bytes, of the image that we ship (docs/drive.md), whose root has 128 entries
_ROOMY = const(120)  # of them; an order and the companion that macOS gives it take eight


class BoardDrive(Drive):
    """CIRCUITPY, called WATTKEY."""

    def __init__(self, vbus: digitalio.DigitalInOut) -> None:
        self._vbus = vbus
        self._host = False  # one was seen since the cable came
        self._entries = 0  # of the root
        self._small = os.statvfs("/")[0] == _OUR_CLUSTER

    def list(self) -> "list[tuple[str, int, int]]":
        return [one for piece in self.pieces() for one in piece]

    def pieces(self) -> "Iterator":
        self.host()  # this is called all the time: one that falls asleep later was seen
        entries = 1  # the label
        for folder in _FOLDERS:
            for name in _names(folder):
                if folder == "/":
                    entries += _entries(name)
                yield _seen(folder, name)
        self._entries = entries

    def read(self, name: str, limit: int, start: int = 0) -> bytes:
        with open(name, "rb") as file:
            size = file.seek(0, 2)
            file.seek(start)
            return file.read(min(limit, max(0, size - start)))  # room for `limit` bytes would be taken otherwise

    def room(self) -> bool:
        return not self._small or self._entries <= _ROOMY

    def attached(self) -> bool:
        self.host()
        return self._vbus.value

    def host(self) -> bool:
        self._host = self._vbus.value and (self._host or supervisor.runtime.usb_connected)
        return self._host

    def tries(self, kind: int, record: bytes) -> int:
        if alarm.sleep_memory[1] == kind and bytes(alarm.sleep_memory[3:7]) != _crc(record):
            return 0  # the last one had another content: that it arrived nobody has had time to look
        return self._tries() >> _SHIFT.get(kind, 8) & 15

    def settled(self, kind: int) -> None:
        if kind not in _SHIFT:
            alarm.sleep_memory[1] = 0
            return
        tries = self._tries() & ~(15 << _SHIFT[kind])
        if tries != self._tries():
            alarm.sleep_memory[7:9] = bytes([tries, ~tries & 0xFF])

    def publish(self, kind: int, record: bytes, then: int = 0, behind: bytes = b"") -> None:
        shift = _SHIFT.get(kind, 8)
        tries = (self._tries() & ~(15 << shift) | self.tries(kind, record) + 1 << shift) & 0xFF
        head = bytes([_MARK, kind, len(record)]) + _crc(record) + bytes([tries, ~tries & 0xFF])
        next_head = bytes([then, len(behind)]) + _crc(behind)  # a file of number 0 is none
        whole = (head + record + next_head + behind)[:_ROOM]
        alarm.sleep_memory[: len(whole)] = whole
        microcontroller.reset()

    def handed(self, kind: int) -> bytes:
        memory = alarm.sleep_memory
        record = bytes(memory[9 : 9 + memory[2]])
        return record if memory[1] == kind and bytes(memory[3:7]) == _crc(record) else b""

    def _tries(self) -> int:
        """Zero when the memory has lost its power since."""
        tries, check = alarm.sleep_memory[7], alarm.sleep_memory[8]
        return tries if tries ^ check == 0xFF else 0


def _crc(record: bytes) -> bytes:
    return binascii.crc32(record).to_bytes(4, "big")


def _entries(name: str) -> int:
    """How many entries of its folder a name takes: one, and one for each 13 characters of a long name."""
    stem, _, end = name.partition(".")
    short = 0 < len(stem) <= 8 and len(end) <= 3 and "." not in end
    return 1 if short else 1 + (len(name) + 12) // 13


def _seen(folder: str, name: str) -> "list[tuple[str, int, int]]":
    """What `list` says of one name in a folder of ours."""
    path = folder.rstrip("/") + "/" + name
    try:
        stat = os.stat(path)
    except OSError:  # gone between the two looks
        return []
    if stat[0] & _FILE:
        return [(path, stat[6], int(stat[8]))]
    if name.lower().endswith(".json"):
        return [(path, -1, 0)]
    if folder == "/" and name[0] != "." and name not in _OTHERS:
        return [(path + "/" + order, -2, 0) for order in _names(path) if order.lower().startswith("wk-")]
    return []


def _names(folder: str) -> "list[str]":
    try:
        return os.listdir(folder)
    except OSError:  # no /mail
        return []


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Drive:
    """Pin: VBUS_SENSE (high while a cable brings power)."""
    vbus = digitalio.DigitalInOut(getattr(board, settings("VBUS_SENSE", "VBUS_SENSE")))
    vbus.switch_to_input()
    return BoardDrive(vbus)

# store_nvm.py - choices kept in the board's nvm, which is one flash sector
"""nvm is a row of slots of 16 bytes, written one after the other and never again: bytes that are still FF are
programmed without an erase, so nothing that is stored is touched. The newest whole slot of a kind counts.

0 kind (FF: the slot is free)   1 length   2..11 value   12..15 CRC-32 of the rest, high byte first

A slot that a power cut left half written has a wrong CRC: it is passed over, and the value before it counts.
"""

import binascii

import microcontroller
from micropython import const

from wattkey.errors import PartBroken
from wattkey.ports import Clock, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from nvm import ByteArray

_SLOT = const(16)
_ROOM = const(10)  # bytes of a value
_FREE = b"\xff" * 16


class NvmStore(Store):
    """Reads are from memory; a write is one flash operation of a millisecond, without an erase."""

    def __init__(self, nvm: "ByteArray") -> None:
        self._nvm = nvm
        self._values: "dict[int, bytes]" = {}
        self._next = 0  # the first free slot
        while self._next < len(nvm):
            slot = bytes(nvm[self._next : self._next + _SLOT])
            if slot == _FREE:
                break
            if slot[1] <= _ROOM and _crc(slot) == slot[12:]:
                self._values[slot[0]] = slot[2 : 2 + slot[1]]
            self._next += _SLOT

    def get(self, kind: int) -> bytes:
        return self._values.get(kind, b"")

    def put(self, kind: int, value: bytes) -> bool:
        if self.get(kind) == value:
            return True
        if self._next >= len(self._nvm):
            return False
        self._nvm[self._next : self._next + _SLOT] = _packed(kind, value)
        self._next += _SLOT
        self._values[kind] = value
        return True

    def tidy(self) -> None:
        """The newest of each kind alone, in one assignment: an erase, then a program."""
        kept = b"".join([_packed(kind, value) for kind, value in self._values.items()])
        self._nvm[:] = kept + b"\xff" * (len(self._nvm) - len(kept))
        self._next = len(kept)


def _packed(kind: int, value: bytes) -> bytes:
    if len(value) > _ROOM or not 0 < kind < 0xFF:
        raise ValueError("kind %d, %d bytes" % (kind, len(value)))
    slot = bytes([kind, len(value)]) + value + bytes(_ROOM - len(value))
    return slot + _crc(slot)


def _crc(slot: bytes) -> bytes:
    return binascii.crc32(slot[:12]).to_bytes(4, "big")


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Store:
    """No pins. Raises PartBroken (P08) on a board without nvm."""
    if not microcontroller.nvm:
        raise PartBroken("P08", "no nvm")
    return NvmStore(microcontroller.nvm)

# store_nvm.py - choices kept in the board's nvm, which is one flash sector
"""The slots are the loader's, which keeps there what it has chosen: loader.py says what they look like."""

import microcontroller

from loader import life
from wattkey.errors import PartBroken
from wattkey.ports import Clock, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from loader import Slots


class NvmStore(Store):
    """Reads are from memory; a write is one flash operation of a millisecond, without an erase."""

    def __init__(self, slots: "Slots") -> None:
        self._slots = slots

    def get(self, kind: int) -> bytes:
        return self._slots.get(kind)

    def put(self, kind: int, value: bytes) -> bool:
        return self._slots.put(kind, value)

    def tidy(self, unless: int = 256) -> None:
        if self._slots.free() < unless:
            self._slots.tidy()


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Store:
    """No pins. Raises PartBroken (P08) on a board without nvm."""
    if not microcontroller.nvm:
        raise PartBroken("P08", "no nvm")
    return NvmStore(life.slots)

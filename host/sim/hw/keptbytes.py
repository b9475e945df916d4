# keptbytes.py - a ByteArray: bytes that the board keeps, written through hooks
"""Not for the device; alarm.sleep_memory and microcontroller.nvm are made from it."""

from collections.abc import Callable

from wattkey_host.sim.run import current

_life = current()


class ByteArray:
    """Reads like a bytearray of fixed size; each assignment is one write of `store(start, data)`."""

    def __init__(self, cells: bytearray, store: Callable[[int, bytes], None]) -> None:
        self._cells = cells
        self._store = store

    def __len__(self) -> int:
        return len(self._cells)

    def __getitem__(self, index: int | slice) -> int | bytearray:
        _life.check()
        return self._cells[index]

    def __setitem__(self, index: int | slice, value: int | bytes) -> None:
        _life.check()
        if isinstance(index, int):
            at = index + len(self) if index < 0 else index
            if not 0 <= at < len(self):
                raise IndexError("index out of range")
            self._store(at, bytes([value]))  # type: ignore[list-item]  # an int, by the index
            return
        start, stop, step = index.indices(len(self))
        data = bytes(value)
        if step != 1 or stop - start != len(data):
            raise ValueError("Slice and value different lengths.")
        self._store(start, data)

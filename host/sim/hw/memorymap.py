# memorymap.py - registers of the chip by their address; of the simulated one only the pads
"""Module `memorymap`, for whole words of PADS_BANK0, as CircuitPython has it on the RP2040."""

from wattkey_host.sim.run import current

_life = current()
_PADS = range(0x4001C004, 0x4001C004 + 4 * 30, 4)


class AddressRange:
    """Words of memory; read and written in slices of whole words."""

    def __init__(self, *, start: int, length: int) -> None:
        if start not in _PADS or length != 4:
            raise ValueError("Address range not allowed")
        self._gpio = f"GP{_PADS.index(start)}"

    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: slice) -> bytes:
        _whole(index)
        return _life.world.pads.get(self._gpio, 0x56).to_bytes(4, "little")

    def __setitem__(self, index: slice, value: bytes) -> None:
        _whole(index)
        _life.check()
        _life.world.pads[self._gpio] = int.from_bytes(value, "little")


def _whole(index: slice) -> None:
    if index != slice(0, 4, None):
        raise RuntimeError("Unable to access unaligned IO register")

# gc.py - memory, which is the PC's here
"""Module `gc`. Collecting takes the time it takes on the board; the free memory is a board's figure, not measured."""

from wattkey_host.sim.run import current

_life = current()
_COLLECT_US = 10_000  # seen on the chip: 6.7 to 14.6 ms
_FREE = 110_064  # bytes free on the chip with all libraries loaded


def collect() -> None:
    """Takes 10 ms."""
    _life.spend(_COLLECT_US)


def mem_free() -> int:
    """A typical figure; only the chip can tell."""
    _life.check()
    return _FREE


def mem_alloc() -> int:
    """What is left of the chip's heap after mem_free()."""
    return 160_928 - mem_free()


def enable() -> None:
    """No effect."""


def disable() -> None:
    """No effect."""


def isenabled() -> bool:
    """Always."""
    return True

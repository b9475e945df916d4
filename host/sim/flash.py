# flash.py - erase, then program: the two moments of every change to the flash
"""A NOR flash clears bits by programming and sets them only by erasing 4,096 bytes at once.

A power cut between the two leaves the sector erased, and what it held is gone.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wattkey_host.sim.run import Life

ERASE_US = 40_000  # one sector, programming it again included [assumed]
PROGRAM_US = 700  # a few bytes into an erased page [assumed]


def rewrite(life: "Life", what: str, erase: Callable[[], None], program: Callable[[], None]) -> None:
    """Erase a sector and program it again; a hook may cut the power before each."""
    life.op("flash erase", what)
    erase()
    life.spend(ERASE_US)
    life.op("flash program", what)
    program()


def append(life: "Life", what: str, program: Callable[[], None]) -> None:
    """Program bytes that are still erased."""
    life.op("flash program", what)
    program()
    life.spend(PROGRAM_US)

# case.py - one thing that goes wrong: what, how it happens, what the screen says, how it is put right
"""The table's rows; what makes and heals them is in the files beside."""

from collections.abc import Callable
from typing import NamedTuple

from wattkey_lab.torture.cuts.bench import Bench

Deed = Callable[[Bench], object]


class Case(NamedTuple):
    """One thing that goes wrong. `code` "" means that the device goes on by itself, and no one is told.

    `do(bench)` makes it happen to the bench at the scene, ready at its menu; `heal(bench)` puts it right, after which
    the purchase must be credited exactly once - unless `lost` says why it cannot be loaded here; then nothing may be
    credited and the chip must still hold it.
    """

    what: str
    code: str
    do: Deed
    scene: str = "second"
    heal: Deed = lambda bench: None
    lost: str = ""

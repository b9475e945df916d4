# pioloop.py - the wait loops of a PIO program, whose rounds are all alike: a simulator need not go them one by one
"""The 32 periods of a carrier are such a loop, and the dark of a bit is one."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wattkey_host.sim.pio import Instruction

_JUMP = (0, 4)  # jmp y--: kind and condition (RP2040 datasheet, 3.4.2)
_NOP = (5, 2, 2)  # mov y, y


class Loop(NamedTuple):
    """A stretch of a program that only waits, Y + 1 times: nops up to a `jmp y--` back to its begin."""

    cycles: int  # of a round
    side: bool | None  # of the side-set pin at its end, and so at the begin of the next
    changes: tuple[tuple[int, bool], ...]  # of that pin within a round: (cycle, level)


def loops(program: "Sequence[Instruction]") -> "Iterator[tuple[int, Loop]]":
    """(where it begins, the loop) of every wait loop in a program."""
    for end, jump in enumerate(program):
        body = program[jump.value : end]
        if jump[:2] != _JUMP or any(step[:3] != _NOP for step in body):
            continue
        cycle, side, changes = 0, jump.side, []
        for step in (*body, jump):
            if step.side is not None and step.side != side:
                side = step.side
                changes.append((cycle, side))
            cycle += step.cycles
        yield jump.value, Loop(cycle, jump.side, tuple(changes))

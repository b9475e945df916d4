# pioprogram.py - a program of the RP2040's programmable I/O taken apart, and what of it needs no second run
"""The rounds of a wait loop are all alike (the 32 periods of a carrier, the dark of a bit), and a word makes the same
edges each time that a state machine takes it from the same state. Both are found once for a program, not in each run.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from wattkey_host.sim.edges import Pattern

JMP, WAIT, IN, OUT, PUSH, MOV, SET = 0, 1, 2, 3, 4, 5, 7  # RP2040 datasheet, 3.4
PINS, X, Y, NULL, ISR = 0, 1, 2, 3, 6  # sources and destinations
ALWAYS, NOT_X, X_DEC, NOT_Y, Y_DEC, X_NOT_Y = range(6)  # conditions of a jump
_WAIT_PIN = 1  # source of a wait: a pin counted from the first input pin
_NOP = (MOV, Y, Y)


class Unsupported(NotImplementedError):
    """An instruction that this state machine does not know."""


class Instruction(NamedTuple):
    """One word taken apart. `argument` is the field of bits 5-7, `value` that of bits 0-4."""

    kind: int
    argument: int
    value: int
    side: bool | None
    cycles: int

    @classmethod
    def parse(cls, word: int, side_set: int = 1) -> "Instruction":
        """Of a program with that many mandatory side-set bits, 0 or 1. Raises Unsupported."""
        side = bool(word >> 12 & 1) if side_set else None
        made = cls(word >> 13, word >> 5 & 7, word & 31, side, 1 + (word >> 8 & 31 >> side_set))
        known = {
            JMP: made.argument <= X_NOT_Y,
            WAIT: made.argument & 3 == _WAIT_PIN and made.value == 0,
            IN: made.argument in (PINS, X, Y, NULL) and (made.argument != PINS or made.value == 1),
            OUT: made.argument in (X, Y, NULL),
            PUSH: made.argument == 0 and made.value == 0,
            SET: made.argument in (X, Y),
            MOV: made.argument in (X, Y, ISR) and made.value & 7 in (X, Y, NULL) and made.value < 16,
        }
        if not known.get(made.kind, False):
            raise Unsupported(f"the simulated PIO does not know the instruction {word:#06x}")
        return made


class Loop(NamedTuple):
    """A stretch of a program that only waits, Y + 1 times: nops up to a `jmp y--` back to its begin."""

    cycles: int  # of a round
    side: bool | None  # of the side-set pin at its end, and so at the begin of the next
    changes: tuple[tuple[int, bool], ...]  # of that pin within a round: (cycle, level)


class State(NamedTuple):
    """Where a state machine stands when it takes a word: the instruction, its registers, the side-set pin."""

    at: int
    x: int
    y: int
    isr: int
    level: bool


class Stretch(NamedTuple):
    """What a word makes of that state: from the cycle that takes it to the one that needs the next."""

    edges: Pattern  # of the side-set pin, in cycles from its begin
    cycles: int
    after: State


class Passage(NamedTuple):
    """What a program that only receives goes through up to its next push. Nothing from outside steers it: a bit that
    came in goes nowhere but out again."""

    takes: tuple[tuple[int, Instruction], ...]  # what changes the ISR, and at what cycle from the begin
    cycles: int  # up to the push
    at: int  # the push
    x: int
    y: int


class PioProgram(NamedTuple):
    """All that state machines with these words have in common; `stretches` grows as words are sent, `passages` as bytes
    come, by (instruction, X, Y). None: a word whose end did not come, or a way that has a wait on it."""

    steps: tuple[Instruction, ...]
    wrap_target: int
    wrap: int
    threshold: int
    only_sends: bool  # nothing from outside but its words steers it
    only_receives: bool
    loops: dict[int, Loop]
    stretches: dict[tuple[State, int], Stretch | None]
    passages: dict[tuple[int, int, int], Passage | None]


@lru_cache
def program(words: tuple[int, ...], wrap_target: int, wrap: int, threshold: int, side_set: int) -> PioProgram:
    """A program in the assembler's words. Raises Unsupported."""
    steps = tuple(Instruction.parse(word, side_set) for word in words)
    only_sends = all(step.kind in (JMP, OUT, MOV, SET) for step in steps)
    only_receives = all(step.kind != OUT and step.side is None for step in steps)
    return PioProgram(steps, wrap_target, wrap, threshold, only_sends, only_receives, dict(_loops(steps)), {}, {})


def _loops(steps: Sequence[Instruction]) -> Iterator[tuple[int, Loop]]:
    """(where it begins, the loop) of every wait loop in a program."""
    for end, jump in enumerate(steps):
        body = steps[jump.value : end]
        if jump[:2] != (JMP, Y_DEC) or any(step[:3] != _NOP for step in body):
            continue
        cycle, side, changes = 0, jump.side, []
        for step in (*body, jump):
            if step.side is not None and step.side != side:
                side = step.side
                changes.append((cycle, side))
            cycle += step.cycles
        yield jump.value, Loop(cycle, jump.side, tuple(changes))

# piocore.py - a PIO state machine that goes through its program step by step
"""The machine runs behind the clock: `run` executes what the hardware has done since the last call, with the time of
every edge.

Source: RP2040 datasheet, 3.4 (instructions) and 3.5.4 (autopull).
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from wattkey_host.sim import pioprogram as op
from wattkey_host.sim.pioprogram import Instruction, Loop, PioProgram, State
from wattkey_host.sim.pioregisters import Registers

FIFO = 8  # words; both FIFOs joined, for a program that only sends or only receives


class Input(Protocol):
    """The input pin over time, in cycles."""

    def level(self, cycle: float) -> bool:
        """What the machine sees then."""

    def reached(self, cycle: float, wanted: bool) -> float | None:
        """When it sees that level first, from then on; None if nothing known brings it."""


class Core:
    """`feed` is what DMA writes; `edges([(cycle, level), ...])` is called with the changes of the side-set pin, in
    order, those of a wait loop at once; `taken(word)` for every word that is pushed."""

    def __init__(self, program: PioProgram) -> None:
        self.edges: Callable[[Sequence[tuple[float, bool]]], None] = lambda edges: None
        self.taken: Callable[[int], None] = lambda word: None
        self.input: Input | None = None
        self.feed: deque[int] = deque()
        self.cycle = 0.0  # of its own clock: how far it has come
        self.stalled = False  # it waits for data or for a level
        self.stopped = 0.0  # since when
        self._program = program
        self._registers = Registers()
        self._fifo: deque[int] = deque()
        self._at = 0
        self._level = False
        self._do: dict[int, Callable[[Instruction], int | None]] = {
            op.JMP: self._registers.jump,
            op.WAIT: lambda step: None,
            op.IN: self._in,
            op.OUT: self._registers.out,
            op.PUSH: self._push,
            op.SET: self._registers.set,
            op.MOV: self._registers.move,
        }

    @property
    def state(self) -> State:
        """Where it stands; to be set at the begin of a word, or behind its end."""
        values = self._registers.values
        return State(self._at, values[op.X], values[op.Y], values[op.ISR], self._level)

    @state.setter
    def state(self, state: State) -> None:
        self._at, x, y, isr, self._level = state
        self._registers.values |= {op.X: x, op.Y: y, op.ISR: isr}
        self._registers.shifted = self._program.threshold

    def run(self, until: float) -> None:
        """Execute up to that cycle, or until it waits for data or a level; a wait lasts until then."""
        self._fill()
        while self.cycle < until:
            if loop := self._program.loops.get(self._at):
                self._round(loop, until)
            step = self._program.steps[self._at]
            if step.side is not None and step.side != self._level:
                self._level = step.side
                self.edges([(self.cycle, step.side)])
            if not self._ready(step, until):
                self.stopped = self.stopped if self.stalled else self.cycle
                self.stalled, self.cycle = True, until
                return
            self._execute(step, until)

    def _execute(self, step: Instruction, until: float) -> None:
        """One instruction; `until` is for machines that go through more than one."""
        self.stalled = False
        following = self._program.wrap_target if self._at == self._program.wrap else self._at + 1
        target = self._do[step.kind](step)
        self._at = following if target is None else target
        self.cycle += step.cycles

    def _round(self, loop: Loop, until: float) -> None:
        """All rounds of a wait loop that end before `until`, but the last one, which leaves it; they are alike."""
        rounds = min(self._registers.values[op.Y], int((until - self.cycle) // loop.cycles))
        if rounds < 1 or loop.side not in (None, self._level):
            return
        if loop.changes:
            starts = [self.cycle + n * loop.cycles for n in range(rounds)]
            self.edges([(start + at, level) for start in starts for at, level in loop.changes])
        self.cycle += rounds * loop.cycles
        self._registers.values[op.Y] -= rounds
        self.stalled = False

    def _fill(self) -> None:
        while self.feed and len(self._fifo) < FIFO:
            self._fifo.append(self.feed.popleft())

    def _ready(self, step: Instruction, until: float) -> bool:
        if step.kind == op.WAIT:
            return self._seen(step, until)
        return step.kind != op.OUT or self._pulled()

    def _seen(self, step: Instruction, until: float) -> bool:
        """A wait: its cycle is the first one in which the pin has that level."""
        assert self.input
        moment = self.input.reached(self.cycle, bool(step.argument >> 2))
        if moment is None or moment >= until:
            return False
        self.cycle += max(0, -(-(moment - self.cycle) // 1))
        return True

    def _pulled(self) -> bool:
        """Autopull: a new word when all bits of the last one are out. A word that was waited for costs a cycle."""
        registers = self._registers
        if registers.shifted >= self._program.threshold:
            if not self._fifo:
                return False
            registers.shift, registers.shifted = self._fifo.popleft(), 0
            self._fill()
            if self.stalled:
                self.cycle += 1
        return True

    def _in(self, step: Instruction) -> None:
        if step.argument == op.PINS:
            assert self.input
            source = int(self.input.level(self.cycle))
        else:
            source = self._registers.source(step)
        self._registers.take(step, source)

    def _push(self, _step: Instruction) -> None:
        """The receiver behind `taken` is DMA: its FIFO is never full."""
        self.taken(self._registers.values[op.ISR])
        self._registers.values[op.ISR] = 0

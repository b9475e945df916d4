# pio.py - one state machine of the RP2040's programmable I/O: the instructions that send
"""It runs behind the clock: `run` executes what the hardware has done since the last call, with the time of every edge.

Source: RP2040 datasheet, 3.4 (instructions) and 3.5.4 (autopull). Known here: jmp (not on a pin or the OSR), out to
x, y and null, set of x and y, mov between x and y, one pin of side-set, delays. Anything else is refused at once.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

FIFO = 8  # words; both FIFOs joined, for a program that receives nothing
_JMP, _OUT, _MOV, _SET = 0, 3, 5, 7
_X, _Y, _NULL = 1, 2, 3  # destinations of out and set; as sources of mov x and y are the same
_ALWAYS, _NOT_X, _X_DEC, _NOT_Y, _Y_DEC, _X_NOT_Y = range(6)
_WORD = 0xFFFFFFFF


class Unsupported(NotImplementedError):
    """An instruction that this state machine does not know."""


class Instruction(NamedTuple):
    """One word taken apart. `argument` is the field of bits 5-7, `value` that of bits 0-4."""

    kind: int
    argument: int
    value: int
    side: bool
    cycles: int

    @classmethod
    def parse(cls, word: int) -> "Instruction":
        """Of a program with one mandatory side-set bit. Raises Unsupported."""
        made = cls(word >> 13, word >> 5 & 7, word & 31, bool(word >> 12 & 1), 1 + (word >> 8 & 15))
        known = {
            _JMP: made.argument <= _X_NOT_Y,
            _OUT: made.argument in (_X, _Y, _NULL),
            _SET: made.argument in (_X, _Y),
            _MOV: made.argument in (_X, _Y) and made.value in (_X, _Y),
        }
        if not known.get(made.kind, False):
            raise Unsupported(f"the simulated PIO does not know the instruction {word:#06x}")
        return made


class StateMachine:
    """`feed` is what DMA writes; `edge(cycle, level)` is called for every change of the side-set pin."""

    def __init__(self, words: Sequence[int], wrap_target: int, wrap: int, threshold: int) -> None:
        self._program = [Instruction.parse(word) for word in words]
        self._wrap_target = wrap_target
        self._wrap = wrap
        self._threshold = threshold
        self.edge: Callable[[float, bool], None] = lambda cycle, level: None
        self.feed: deque[int] = deque()
        self.cycle = 0.0  # of its own clock: how far it has come
        self.stalled = False  # it waits for data
        self._registers = {_X: 0, _Y: 0}
        self._fifo: deque[int] = deque()
        self._shift, self._shifted = 0, 32
        self._at = 0
        self._level = False
        self._do = {_JMP: self._jump, _OUT: self._out, _SET: self._set, _MOV: self._move}

    @property
    def writing(self) -> bool:
        """Whether there is something left to feed into the FIFO."""
        return bool(self.feed)

    @property
    def idle(self) -> bool:
        """Whether it waits for data and there is none."""
        return self.stalled and not self._fifo and not self.feed

    def run(self, until: float) -> None:
        """Execute up to that cycle, or until it waits for data; a wait lasts until then."""
        self._fill()
        while self.cycle < until:
            step = self._program[self._at]
            if step.side != self._level:
                self._level = step.side
                self.edge(self.cycle, step.side)
            if step.kind == _OUT and not self._ready():
                self.stalled, self.cycle = True, until
                return
            self.stalled = False
            following = self._wrap_target if self._at == self._wrap else self._at + 1
            target = self._do[step.kind](step)
            self._at = following if target is None else target
            self.cycle += step.cycles

    def _fill(self) -> None:
        while self.feed and len(self._fifo) < FIFO:
            self._fifo.append(self.feed.popleft())

    def _ready(self) -> bool:
        """Autopull: a new word when all bits of the last one are out. A word that was waited for costs a cycle."""
        if self._shifted >= self._threshold:
            if not self._fifo:
                return False
            self._shift, self._shifted = self._fifo.popleft(), 0
            self._fill()
            if self.stalled:
                self.cycle += 1
        return True

    def _jump(self, step: Instruction) -> int | None:
        x, y = self._registers[_X], self._registers[_Y]
        if step.argument in (_X_DEC, _Y_DEC):
            which = _X if step.argument == _X_DEC else _Y
            self._registers[which] = (self._registers[which] - 1) & _WORD
        holds = {_ALWAYS: True, _NOT_X: x == 0, _X_DEC: x != 0, _NOT_Y: y == 0, _Y_DEC: y != 0, _X_NOT_Y: x != y}
        return step.value if holds[step.argument] else None

    def _out(self, step: Instruction) -> None:
        count = step.value or 32
        if step.argument != _NULL:
            self._registers[step.argument] = self._shift & ((1 << count) - 1)
        self._shift >>= count
        self._shifted += count

    def _set(self, step: Instruction) -> None:
        self._registers[step.argument] = step.value

    def _move(self, step: Instruction) -> None:
        self._registers[step.argument] = self._registers[step.value]

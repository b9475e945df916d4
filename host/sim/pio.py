# pio.py - one state machine of the RP2040's programmable I/O: the instructions that our programs are made of
"""It runs behind the clock: `run` executes what the hardware has done since the last call, with the time of every edge.

Source: RP2040 datasheet, 3.4 (instructions) and 3.5.4 (autopull). Known here: jmp (not on a pin or the OSR), wait on an
input pin, in from pins, null, x and y, push without waiting, out to x, y and null, set of x and y, mov to x, y and
the ISR from x, y and null (or their complement), at most one pin of side-set, delays. Anything else is refused at once.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from wattkey_host.sim.pioloop import Loop, loops

FIFO = 8  # words; both FIFOs joined, for a program that only sends or only receives
_JMP, _WAIT, _IN, _OUT, _PUSH, _MOV, _SET = 0, 1, 2, 3, 4, 5, 7
_PINS, _X, _Y, _NULL, _ISR = 0, 1, 2, 3, 6  # sources and destinations
_WAIT_PIN = 1  # source of a wait: a pin counted from the first input pin
_ALWAYS, _NOT_X, _X_DEC, _NOT_Y, _Y_DEC, _X_NOT_Y = range(6)
_WORD = 0xFFFFFFFF


class Unsupported(NotImplementedError):
    """An instruction that this state machine does not know."""


class Input(Protocol):
    """The input pin over time, in cycles."""

    def level(self, cycle: float) -> bool:
        """What the machine sees then."""

    def reached(self, cycle: float, wanted: bool) -> float | None:
        """When it sees that level first, from then on; None if nothing known brings it."""


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
            _JMP: made.argument <= _X_NOT_Y,
            _WAIT: made.argument & 3 == _WAIT_PIN and made.value == 0,
            _IN: made.argument in (_PINS, _X, _Y, _NULL) and (made.argument != _PINS or made.value == 1),
            _OUT: made.argument in (_X, _Y, _NULL),
            _PUSH: made.argument == 0 and made.value == 0,
            _SET: made.argument in (_X, _Y),
            _MOV: made.argument in (_X, _Y, _ISR) and made.value & 7 in (_X, _Y, _NULL) and made.value < 16,
        }
        if not known.get(made.kind, False):
            raise Unsupported(f"the simulated PIO does not know the instruction {word:#06x}")
        return made


class StateMachine:
    """`feed` is what DMA writes; `edges([(cycle, level), ...])` is called with the changes of the side-set pin, in
    order, those of a wait loop at once; `taken(word)` for every word that is pushed. The input shift register shifts
    right, the output one too."""

    def __init__(self, words: Sequence[int], wrap_target: int, wrap: int, threshold: int, side_set: int = 1) -> None:
        self._program = [Instruction.parse(word, side_set) for word in words]
        self._wrap_target = wrap_target
        self._wrap = wrap
        self._threshold = threshold
        self._loops = dict(loops(self._program))
        self.edges: Callable[[list[tuple[float, bool]]], None] = lambda edges: None
        self.taken: Callable[[int], None] = lambda word: None
        self.input: Input | None = None
        self.feed: deque[int] = deque()
        self.cycle = 0.0  # of its own clock: how far it has come
        self.stalled = False  # it waits for data or for a level
        self._registers = dict.fromkeys((_X, _Y, _NULL, _ISR), 0)
        self._fifo: deque[int] = deque()
        self._shift, self._shifted = 0, 32
        self._at = 0
        self._level = False
        self._do = {_JMP: self._jump, _IN: self._in, _OUT: self._out, _PUSH: self._push, _SET: self._set}
        self._do |= {_MOV: self._move, _WAIT: lambda step: None}

    @property
    def writing(self) -> bool:
        """Whether there is something left to feed into the FIFO."""
        return bool(self.feed)

    @property
    def idle(self) -> bool:
        """Whether it waits for data and there is none."""
        return self.stalled and not self._fifo and not self.feed

    def restart(self) -> None:
        """From the first instruction on."""
        self._at = 0
        self._registers[_ISR] = 0

    def run(self, until: float) -> None:
        """Execute up to that cycle, or until it waits for data or a level; a wait lasts until then."""
        self._fill()
        while self.cycle < until:
            if self._at in self._loops:
                self._round(self._loops[self._at], until)
            step = self._program[self._at]
            if step.side is not None and step.side != self._level:
                self._level = step.side
                self.edges([(self.cycle, step.side)])
            if not self._ready(step, until):
                self.stalled, self.cycle = True, until
                return
            self.stalled = False
            following = self._wrap_target if self._at == self._wrap else self._at + 1
            target = self._do[step.kind](step)
            self._at = following if target is None else target
            self.cycle += step.cycles

    def _round(self, loop: Loop, until: float) -> None:
        """All rounds of a wait loop that end before `until`, but the last one, which leaves it; they are alike."""
        rounds = min(self._registers[_Y], int((until - self.cycle) // loop.cycles))
        if rounds < 1 or loop.side not in (None, self._level):
            return
        if loop.changes:
            starts = [self.cycle + n * loop.cycles for n in range(rounds)]
            self.edges([(start + at, level) for start in starts for at, level in loop.changes])
        self.cycle += rounds * loop.cycles
        self._registers[_Y] -= rounds
        self.stalled = False

    def _fill(self) -> None:
        while self.feed and len(self._fifo) < FIFO:
            self._fifo.append(self.feed.popleft())

    def _ready(self, step: Instruction, until: float) -> bool:
        if step.kind == _WAIT:
            return self._seen(step, until)
        return step.kind != _OUT or self._pulled()

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

    def _in(self, step: Instruction) -> None:
        count = step.value or 32
        if step.argument == _PINS:
            assert self.input
            source = int(self.input.level(self.cycle))
        else:
            source = self._registers[step.argument] & ((1 << count) - 1)
        self._registers[_ISR] = (self._registers[_ISR] >> count | source << (32 - count)) & _WORD

    def _push(self, _step: Instruction) -> None:
        """The receiver behind `taken` is DMA: its FIFO is never full."""
        self.taken(self._registers[_ISR])
        self._registers[_ISR] = 0

    def _out(self, step: Instruction) -> None:
        count = step.value or 32
        if step.argument != _NULL:
            self._registers[step.argument] = self._shift & ((1 << count) - 1)
        self._shift >>= count
        self._shifted += count

    def _set(self, step: Instruction) -> None:
        self._registers[step.argument] = step.value

    def _move(self, step: Instruction) -> None:
        source = self._registers[step.value & 7]
        self._registers[step.argument] = ~source & _WORD if step.value & 8 else source

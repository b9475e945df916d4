# pio.py - one state machine of the RP2040's programmable I/O, with the words that it sends gone through only once
"""Known here: jmp (not on a pin or the OSR), wait on an input pin, in from pins, null, x and y, push without waiting,
out to x, y and null, set of x and y, mov to x, y and the ISR from x, y and null (or their complement), at most one pin
of side-set, delays. Anything else is refused at once.
"""

from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter

from wattkey_host.sim import pioprogram as op
from wattkey_host.sim.edges import Edges, Pattern
from wattkey_host.sim.piocore import Core
from wattkey_host.sim.pioprogram import Instruction, Passage, PioProgram, State, Stretch, program

_LONGEST = 1 << 16  # cycles; a word that makes more is gone through step by step
_MOST = 4096  # stretches kept of one program: more than all bytes from all states of ours
_TIME = itemgetter(0)


class StateMachine(Core):
    """`edges` is called with those of a word at once, or with the part of them that is over; else as its core.

    Raises Unsupported (pioprogram.py) for a program that it does not know."""

    def __init__(self, words: Sequence[int], wrap_target: int, wrap: int, threshold: int, side_set: int = 1) -> None:
        super().__init__(program(tuple(words), wrap_target, wrap, threshold, side_set))
        self._stretch: Stretch | None = None  # what the word makes that is being sent
        self._stretch_from = 0.0
        self._stretch_seen = 0  # how many of its edges were told

    @property
    def writing(self) -> bool:
        """Whether there is something left to feed into the FIFO."""
        return bool(self.feed)

    @property
    def idle(self) -> bool:
        """Whether it waits for data and there is none."""
        return self.stalled and not self._fifo and not self.feed

    @property
    def next(self) -> float:
        """The cycle of the next thing that somebody may be waiting for: the first edge of a word, the end of it; the
        push of what comes in."""
        if not self._stretch:
            passage = self._passage()
            return self.cycle + passage.cycles if passage else self.cycle
        if self._stretch.edges.changes and not self._stretch_seen:
            return self._stretch_from + self._stretch.edges.changes[0][0]
        return self._stretch_from + self._stretch.cycles

    def restart(self) -> None:
        """From the first instruction on. Raises Unsupported in the middle of a word."""
        if self._stretch:
            raise op.Unsupported("the simulated PIO cannot be restarted in the middle of a word")
        self._at = 0
        self._registers.values[op.ISR] = 0

    def count_from_now(self) -> None:
        """Count cycles anew, from where the program stands."""
        self._stretch_from -= self.cycle
        self.cycle = 0.0

    def run(self, until: float) -> None:
        """Execute up to that cycle, or until it waits for data or a level; a wait lasts until then."""
        if self._stretch:
            self._send(self._stretch, until)
        super().run(until)

    def _execute(self, step: Instruction, until: float) -> None:
        fresh = step.kind == op.OUT and not self._registers.shifted  # the first one of a word
        stretch = self._stretch_of(self._registers.shift) if fresh and self._program.only_sends else None
        passage = self._passage()
        if passage and self.cycle + passage.cycles <= until:
            self._receive(passage)
        elif stretch is None:
            super()._execute(step, until)
        else:
            self.stalled = False
            self._stretch_from, self._stretch_seen = self.cycle, 0
            self._send(stretch, until)

    def _send(self, stretch: Stretch, until: float) -> None:
        """Tell of the edges of a word that come before `until`; at its end the machine stands behind it."""
        since, seen = self._stretch_from, self._stretch_seen
        self._stretch_seen = bisect_left(stretch.edges.changes, until - since, seen, key=_TIME)
        ends = since + stretch.cycles <= until
        self._stretch, self.cycle = (None, since + stretch.cycles) if ends else (stretch, until)
        if ends:
            self.state = stretch.after
        if seen < self._stretch_seen:
            self.edges(Edges(stretch.edges, seen, self._stretch_seen, since))

    def _passage(self) -> Passage | None:
        """The way from here to a push; None if there is no such way, or it is at an end."""
        if not self._program.only_receives:
            return None
        values, passages = self._registers.values, self._program.passages
        key = self._at, values[op.X], values[op.Y]
        if key not in passages and len(passages) < _MOST:
            passages[key] = _Rehearsal(self._program, *key).passage()
        return passages.get(key)

    def _receive(self, passage: Passage) -> None:
        """Go all the way to the push."""
        self.stalled, begin = False, self.cycle
        for at, step in passage.takes:
            self.cycle = begin + at
            self._do[step.kind](step)
        self.cycle = begin + passage.cycles
        self._at = passage.at
        self._registers.values |= {op.X: passage.x, op.Y: passage.y}

    def _stretch_of(self, word: int) -> Stretch | None:
        """What it makes of a word that it has just taken; None if that does not come to an end."""
        stretches, key = self._program.stretches, (self.state, word)
        if key not in stretches and len(stretches) < _MOST:
            stretches[key] = _gone_through(self._program, *key)
        return stretches.get(key)


def _gone_through(program: PioProgram, state: State, word: int) -> Stretch | None:
    core, edges = Core(program), list[tuple[float, bool]]()
    core.edges = edges.extend
    core.state = state
    core.feed.append(word)
    core.run(_LONGEST)
    if not core.stalled:
        return None
    return Stretch(Pattern(tuple((int(at), level) for at, level in edges)), int(core.stopped), core.state)


class _Rehearsal(Core):
    """Goes a program's way to a push once, and notes what changes the ISR."""

    def __init__(self, program: PioProgram, at: int, x: int, y: int) -> None:
        super().__init__(program)
        self.state = State(at, x, y, 0, False)
        self._takes: list[tuple[int, Instruction]] = []

    def passage(self) -> Passage | None:
        """The way; None if there is a wait on it, or X or Y go into the ISR, or it has no length."""
        while (step := self._program.steps[self._at]).kind != op.PUSH:
            if step.kind == op.WAIT or self.cycle > _LONGEST or _counts(step):
                return None
            self._execute(step, _LONGEST)
        return Passage(tuple(self._takes), int(self.cycle), *self.state[:3]) if self.cycle else None

    def _execute(self, step: Instruction, until: float) -> None:
        if step.kind == op.IN or step[:2] == (op.MOV, op.ISR):
            self._takes.append((int(self.cycle), step))
        super()._execute(step, until)

    def _in(self, step: Instruction) -> None:
        """No pin is looked at."""


def _counts(step: Instruction) -> bool:
    """Whether X or Y, which change on the way, go into the ISR."""
    source = step.argument if step.kind == op.IN else step.value & 7 if step[:2] == (op.MOV, op.ISR) else op.NULL
    return source in (op.X, op.Y)

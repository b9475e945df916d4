# rp2pio.py - programmable I/O: a state machine that sends on one pin or receives on one, with DMA behind it
"""Module `rp2pio`, as far as such a program needs it; the machine itself is host/sim/pio.py."""

from collections.abc import Sequence
from typing import Any

from wattkey_host.sim.clock import NEVER
from wattkey_host.sim.edges import Edges
from wattkey_host.sim.hw.microcontroller import Pin
from wattkey_host.sim.levels import Levels
from wattkey_host.sim.pio import StateMachine as Machine
from wattkey_host.sim.run import current

_life = current()
_SYSTEM_HZ = 125_000_000
_TWO_MA = 0x46  # pad word: input on, drive 0, pull-down, Schmitt trigger
_SLICE_US = 400  # how far the begin of a word may lag behind the clock; the rest is told when somebody looks
_WORDS = {1: 0x01010101, 2: 0x00010001, 4: 1}  # narrow writes are repeated over the bus


class _Line:
    """The input pin's levels, in the machine's cycles; `levels` in microseconds."""

    def __init__(self, levels: Levels) -> None:
        self._levels = levels
        self.start_us = 0.0
        self.cycle_us = 1.0

    def level(self, cycle: float) -> bool:
        """What the machine sees then."""
        return self._levels.level(self.start_us + cycle * self.cycle_us)

    def reached(self, cycle: float, wanted: bool) -> float | None:
        """When it sees that level first."""
        us = self._levels.reached(self.start_us + cycle * self.cycle_us, wanted)
        return None if us is None else (us - self.start_us) / self.cycle_us


class StateMachine:
    """Runs from its making on; waits at `out` while there is nothing to send, at `wait` while the line rests."""

    def __init__(
        self,
        program: Any,
        frequency: int,
        *,
        first_sideset_pin: Pin | None = None,
        sideset_pin_count: int = 1,
        first_in_pin: Pin | None = None,
        pull_in_pin_up: int = 0,
        auto_pull: bool = False,
        pull_threshold: int = 32,
        out_shift_right: bool = True,
        in_shift_right: bool = True,
        wrap_target: int = 0,
        wrap: int = -1,
    ) -> None:
        words = list(memoryview(program))
        pin = first_sideset_pin or first_in_pin
        if not pin or (first_sideset_pin and first_in_pin):
            raise NotImplementedError("a program of the simulated PIO sends on one pin or receives on one")
        if not (out_shift_right and in_shift_right and sideset_pin_count == 1 and auto_pull == bool(first_sideset_pin)):
            raise NotImplementedError("the simulated PIO has auto_pull, shifts right and one side-set pin only")
        _life.claim(pin.name)
        self._pin = pin.name
        side_set = int(first_sideset_pin is not None)
        self._machine = Machine(words, wrap_target, len(words) - 1 if wrap < 0 else wrap, pull_threshold, side_set)
        self._ring: Any = None  # what background_read fills
        self._filled = 0
        self._line: _Line | None = None
        self._turning = False
        self._us = 0.0  # of a cycle
        self.frequency = frequency
        if first_sideset_pin:
            self._send()
        else:
            self._receive(pull_in_pin_up)

    def _send(self) -> None:
        _life.world.pads[self._pin] = _TWO_MA  # as CircuitPython does (StateMachine.c)
        self._machine.edges = self._move
        _life.outside(lambda: _life.world.pulses(self._pin, [(self._since_us, False)]))
        _life.world.looked_at(self._pin, self._catch_up)
        _life.at_end(_life.world.light.out)

    def _receive(self, pull_up: int) -> None:
        _life.world.nets.pull(self._pin, True if pull_up else None)
        self._line = _Line(_life.world.listen(_life, self._pin, self._go_on))
        self._machine.input = self._line
        self._machine.taken = self._take
        self._clocked()

    def _move(self, edges: Sequence[tuple[float, bool]]) -> None:
        since, us = self._since_us, self._us
        if isinstance(edges, Edges):
            _life.world.pulses(self._pin, edges.scaled(since, us))
        else:
            _life.world.pulses(self._pin, [(since + cycle * us, level) for cycle, level in edges])

    def _take(self, word: int) -> None:
        """DMA takes a word out of the FIFO, into the ring if there is one."""
        if self._ring is not None and _life.alive:
            self._ring[self._filled] = word & (1 << 8 * self._ring.itemsize) - 1
            self._filled = (self._filled + 1) % len(self._ring)

    @property
    def frequency(self) -> int:
        """Hertz of its clock, after the divider's rounding."""
        return int(1_000_000 / self._us)

    @frequency.setter
    def frequency(self, value: int) -> None:
        if self._us:
            self._catch_up()
        divider = round(_SYSTEM_HZ / (value or _SYSTEM_HZ) * 256)
        self._us = divider / 256 * 1_000_000 / _SYSTEM_HZ
        self._clocked()

    def _clocked(self) -> None:
        """Count the cycles of the program from now on."""
        self._since_us = _life.clock.now_us
        self._machine.count_from_now()
        if self._line:
            self._line.start_us, self._line.cycle_us = self._since_us, self._us

    @property
    def writing(self) -> bool:
        """Whether a background write is in progress."""
        self._check()
        return self._machine.writing

    def background_write(self, once: Any) -> None:
        """Queue the elements of `once`; waits until an earlier write has begun and ended."""
        self._check()
        view = memoryview(once)
        if view.itemsize not in _WORDS:
            raise ValueError("Buffer elements must be 4 bytes long or less")
        _life.wait(NEVER, lambda: not self._machine.writing)
        self._catch_up()
        self._machine.feed.extend(value * _WORDS[view.itemsize] for value in view)
        if not self._turning:
            self._turning = True
            _life.clock.after(0, self._turn)

    def background_read(self, *, loop: Any) -> None:
        """Have DMA fill `loop` with what is pushed, over and over, from its first element on."""
        self._check()
        self._catch_up()
        self._ring, self._filled = memoryview(loop), 0

    def stop_background_read(self) -> None:
        """What is pushed from now on stays in the FIFO."""
        self._check()
        self._catch_up()
        self._ring = None

    def clear_rxfifo(self) -> None:
        """Forget what is in the FIFO; without DMA nothing is kept here."""
        self._check()

    def restart(self) -> None:
        """From the first instruction on."""
        self._check()
        self._catch_up()
        self._machine.restart()

    def deinit(self) -> None:
        """Stop, and give the pin back."""
        if self._pin:
            _life.free(self._pin)
            self._machine.feed.clear()
            self._ring = None
            if not self._line:
                _life.outside(_life.world.light.out)
            self._pin = ""

    def __enter__(self) -> "StateMachine":
        return self

    def __exit__(self, *_error: object) -> None:
        self.deinit()

    def _check(self) -> None:
        _life.check()
        if not self._pin:
            raise ValueError("Object has been deinitialized and can no longer be used. Create a new object.")

    def _catch_up(self) -> None:
        self._machine.run((_life.clock.now_us - self._since_us) / self._us)

    def _turn(self) -> None:
        self._turning = False
        self._go_on()

    def _go_on(self) -> None:
        """The hardware goes on, as long as there are bits; a dead board's does not."""
        if not (_life.alive and self._pin):
            return
        self._catch_up()
        waits = self._machine.stalled if self._line else self._machine.idle
        if not waits and not self._turning:
            self._turning = True
            _life.clock.after(self._slices() * _SLICE_US, self._turn)

    def _slices(self) -> int:
        """How many slices on somebody may be waiting for what the machine does."""
        next_us = self._since_us + self._machine.next * self._us
        return max(1, 1 + int((next_us - _life.clock.now_us) // _SLICE_US))

# rp2pio.py - programmable I/O: a state machine with one side-set pin that is fed in the background
"""Module `rp2pio`, as far as a sending program needs it; the machine itself is host/sim/pio.py."""

from typing import Any

from wattkey_host.sim.hw.microcontroller import Pin
from wattkey_host.sim.life import current
from wattkey_host.sim.pio import StateMachine as Machine
from wattkey_host.sim.program import NEVER

_life = current()
_SYSTEM_HZ = 125_000_000
_SLICE_US = 400  # how far the hardware's edges may lag behind the clock
_WORDS = {1: 0x01010101, 2: 0x00010001, 4: 1}  # narrow writes are repeated over the bus


class StateMachine:
    """Runs from its making on; waits at `out` while there is nothing to send."""

    def __init__(
        self,
        program: Any,
        frequency: int,
        *,
        first_sideset_pin: Pin,
        sideset_pin_count: int = 1,
        auto_pull: bool = False,
        pull_threshold: int = 32,
        out_shift_right: bool = True,
        wrap_target: int = 0,
        wrap: int = -1,
    ) -> None:
        words = list(memoryview(program))
        if not (auto_pull and out_shift_right and sideset_pin_count == 1):
            raise NotImplementedError("the simulated PIO has auto_pull, out_shift_right and one side-set pin only")
        _life.claim(first_sideset_pin.name)
        self._pin = first_sideset_pin.name
        divider = round(_SYSTEM_HZ / (frequency or _SYSTEM_HZ) * 256)
        self._us = divider / 256 * 1_000_000 / _SYSTEM_HZ
        self._machine = Machine(words, wrap_target, len(words) - 1 if wrap < 0 else wrap, pull_threshold)
        self._machine.edge = lambda cycle, level: _life.world.pulse(self._pin, self._since_us + cycle * self._us, level)
        self._since_us = _life.clock.now_us
        self._turning = False
        _life.outside(lambda: _life.world.pulse(self._pin, self._since_us, False))
        _life.at_end(_life.world.light.out)

    @property
    def frequency(self) -> int:
        """Hertz of its clock, after the divider's rounding."""
        return int(1_000_000 / self._us)

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

    def deinit(self) -> None:
        """Stop, and give the pin back."""
        if self._pin:
            _life.free(self._pin)
            self._machine.feed.clear()
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
        """The hardware goes on, as long as there are bits; a dead board's does not."""
        self._turning = False
        if not (_life.alive and self._pin):
            return
        self._catch_up()
        if not self._machine.idle:
            self._turning = True
            _life.clock.after(_SLICE_US, self._turn)

# pace.py - the virtual clock moved by the clock on the wall, and held, hurried or waited for by a lesson
"""Everything runs in one thread: the world is let go on in short turns, between which messages come and go."""

import time
from collections.abc import Callable

from greenlet import GreenletExit, getcurrent, greenlet

from wattkey_host.sim.world import World

SLICE_US = 10_000  # a lesson looks that often whether what it waits for has come
BUDGET_S = 0.012  # of the processor for one turn; then whoever sent something has his turn
BEHIND_S = 0.25  # a PC that slept is not caught up with


class Waiter(greenlet):
    """A script whose waits are the world's: `World.run_for` and `run_until` in it come back when the time has come."""

    def __init__(self, world: World, script: Callable[[], None]) -> None:
        super().__init__()
        self._world = world
        self._script = script
        self._until_us: int | None = 0  # None: it waits for a person
        self._ready: Callable[[], bool] | None = None

    def run(self) -> None:
        """What greenlet calls; use `resume`."""
        self._script()

    @property
    def due(self) -> bool:
        """Whether what it waits for has come."""
        if self.dead or self._until_us is None:
            return False
        return self._world.clock.now_us >= self._until_us or (self._ready is not None and self._ready())

    def resume(self) -> None:
        """From outside: let it go on until it waits again."""
        self.parent = getcurrent()
        self.switch()

    def wake(self) -> None:
        """From outside: it need not wait for a person any more."""
        if self._until_us is None:
            self._until_us = 0

    def end(self) -> None:
        """From outside: it goes no further."""
        if not self.dead:
            self.parent = getcurrent()
            self.throw(GreenletExit)

    def wait(self, until_us: int | None, ready: Callable[[], bool] | None = None) -> None:
        """From inside: until that moment, or until `ready()`; None: until somebody resumes it."""
        self._until_us, self._ready = until_us, ready
        assert self.parent is not None
        self.parent.switch()


def shared(world: World) -> World:
    """This world, made so that a Waiter does not move its time but waits for it."""
    run_for, run_until = world.run_for, world.run_until

    def for_all(seconds: float) -> None:
        me = getcurrent()
        if isinstance(me, Waiter):
            me.wait(world.clock.now_us + round(seconds * 1e6))
        else:
            run_for(seconds)

    def until_for_all(predicate: Callable[[], bool], limit_s: float) -> bool:
        me = getcurrent()
        if not isinstance(me, Waiter):
            return run_until(predicate, limit_s)
        if not predicate():
            me.wait(world.clock.now_us + round(limit_s * 1e6), predicate)
        return predicate()

    world.run_for, world.run_until = for_all, until_for_all  # type: ignore[method-assign]
    return world


class Pacer:
    """How far the world is behind the wall. `speed`: so many times as fast; `held`: time stands."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._last = now()
        self._owed_us = 0.0
        self.speed = 1.0
        self.held = False
        self.hurry = False  # as fast as this machine can

    def use(self, now: Callable[[], float]) -> None:
        """Go by another clock on another wall, seconds."""
        self._now = now
        self.rest()

    def rest(self) -> None:
        """What went by until now is not caught up with."""
        self._last, self._owed_us = self._now(), 0.0

    def turn(self, world: World, waiter: Waiter | None) -> bool:
        """Let the world go on to where it should be, or as far as the budget allows; whether something is left over."""
        begun = self._now()
        passed = min(begun - self._last, BEHIND_S)
        self._last = begun
        if self.held:
            self._owed_us = 0.0
            return False
        self._owed_us = min(self._owed_us + passed * self.speed * 1e6, BEHIND_S * self.speed * 1e6)
        while self.hurry or self._owed_us >= 1:
            step = SLICE_US if waiter or self.hurry else max(SLICE_US, int(SLICE_US * self.speed))
            step = step if self.hurry else min(step, int(self._owed_us))
            world.machine.run(world.clock.now_us + step)
            self._owed_us = max(0.0, self._owed_us - step)
            if waiter is not None and waiter.due:
                waiter.resume()
                if self.held:
                    return False
            if self._now() - begun > BUDGET_S:
                return True
        return False

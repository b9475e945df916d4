# program.py - the device program, in a greenlet of its own
"""The program runs until it waits or asks for something from outside; then the world goes on.

Everything that is not the device (events of the clock, hooks of a test, the chip behind the SPI bus) runs in the
caller's greenlet, so an error there is the caller's and never looks like one of the device program.
"""

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from greenlet import GreenletExit, getcurrent, greenlet

from wattkey_host.sim.clock import NEVER

if TYPE_CHECKING:
    from wattkey_host.sim.run import Life


class Dead(GeneratorExit):
    """Raised in a program whose life is over, at every touch of the hardware.

    It is a GeneratorExit, because a coroutine of a dead program that is cleaned up later may end with it in silence.
    """


class Program(greenlet):
    """One start of the board: `body` runs boot.py and code.py, one life after the other."""

    def __init__(self, body: Callable[[], None]) -> None:
        super().__init__()
        self._body = body
        self.life: Life | None = None
        self.call: Callable[[], Any] | None = None  # what the program wants done outside
        self.wake_us = 0
        self.ready: Callable[[], bool] | None = None

    def run(self, _first: None) -> None:
        """What greenlet calls; use `resume`."""
        with contextlib.suppress(Dead):
            self._body()

    def resume(self, value: Any = None) -> None:
        """From outside: let the program run until it waits again; do at once what it asks for."""
        self.parent = getcurrent()
        self.switch(value)
        while self.call is not None and not self.dead:
            call, self.call = self.call, None
            answer = call()
            if not self.dead:
                self.switch(answer)

    def kill(self) -> None:
        """From outside: end the program where it stands. What it does about it reaches nothing."""
        self.call = None
        if not self.dead:
            self.parent = getcurrent()
            self.throw(Dead())

    def wait(self, wake_us: int, ready: Callable[[], bool] | None) -> None:
        """From inside: let the world go on until `wake_us`, or until `ready()` is true."""
        self.wake_us = wake_us
        self.ready = ready
        self._leave()

    def outside(self, call: Callable[[], Any]) -> Any:
        """From inside: have `call` done by the world; returns what it returned."""
        self.call = call
        return self._leave()

    def park(self) -> None:
        """From inside: stop for ever, for a dead program that will not end."""
        self.wait(NEVER, None)

    def _leave(self) -> Any:
        try:
            return self.parent.switch()
        except GreenletExit:  # nobody holds this program any more
            if self.life:
                self.life.alive = False
            raise

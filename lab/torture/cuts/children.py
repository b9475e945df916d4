# children.py - lives that go on in processes forked off this one, a few at a time
"""A fork is the cheapest copy of a whole world: the child has all of it as it is at this moment."""

import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from wattkey_lab.torture.cuts.points import Point

WORKERS = 2


class Children:
    """Each child reports once, as its last deed. `ended(point, told)` is called with what it has told; that is empty if
    it died without a word."""

    def __init__(self, ended: Callable[[Point, dict[str, Any]], None]) -> None:
        self.here = False  # this process is one
        self._ended = ended
        self._alive: dict[int, tuple[Point, int]] = {}  # pid -> its point, the reading end of its pipe
        self._pipe = -1  # a child's way to report

    def fork(self, point: Point) -> bool:
        """True in a new child; in the parent False, once there was room for it."""
        while len(self._alive) >= WORKERS:
            self._wait()
        reading, writing = os.pipe()
        pid = os.fork()
        if pid:
            os.close(writing)
            self._alive[pid] = (point, reading)
            return False
        os.close(reading)
        gc.disable()
        self.here, self._pipe = True, writing
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # the parent says what stands
        return True

    def report(self, told: dict[str, Any]) -> None:
        """A child's result goes to the parent."""
        text = json.dumps(told)
        with os.fdopen(self._pipe, "w") as pipe:
            pipe.write(text)

    def leave(self) -> None:
        """End a child here, whatever it met: further up, the clean-up of its callers would delete the parent's folder.
        The parent goes on; where it was interrupted, without its children."""
        if not self.here and sys.exc_info()[0] is not None:
            self.stop()
        if self.here:
            broken = sys.exc_info()[0] is not None
            if broken:
                traceback.print_exc()
            os._exit(broken)

    def stop(self) -> None:
        """End all that live, before their folder goes."""
        for pid in self._alive:
            with suppress(ProcessLookupError, ChildProcessError):  # it has just ended
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        self._alive.clear()

    def wait(self) -> None:
        """Until the last one has ended."""
        while self._alive:
            self._wait()

    def _wait(self) -> None:
        pid, (point, reading) = next(iter(self._alive.items()))
        with os.fdopen(reading) as pipe:
            text = pipe.read()
        os.waitpid(pid, 0)
        del self._alive[pid]
        self._ended(point, json.loads(text) if text else {})

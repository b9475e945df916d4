# select.py - waiting for streams; what Adafruit's asyncio sleeps in
"""Module `select`."""

from collections.abc import Iterator
from typing import Any

from wattkey_host.sim.clock import NEVER
from wattkey_host.sim.run import current

_life = current()
_LOOK_US = 20

POLLIN, POLLOUT, POLLERR, POLLHUP = 1, 4, 8, 16


class poll:  # the board's name
    """A set of streams (UART, usb_cdc.Serial) and what is awaited of each."""

    def __init__(self) -> None:
        self._streams: dict[int, tuple[Any, int]] = {}

    def register(self, stream: Any, eventmask: int = POLLIN | POLLOUT) -> None:
        """Watch a stream. Raises OSError 22 for an object that cannot be watched."""
        _life.check()
        if not hasattr(stream, "poll_state"):
            raise OSError(22, "Invalid argument")
        self._streams[id(stream)] = (stream, eventmask)

    def modify(self, stream: Any, eventmask: int) -> None:
        """Await something else of a stream. Raises OSError 2 for one that is not watched."""
        if id(stream) not in self._streams:
            raise OSError(2, "No such file/directory")
        self._streams[id(stream)] = (stream, eventmask)

    def unregister(self, stream: Any) -> None:
        """Watch it no more."""
        self._streams.pop(id(stream), None)

    def poll(self, timeout: int = -1) -> list[tuple[Any, int]]:
        """The streams that are ready, after at most `timeout` milliseconds (-1: as long as it takes)."""
        wait_us = NEVER if timeout < 0 else max(_LOOK_US, round(timeout * 1000))
        if self._streams:
            _life.wait(wait_us, self._any)
        else:
            _life.spend(wait_us)
        return self._ready()

    def ipoll(self, timeout: int = -1, _flags: int = 0) -> Iterator[tuple[Any, int]]:
        """The ready streams (`poll`) as an iterator."""
        return iter(self.poll(timeout))

    def _any(self) -> bool:
        return any(stream.poll_state() & mask for stream, mask in self._streams.values())

    def _ready(self) -> list[tuple[Any, int]]:
        states = [(stream, stream.poll_state() & mask) for stream, mask in self._streams.values()]
        return [(stream, state) for stream, state in states if state]

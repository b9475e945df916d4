# boardpool.py - many starts of the emulated Pico: as many at a time as there are processors, each process used again
"""A new process takes more than half of a first start for learning what it runs."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TypeVar

from wattkey_lab.pico.emulator import Emulator, Parts
from wattkey_lab.pico.world import wiring

Item = TypeVar("Item")
Result = TypeVar("Result")


class Boards:
    """Emulated boards, for worlds that come one after the other. `probe`: what their images measure (probe.py)."""

    def __init__(self, parts: Parts, probe: str = "") -> None:
        self._parts, self._probe = parts, probe
        self._idle: SimpleQueue[Emulator] = SimpleQueue()
        self._all: list[Emulator] = []

    def each(self, work: Callable[[Emulator, Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """`work` with each of the items, on a board; the results in their order, each as soon as it is there."""

        def done(item: Item) -> Result:
            with self.one() as board:
                return work(board, item)

        at_once, waiting, under_way = os.cpu_count() or 1, iter(items), deque[Future[Result]]()
        pool = ThreadPoolExecutor(at_once)
        try:
            for item in islice(waiting, 2 * at_once):  # not all: an item may be a megabyte
                under_way.append(pool.submit(done, item))
            while under_way:
                yield under_way.popleft().result()
                under_way.extend(pool.submit(done, item) for item in islice(waiting, 1))
        finally:  # Ctrl-C does not wait for all of them
            pool.shutdown(wait=False, cancel_futures=True)

    @contextmanager
    def one(self) -> Iterator[Emulator]:
        """A board for one or more worlds, one after the other."""
        try:
            board = self._idle.get_nowait()
        except Empty:
            board = Emulator(self._parts, wiring(self._probe))
            self._all.append(board)
        yield board
        self._idle.put(board)  # not one on which something went wrong

    def close(self) -> None:
        """End the processes."""
        for board in self._all:
            with suppress(RuntimeError):
                board.close()

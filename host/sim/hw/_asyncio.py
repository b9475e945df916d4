# _asyncio.py - tasks and the queue of those that wait, which the board has in C
"""Module `_asyncio`: what the task module of Adafruit's asyncio has too, as CircuitPython builds it in
(extmod/modasyncio.c). The order is that of its pairing heap: who is due first, of those due at once who came first.
A list that is kept in order has it for less: a device has no more than a dozen tasks."""

from collections.abc import Callable
from typing import Any

from wattkey_host.sim.hw.supervisor import ticks_ms

_MASK = (1 << 29) - 1  # ticks wrap there
_HALF = 1 << 28


class TaskQueue:
    """Tasks by their `ph_key`, the time in ticks at which each is due."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []  # the next one last

    def peek(self) -> "Task | None":
        """The next one; it stays."""
        return self.tasks[-1] if self.tasks else None

    def push(self, task: "Task", key: int | None = None) -> None:
        """Have it wait until `key`, or until now."""
        assert not task.queued
        task.data, task.queued = None, True
        task.ph_key = key = ticks_ms() if key is None else key
        tasks = self.tasks
        at = len(tasks)
        while at and (key - tasks[at - 1].ph_key) & _MASK < _HALF:  # that one is due before, or came before
            at -= 1
        tasks.insert(at, task)

    def pop(self) -> "Task":
        """Take the next one out."""
        task = self.tasks.pop()
        task.queued = False
        return task

    def remove(self, task: "Task") -> None:
        """Take this one out."""
        self.tasks.remove(task)
        task.queued = False


class Task:
    """A coroutine that the loop runs. `state`: True while it runs, None or False when it is done, or what waits for
    its end: a TaskQueue, or a function to call. `loop` are the names of asyncio/core.py."""

    __slots__ = ("_loop", "coro", "data", "ph_key", "queued", "state")

    def __init__(self, coro: Any, loop: dict[str, Any]) -> None:
        self.coro, self.ph_key, self.queued = coro, 0, False
        self.data: Any = None  # the error that it is to get, or how it ended; the task or queue that it waits in
        self.state: bool | TaskQueue | Callable[..., None] | None = True
        self._loop = loop

    def __iter__(self) -> "Task":
        if not self.state:
            self.state = False  # somebody knows now how it ended
        elif self.state is True:
            self.state = TaskQueue()
        elif type(self.state) is not TaskQueue:
            raise RuntimeError("can't wait")
        return self

    __await__ = __iter__

    def __next__(self) -> None:
        if not self.state:
            raise StopIteration if self.data is None else self.data
        running = self._loop["cur_task"]
        self.state.push(running)  # type: ignore[union-attr]  # it is a queue: `__iter__` came first
        running.data = self

    def done(self) -> bool:
        """Whether it has ended."""
        return not self.state

    def cancel(self) -> bool:
        """Raise CancelledError in it, or in whom it waits for. Raises RuntimeError in the task itself."""
        if not self.state:
            return False
        if self is self._loop["cur_task"]:
            raise RuntimeError("can't cancel self")
        task, waiting = self, self._loop["_task_queue"]
        while isinstance(task.data, Task):
            task = task.data
        if hasattr(task.data, "remove"):  # it is in a queue of its own
            task.data.remove(task)
            waiting.push(task)
        elif 0 < (task.ph_key - ticks_ms() & _MASK) < _HALF:
            waiting.remove(task)
            waiting.push(task)
        task.data = self._loop["CancelledError"]
        return True

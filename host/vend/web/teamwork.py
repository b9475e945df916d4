# teamwork.py - several server processes on one socket: each forked off, watched, replaced where it dies
"""Nothing is shared between them but the socket and the ledger. They end with the process that began them, however that
ends: each reads from a pipe whose other end only that one has."""

import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

PAUSE_S = 1.0  # before a dead one is replaced


def run(count: int, work: Callable[[], object], begun: Callable[[], None]) -> None:
    """`work` in `count` processes, until Ctrl-C or SIGTERM; `begun` once they are there. Raises KeyboardInterrupt,
    SystemExit."""
    reads, writes = os.pipe()
    signal.signal(signal.SIGTERM, _end)
    alive: set[int] = set()
    try:
        while len(alive) < count:
            alive.add(_forked(work, reads, writes))
        begun()
        while True:
            alive.discard(os.wait()[0])
            time.sleep(PAUSE_S)
            alive.add(_forked(work, reads, writes))
    finally:
        os.close(writes)
        for pid in alive:
            os.waitpid(pid, 0)


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def _forked(work: Callable[[], object], reads: int, writes: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.close(writes)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal: the one that began us hears it, and lets us go
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        threading.Thread(target=_until_alone, args=(reads,), daemon=True).start()
        work()
        status = 0
    finally:
        os._exit(status)


def _until_alone(reads: int) -> None:
    os.read(reads, 1)  # nobody writes: it ends when the other end is closed
    os.kill(os.getpid(), signal.SIGTERM)

# headturn.py - one handheld at the infrared head at a time, whichever server process of the counter it is
"""A lock of the kernel on a file beside the ledger: it ends with the process that has it."""

import os
import sys
import threading
from pathlib import Path

FILE = "head.queue"


class HeadTurn:
    """To be taken without waiting."""

    def __init__(self, folder: Path) -> None:
        self._path, self._handle, self._mine = folder / FILE, -1, threading.Lock()

    def acquire(self) -> bool:
        """Whether it is ours now. Raises OSError."""
        if not self._mine.acquire(blocking=False):
            return False
        if sys.platform == "win32":  # one server process there
            return True
        import fcntl

        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Somebody else's turn."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        self._mine.release()

# threading.py - what Blinka's displayio asks of threads, without a thread
"""Not for the device. Blinka starts a thread that refreshes displays; here the virtual clock does that."""

from typing import Any


class Event:
    """A flag that nobody waits for."""

    def is_set(self) -> bool:
        """Never: there is nothing to stop."""
        return False

    def set(self) -> None:
        """No effect."""


class Thread:
    """A thread that never runs."""

    def __init__(self, **_options: Any) -> None:
        pass

    def is_alive(self) -> bool:
        """Never."""
        return False

    def start(self) -> None:
        """No effect."""


class RLock:
    """Always free: there is one thread."""

    def acquire(self, *_options: Any) -> bool:
        """Taken at once."""
        return True

    def release(self) -> None:
        """No effect."""

    __enter__ = acquire

    def __exit__(self, *_error: object) -> None:
        pass

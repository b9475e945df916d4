# keyfile.py - how the key file is written: one at a time, whole or not at all, for its owner alone
"""Where it is a link (to a stick that is locked away at night) the file stays there and the link stays a link."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

if sys.platform == "win32":
    import msvcrt

    def _lock(path: Path) -> int:
        handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        return handle

else:
    import fcntl

    def _lock(path: Path) -> int:
        handle = os.open(path.parent, os.O_RDONLY)  # the folder: no file is left behind, and none need be there yet
        fcntl.flock(handle, fcntl.LOCK_EX)
        return handle


@contextmanager
def held(path: Path) -> Iterator[Path]:
    """Nobody else writes the key file meanwhile; gives the place where it really lies. Raises OSError."""
    place = Path(os.path.realpath(path))
    handle = _lock(place)
    try:
        yield place
    finally:
        os.close(handle)


def put(place: Path, text: bytes) -> None:
    """The file with this content. To be called while it is held. Raises OSError."""
    beside = _beside(place)
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, _NEW, 0o600), "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, place)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def clear(path: Path) -> None:
    """Remove the copy beside it that a process left which was killed in `put`. Raises OSError."""
    if os.path.lexists(_beside(Path(os.path.realpath(path)))):
        with held(path) as place:
            _beside(place).unlink(missing_ok=True)


def _beside(place: Path) -> Path:
    return place.with_name(place.name + ".new")

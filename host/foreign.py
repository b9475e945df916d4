# foreign.py - files in folders that others can write too: a customer's drive, an outbox, wherever somebody points
"""Whoever can write there could lay a link under a name that he foresees, and have us write over a file of ours. So
every file begins under a name that nobody can guess, is made new, follows no link, and takes its own name when it is
whole and on the disk."""

import errno
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

PART = ".part"  # a name that the device does not look at
LARGEST = 4 << 20  # bytes, where nothing says how many there are: a drive has fewer
FIRMWARE = 16 << 20  # of a UF2
_HEX = 16
_FORGOTTEN_S = 60.0  # no write takes that long
_LOOK = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def read(path: Path, most: int = LARGEST) -> bytes:
    """The first bytes of a file, at most so many: it may have no end. A folder, pipe or device is refused, and nobody
    waits for it. Raises OSError."""
    if stat.S_ISREG(path.stat().st_mode):
        handle = os.open(path, _LOOK)
        with os.fdopen(handle, "rb") as file:
            if stat.S_ISREG(os.fstat(handle).st_mode):  # nobody has put something else there meanwhile
                return file.read(most)
    raise OSError(errno.EINVAL, "it is no file", str(path))


def whole(path: Path, limit: int = LARGEST) -> bytes:
    """All of a file. Raises OSError, also for one of more than `limit` bytes."""
    content = read(path, limit + 1)
    if len(content) > limit:
        raise OSError(errno.EFBIG, f"it has more than {limit} bytes", str(path))
    return content


def holds(path: Path, content: bytes) -> bool:
    """Whether it is a file with this content, and no link. Raises OSError."""
    return not path.is_symlink() and path.is_file() and read(path, len(content) + 1) == content


def way(folder: Path, name: Path) -> Path:
    """`folder`/`name`, to be read. Raises OSError where it, or a folder on the way, is a link elsewhere."""
    place = folder
    for part in name.parts:
        place /= part
        if place.is_symlink():
            raise OSError(errno.ELOOP, "it is a link: nothing is read through it", str(place))
    return place


@contextmanager
def fresh(target: Path, how: str = "wb", **text: Any) -> Iterator[IO[Any]]:
    """A new file that becomes `target` at the end, flushed to the disk; of one that fails nothing is left.

    A link called `target` is replaced, never followed. `how` and `text` as for `open`. Raises OSError.
    """
    beside = target.with_name(f"{target.name}.{secrets.token_hex(_HEX // 2)}{PART}")
    handle = os.open(beside, _NEW, 0o666)
    try:
        with os.fdopen(handle, how, **text) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    finally:  # once it has its name, there is nothing to remove
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def write(target: Path, content: bytes) -> None:
    """`target` with this content, whole or not at all. Raises OSError."""
    with fresh(target) as file:
        file.write(content)


def sweep(target: Path) -> None:
    """Remove what writes of `target` left behind that were cut off, a minute ago or more."""
    for path in target.parent.iterdir():
        middle = path.name.removeprefix(target.name + ".").removesuffix(PART)
        if path.name != f"{target.name}.{middle}{PART}" or len(middle) != _HEX:
            continue
        with suppress(OSError):
            if time.time() - path.lstat().st_mtime >= _FORGOTTEN_S:
                path.unlink()


def check_way(folder: Path, name: str) -> Path:
    """`folder`/`name` with all folders on the way made. Raises OSError where one of them is a link elsewhere."""
    place = folder
    place.mkdir(parents=True, exist_ok=True)
    for part in Path(name).parts[:-1]:
        place /= part
        if place.is_symlink():
            raise OSError(f"{place} is a link: nothing is written through it")
        place.mkdir(exist_ok=True)
    return folder / name


@contextmanager
def table(target: Path) -> Iterator[IO[str]]:
    """`fresh` for CSV in UTF-8; a device or pipe that was named (/dev/stdout) is written to. Raises OSError."""
    how: dict[str, Any] = {"newline": "", "encoding": "utf-8"}
    special = target.exists() and not target.is_file() and not target.is_dir()
    with target.open("w", **how) if special else fresh(target, "w", **how) as file:
        yield file

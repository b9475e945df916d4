# foreign.py - files in folders that others can write too: a customer's drive, an outbox, wherever somebody points
"""Whoever can write there could lay a link under a name that he foresees, and have us write over a file of ours. So
every file begins under a name that nobody can guess, is made new, follows no link, and takes its own name when it is
whole and on the disk."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

PART = ".part"  # a name that the device does not look at
_HEX = 16
_FORGOTTEN_S = 60.0  # no write takes that long
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


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

# incoming.py - the bytes of a file, a device or a pipe as they come, of any length
"""Nothing is kept; where nothing comes for a while that is told, for a pipe may stay open for ever."""

import os
import select
from collections.abc import Iterable, Iterator
from io import FileIO
from pathlib import Path
from typing import BinaryIO

_PIECE = 1 << 18  # bytes read at once
_PATIENCE_S = 0.3  # of silence that ends a frame


class Counted:
    """The bytes of a stream, passed on and counted."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = pieces
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.count += len(piece)
            yield piece


def readable(path: Path) -> bool:
    """Whether it is something to read: a file, a device, a named pipe."""
    return path.is_file() or path.is_char_device() or path.is_fifo()


def pieces_of(file: BinaryIO | FileIO) -> Iterator[bytes]:
    """What comes, as it comes, and an empty piece where nothing did for a while."""
    try:
        number = file.fileno()
    except OSError:  # a stream in memory, as tests give
        yield file.read()
        return
    while True:
        if not _ready(number):
            yield b""
        elif piece := os.read(number, _PIECE):
            yield piece
        else:
            return


def _ready(number: int) -> bool:
    """Whether there is something to read, or the end, within the patience; Windows cannot say for a pipe: it waits."""
    try:
        return bool(select.select([number], [], [], _PATIENCE_S)[0])
    except OSError:
        return True

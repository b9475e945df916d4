# overwrite.py - before a command's output takes the place of a file that is there: the person is asked
"""Somebody's own file stays unless he says so: yes at the question, or --overwrite where nobody can be asked."""

import errno
import os
from pathlib import Path
from typing import Annotated

import typer

from wattkey_host.plain import plain

Overwrite = Annotated[bool, typer.Option("--overwrite", help="Write over a file that is there, without a question.")]


def ask_before(overwrite: bool, *paths: Path | None) -> None:
    """One question for all that a command is about to write (None: nothing). Raises FileExistsError where a file is
    there that is not to be written over; a device or pipe is no file."""
    there = [path for path in paths if path and os.path.lexists(path) and (path.is_file() or not path.exists())]
    if overwrite or not there:
        return
    try:
        if typer.confirm(_question(there), err=True):
            return
    except typer.Abort:  # nobody there
        pass
    raise FileExistsError(errno.EEXIST, "it exists, and stays as it is", str(there[0]))


def _question(there: list[Path]) -> str:
    first, more = plain(there[0]), len(there) - 1
    return f"{first} and {more} more exist. Write over them?" if more else f"{first} exists. Write over it?"


def refuse_if_there(path: Path) -> None:
    """Raises FileExistsError where anything has that name: what is made here is never written over."""
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, "it exists, and is never written over", str(path))

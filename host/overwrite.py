# overwrite.py - before a command's output takes the place of a file that is there: the person is asked
"""Somebody's own file stays unless he says so: yes at the question, or --overwrite where nobody can be asked."""

import errno
import os
from pathlib import Path
from typing import Annotated

import typer

from wattkey_host.plain import plain

Overwrite = Annotated[bool, typer.Option("--overwrite", help="Write over a file that is there, without a question.")]


def ask_before(path: Path, overwrite: bool) -> None:
    """Raises FileExistsError where a file is there that is not to be written over; a device or pipe is no file."""
    if overwrite or not os.path.lexists(path) or path.exists() and not path.is_file():
        return
    try:
        if typer.confirm(f"{plain(path)} exists. Write over it?", err=True):
            return
    except typer.Abort:  # nobody there
        pass
    raise FileExistsError(errno.EEXIST, "it exists, and stays as it is", str(path))


def refuse_if_there(path: Path) -> None:
    """Raises FileExistsError where anything has that name: what is made here is never written over."""
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, "it exists, and is never written over", str(path))

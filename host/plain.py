# plain.py - what comes from outside, as it may stand on a terminal: no control character gets there raw
"""File names, answers of a device, fields of JSON and CSV: an escape sequence in them would clear the clerk's screen,
or write a line that looks like ours. They are shown as Python writes them: ESC as \\x1b, a new line as \\n."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.exceptions import TyperException


def plain(text: object) -> str:
    """One line: every character that does not print, shown as its escape."""
    words = str(text)
    if words.isprintable():
        return words
    return "".join(char if char.isprintable() else _escape(char) for char in words)


def say(text: object, err: bool = False, **how: Any) -> None:
    """`typer.echo` for one line that may have something from outside in it."""
    typer.echo(plain(text), err=err, **how)


def quoted(text: object) -> str:
    """As `plain`, for rich: what looks like its markup is none."""
    from rich.markup import escape

    return escape(plain(text))


@contextmanager
def complaints_plain() -> Iterator[None]:
    """What Typer refuses of a command line is told in plain words too: a shell's * may have put a file's name there."""
    try:
        yield
    except TyperException as refused:
        if hasattr(refused, "message"):
            refused.message = plain(refused.message)
        raise


def in_json(data: object, **how: Any) -> str:
    """As `json.dumps`, with letters of every script as they are, and what does not print as its \\u escape."""
    words = json.dumps(data, ensure_ascii=False, **how)
    if words.isprintable():
        return words
    return "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in words)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")

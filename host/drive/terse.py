# terse.py - our sources as a drive of one megabyte has room for them: without docstrings, and what only a checker reads
"""A file takes whole clusters of 4 KB, and the drive has 253. Header lines and comments stay; each line that goes
leaves an empty one, so that a line number on the console is that of the repository."""

import ast
import functools
import re

_HAVE = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_FOR_TYPES = re.compile(rb"^TYPE_CHECKING = False\nif TYPE_CHECKING:\n(?:[ \t].*\n|\n)+", re.MULTILINE)
_WHOLE = ("/code.py", "/drivers/", "/flows/")  # what people copy and change


def terse(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a drive, by path; sources but drivers, flows and code.py are cut."""
    return {
        path: _cut(source) if path.endswith(".py") and not path.startswith(_WHOLE) else source
        for path, source in files.items()
    }


def without_types(source: bytes) -> bytes:
    """A source without the imports that a type checker alone makes."""
    return _FOR_TYPES.sub(lambda block: b"\n" * block[0].count(b"\n"), source)


@functools.lru_cache(maxsize=512)
def _cut(source: bytes) -> bytes:
    lines = without_types(source).decode().split("\n")
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, _HAVE) and ast.get_docstring(node, clean=False) is not None:
            text = node.body[0]
            begin, end = text.lineno - 1, text.end_lineno or text.lineno
            if lines[begin][: text.col_offset].strip():
                continue  # behind a colon, on one line
            stands = "" if len(node.body) > 1 else " " * text.col_offset + "pass"
            lines[begin:end] = [stands, *[""] * (end - begin - 1)]
    return "\n".join(lines).encode()

# test_origins.py - a name is imported from the file that makes it, not from one that happens to import it too
"""So a file that no longer needs a name can let go of it, and whoever looks for a name finds it where imports say."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = {"wattkey": "lib/wattkey", "wattkey_host": "host", "wattkey_lab": "lab"}
FACES = {("host/touch/running.py", "VendError")}  # counter.py is the one file of the page that knows host/vend


@cache
def read(path):
    """What a file imports from others, and the names that it makes; each file is parsed once for both."""
    imports, names = [], set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            imports.append(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return imports, names


@cache
def made(module):
    """The names that a file of ours makes; None for another's module, and for a package: its `__init__` is a face."""
    room, *way = module.split(".")
    path = ROOT.joinpath(ROOMS[room], *way).with_suffix(".py") if room in ROOMS and way else ROOT
    return read(path)[1] if path.is_file() else None


def test_names_are_imported_from_the_file_that_makes_them():
    files = [
        path for room in ("lib", "drivers", "flows", "host", "lab", "tests") for path in (ROOT / room).rglob("*.py")
    ]
    found = {
        (path.relative_to(ROOT).as_posix(), f"{node.module}: {alias.name}")
        for path in files
        for node in read(path)[0]
        if made(node.module or ".") is not None
        for alias in node.names
        if alias.name not in made(node.module)
    }
    assert {(file, name) for file, name in found if (file, name.rpartition(" ")[2]) not in FACES} == set()

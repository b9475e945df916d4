# borrowed.py - names of compiled files that only our own files use are exchanged for names that the ROM holds
"""Each name that a module brings with it stays in the board's memory until a reset: its letters, and 7 bytes in a table
that is twice as large each time it is full. The 621st name takes 4.5 KB, the 1,261st 9 KB in one piece (py/qstr.c; the
tables hold 20, 40 ... 640, 1,280). A name that CircuitPython has in its ROM takes nothing. So a name of ours goes by
one that the ROM holds for a part that we do not use: `_judged` by `MixerVoice`, in every file by the same.

A text of up to ten letters is such a name too. In a module that is in memory only while a flow runs it becomes a
constant of 32 bytes, which leaves with the module; unless it is a name anyway, in the ROM or in a file that stays.

Which names: ownnames.py. A traceback shows the exchanged name of a function, and the line as ever. A CircuitPython
without such a name in its ROM runs the same files, with less memory.
"""

import ast
import builtins
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import NamedTuple

from wattkey_host.drive.mpyfile import MpyFile
from wattkey_host.drive.ownnames import exchangeable, keys

_LIVES = ("/code.py", "/life.py")  # the second: what the first is compiled as (contents.py)
_WORD = re.compile(rb"[A-Za-z_]\w*")


class Names(NamedTuple):
    """What becomes of the names in compiled files of ours."""

    exchanged: Mapping[str, str]  # name in a source -> name in the compiled file
    staying: frozenset[str]  # paths of the sources that are in memory as long as the board runs
    names: frozenset[str]  # texts that stay names: keys, which calls look for, and what is a name anyway

    def thin(self, path: str, file: MpyFile) -> None:
        """`path` is that of its source, on the drive or in the image."""
        file.exchange(self.exchanged)
        if path not in self.staying:
            file.texts_leave(self.names)


def thinned(ours: Mapping[str, bytes], libraries: Mapping[str, bytes]) -> Names:
    """Both: path -> source. Raises ValueError where the ROM has too few names that nobody uses (romnames.txt)."""
    return _thinned(_sources(ours), _sources(libraries))


def rom_names() -> list[str]:
    """All names in the ROM."""
    text = files("wattkey_host.drive").joinpath("romnames.txt").read_text()
    return [line for line in text.splitlines() if not line.startswith("#")]


def _sources(files: Mapping[str, bytes]) -> tuple[tuple[str, bytes], ...]:
    return tuple(sorted((path, source) for path, source in files.items() if path.endswith(".py")))


@functools.lru_cache(maxsize=4)
def _thinned(ours: tuple[tuple[str, bytes], ...], libraries: tuple[tuple[str, bytes], ...]) -> Names:
    trees = {path: ast.parse(source) for path, source in ours}
    rom = rom_names()
    wanted = sorted(exchangeable(trees, [ast.parse(source) for _, source in libraries]) - set(rom))
    used = {word.decode() for _, source in ours + libraries for word in _WORD.findall(source)}
    there = [name for name in rom if name not in used and name[0] != "_" and not hasattr(builtins, name)]
    if len(there) < len(wanted):
        raise ValueError(f"romnames.txt: {len(there)} names are free, {len(wanted)} are wanted")
    staying = _staying(trees)
    names = {name for tree in trees.values() for name in keys(tree)}.union(rom, *(_texts(trees[p]) for p in staying))
    return Names(dict(zip(wanted, there, strict=False)), staying, frozenset(names))


def _texts(tree: ast.Module) -> set[str]:
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in nodes if isinstance(node.value, str)}


def _staying(trees: Mapping[str, ast.Module]) -> frozenset[str]:
    """The drivers, and what code.py loads, as a noun too, and whatever that loads at its beginning."""
    lives = [path for path in _LIVES if path in trees]
    found = {path for path in trees if path.startswith("/drivers/")} | set(lives)
    modules = [name for life in lives for name in (*_modules(ast.walk(trees[life])), *_nouns(trees[life]))]
    waiting = [path for name in modules for path in _paths(name, trees)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [path for name in _modules(trees[path].body) for path in _paths(name, trees)]
    return frozenset(found)


def _nouns(tree: ast.Module) -> Iterator[str]:
    """The modules of nouns: `device.noun("wallet")` names wattkey.wallet."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "noun":
            yield "wattkey." + ast.literal_eval(node.args[0])


def _modules(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _paths(module: str, trees: Mapping[str, ast.Module]) -> list[str]:
    name = module.replace(".", "/") + ".py"
    return [folder + name for folder in ("/", "/lib/", "/drivers/", "/flows/") if folder + name in trees]

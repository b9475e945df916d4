# borrowed.py - names of compiled files that nobody outside a file uses are exchanged for names that the ROM holds
"""Each name that a module brings with it stays in the board's memory until a reset: its letters, and 7 bytes in a table
that is twice as large each time it is full. The 1,261st name takes 9 KB in one piece (py/qstr.c; the tables hold 20,
40 ... 640, 1,280). A name that CircuitPython has in its ROM takes nothing. So a private name of ours goes by one that
the ROM holds for a part that we do not use: `_judged` by `MixerVoice`, in every file by the same.

A text of up to ten letters is such a name too. In a module that is in memory only while a flow runs it becomes a
constant, which leaves with the module.

Exchanged are private names, and parameters that no call names. Kept are those that a class shares with a base of
another file, and all that a library uses: drivers that an engineer puts beside an image are not exchanged, and fit.
A traceback shows the exchanged name of a function, and the line as ever. A CircuitPython without such a name in its
ROM runs the same files, with less memory.
"""

import ast
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import NamedTuple

from wattkey_host.drive.mpyfile import MpyFile

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LIFE = "/code.py"
_WORD = re.compile(rb"[A-Za-z_]\w*")


class Names(NamedTuple):
    """What becomes of the names in compiled files of ours."""

    exchanged: Mapping[str, str]  # name in a source -> name in the compiled file
    staying: frozenset[str]  # paths of the sources that are in memory as long as the board runs
    keys: frozenset[str]  # of calls and of parameters that want one: a call looks for them as names

    def thin(self, path: str, file: MpyFile) -> None:
        """`path` is that of its source, on the drive or in the image."""
        file.exchange(self.exchanged)
        if path not in self.staying:
            file.texts_leave(self.keys)


def thinned(ours: Mapping[str, bytes], libraries: Mapping[str, bytes]) -> Names:
    """Both: path -> source. Raises ValueError where the list of the ROM's names (romnames.txt) is too short."""
    sources = tuple(sorted((path, source) for path, source in ours.items() if path.endswith(".py")))
    others = b" ".join(source for path, source in libraries.items() if path.endswith(".py"))
    return _thinned(sources, frozenset(_WORD.findall(others)))


def rom_names() -> list[str]:
    """Names in the ROM, of parts that a WattKey does not have."""
    text = files("wattkey_host.drive").joinpath("romnames.txt").read_text()
    return [line for line in text.splitlines() if not line.startswith("#")]


@functools.lru_cache(maxsize=4)
def _thinned(sources: tuple[tuple[str, bytes], ...], others: frozenset[bytes]) -> Names:
    trees = [(path, ast.parse(source)) for path, source in sources]
    used = others.union(*(_WORD.findall(source) for _, source in sources))
    wanted = sorted((_private(trees) | _unnamed(trees)) - {word.decode() for word in others})
    there = [name for name in rom_names() if name.encode() not in used]
    if len(there) < len(wanted):
        raise ValueError(f"romnames.txt: {len(there)} names are free, {len(wanted)} are wanted")
    keys = frozenset(name for _, tree in trees for name in _keys(tree))
    return Names(dict(zip(wanted, there, strict=False)), _staying(dict(trees)), keys)


def _keys(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.arguments):
            yield from (parameter.arg for parameter in node.kwonlyargs)


def _staying(trees: Mapping[str, ast.Module]) -> frozenset[str]:
    """The drivers, and what code.py loads and whatever that loads at its beginning."""
    found = {path for path in trees if path.startswith("/drivers/")}
    waiting = [path for name in _modules(ast.walk(trees[_LIFE])) for path in _paths(name, trees)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [path for name in _modules(trees[path].body) for path in _paths(name, trees)]
    return frozenset(found)


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


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and len(name) > 1


def _private(trees: Iterable[tuple[str, ast.Module]]) -> set[str]:
    found = {name for _, tree in trees for name in _names(tree) if _is_private(name)}
    looked_up = {text for _, tree in trees for text in _texts(tree)}
    return found - _inherited(trees) - looked_up - {name for _, tree in trees for name in _gone(tree)}


def _gone(tree: ast.Module) -> Iterator[str]:
    """`_A = const(5)` leaves no name."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("const("):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _unnamed(trees: Iterable[tuple[str, ast.Module]]) -> set[str]:
    """Parameters whose name is nothing else anywhere: no attribute, no key of a call, no word that is looked up."""
    parameters, others = set(), set()
    for _, tree in trees:
        parameters |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        others |= set(_names(tree)) | set(_texts(tree)) | _in_the_open(tree)
    return {name for name in parameters - others if len(name) > 2}


def _names(tree: ast.AST) -> Iterator[str]:
    """What stands in a tree as an attribute, a function, a class, a module, a key of a call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.alias):
            yield from (node.asname or node.name).split(".")
            yield from node.name.split(".")
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from node.module.split(".")
        elif isinstance(node, ast.Name) and _is_private(node.id):
            yield node.id
    yield from _keys(tree)


def _in_the_open(tree: ast.Module) -> set[str]:
    """Names that a module or a class holds."""
    bodies = [tree.body] + [node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    kept = {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}
    apart = (*_FUNCTIONS, ast.ClassDef)
    for statement in (statement for body in bodies for statement in body if not isinstance(statement, apart)):
        kept |= {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    return kept


def _texts(tree: ast.AST) -> Iterator[str]:
    """Texts that may be looked up by name, as "box.uplink" is. What only describes is no part of a compiled file."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    told |= {
        id(note) for node in ast.walk(tree) for note in (getattr(node, "annotation", 0), getattr(node, "returns", 0))
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in told:
            continue
        if re.fullmatch(r"[\w.]+", node.value):
            yield from node.value.split(".")


def _inherited(trees: Iterable[tuple[str, ast.Module]]) -> set[str]:
    """Private names of a class that a base in another file knows too."""
    classes: dict[str, list[tuple[str, ast.ClassDef]]] = {}
    for path, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                classes.setdefault(node.name, []).append((path, node))
    shared: set[str] = set()
    for path, node in (one for same in classes.values() for one in same):
        for place, base in _above(node, classes):
            if place != path:
                shared |= set(_names(node)) & set(_names(base))
    return {name for name in shared if _is_private(name)}


def _above(node: ast.ClassDef, classes: Mapping[str, list[tuple[str, ast.ClassDef]]]) -> list[tuple[str, ast.ClassDef]]:
    """Its bases, near and far, as far as they are ours; of one name all."""
    found: list[tuple[str, ast.ClassDef]] = []
    waiting = [node]
    while waiting:
        for name in (ast.unparse(base).rpartition(".")[2] for base in waiting.pop().bases):
            new = [one for one in classes.get(name, []) if one not in found]
            found += new
            waiting += [one[1] for one in new]
    return found

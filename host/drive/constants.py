# constants.py - numbers that modules of ours share are written where they are used, before a file is compiled
"""`ids.METER_TIME` is a look-up by name. The name costs 8 bytes in the module that has it, its letters, and the module
itself, which is in memory while a flow runs, some 300. So `module.NAME` becomes the number, where the library has it as
`NAME = 5` or `NAME = const(5)` once and for all, and what nobody names any more is left out. No line moves.

A module that a driver, a flow or a program in the root of the drive imports keeps its numbers, for a source of one's
own.
"""

import ast
import functools
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeGuard

_LIBRARY = "/lib/"
_Numbers = dict[str, int]


class _Edit(NamedTuple):
    """Bytes `start` to `end` of a source become `text`, in as many lines."""

    start: int
    end: int
    text: bytes


class _Source:
    """A file: its tree, and where a node stands in it."""

    def __init__(self, path: str, content: bytes) -> None:
        self.module = path.removeprefix(_LIBRARY).removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        self.is_library = path.startswith(_LIBRARY)
        self.content = content
        self.tree = ast.parse(content)
        self._lines = [0]
        for line in content.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def edit(self, node: ast.stmt | ast.expr, text: str) -> _Edit:
        """`text` in the place of a node."""
        start = self._lines[node.lineno - 1] + node.col_offset
        end = self._lines[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        return _Edit(start, end, text.encode() + b"\n" * self.content[start:end].count(b"\n"))

    def imports(self) -> list[ast.ImportFrom]:
        """Each `from a.b import c`."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.ImportFrom)]


def written_out(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, path -> content, with numbers in the place of their names."""
    python = tuple(sorted((path, content) for path, content in sources.items() if path.endswith(".py")))
    return {**sources, **_written_out(python)}


@functools.lru_cache(maxsize=4)
def _written_out(sources: tuple[tuple[str, bytes], ...]) -> dict[str, bytes]:
    files = {path: _Source(path, content) for path, content in sources}
    kept = {name for file in files.values() if not file.is_library for name in _named_in(file)}
    library = [file for file in files.values() if file.is_library and file.module not in kept]
    numbers = {file.module: _numbers(file.tree) for file in library}
    named = {name for file in files.values() for name in _named_in(file)}  # `from module import NAME`
    return {path: _rewritten(file, numbers, named) for path, file in files.items()}


def _named_in(file: _Source) -> Iterator[str]:
    """Modules, and names of modules, that its imports name."""
    for node in file.imports():
        yield node.module or ""
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _numbers(tree: ast.Module) -> _Numbers:
    """What a module has as whole numbers; not what is given a value twice."""
    found: _Numbers = {}
    assigned = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name) and target.id.isupper():
            value = _value(node.value)
            if value is not None and target.id[0] != "_" and assigned.count(target.id) == 1:
                found[target.id] = value
    return found


def _value(node: ast.expr) -> int | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "const":
        return _value(node.args[0])
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.LShift):
        left, right = _value(node.left), _value(node.right)
        return None if left is None or right is None else left << right
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def _rewritten(file: _Source, numbers: Mapping[str, _Numbers], named: set[str]) -> bytes:
    edits = [*_uses(file, numbers), *_definitions(file, numbers.get(file.module, {}), named)]
    content = file.content
    for start, end, text in sorted(edits, reverse=True):
        content = content[:start] + text + content[end:]
    return content


def _uses(file: _Source, numbers: Mapping[str, _Numbers]) -> Iterator[_Edit]:
    """`module.NAME` becomes the number; an import of a module that is not named any more goes."""
    loads = Counter(node.id for node in ast.walk(file.tree) if isinstance(node, ast.Name))
    looked_up = [(node, node.value.id) for node in ast.walk(file.tree) if _is_look_up(node)]
    for node in file.imports():
        left = []
        for alias in node.names:
            known = numbers.get(f"{node.module}.{alias.name}", {})
            found = [use for use, module in looked_up if module == alias.name and use.attr in known]
            yield from (file.edit(use, f"({known[use.attr]})") for use in found)
            if alias.asname or not found or len(found) < loads[alias.name]:
                left.append(alias.name + (f" as {alias.asname}" if alias.asname else ""))
        if len(left) < len(node.names):
            yield file.edit(node, f"from {node.module} import {', '.join(left)}" if left else "pass")


def _is_look_up(node: ast.AST) -> TypeGuard[Any]:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)


def _definitions(file: _Source, numbers: _Numbers, named: set[str]) -> Iterator[_Edit]:
    """What a module has for others alone, and its own uses of it."""
    gone = {name for name in numbers if f"{file.module}.{name}" not in named}
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in gone:
            yield file.edit(node, f"({numbers[node.id]})")
    for statement in file.tree.body:
        if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") in gone:
            yield file.edit(statement, "pass")

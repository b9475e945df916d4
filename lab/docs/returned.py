# returned.py - what the source of a verb is seen to return, to be compared with the outcomes that it declares
"""Strings are followed through conditions, names, own methods and their arguments. What comes from another object is
UNSEEN: there the declaration is believed."""

import ast
import inspect
import sys
import textwrap
from typing import NamedTuple

UNSEEN = "?"  # no outcome is called that
Values = dict[str, set[str]]


class _Function(NamedTuple):
    """A method whose source is read, and what its arguments may be."""

    cls: type
    tree: ast.Module
    arguments: Values


def returned(cls: type, method: str, arguments: Values | None = None) -> set[str]:
    """Every string that `method` of `cls` may return, UNSEEN among them where that cannot be told."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(getattr(cls, method))))
    function = _Function(cls, tree, arguments or {})
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Return) and node.value is not None:
            found |= _strings(node.value, node, function)
    return found


def _strings(value: ast.expr, place: ast.Return, function: _Function) -> set[str]:
    match value:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return _strings(one, place, function) | _strings(other, place, function)
        case ast.Await(value=inner):
            return _strings(inner, place, function)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=method), args=given):
            names = list(inspect.signature(getattr(function.cls, method)).parameters)[1:]
            arguments = {n: _strings(a, place, function) for n, a in zip(names, given, strict=False)}
            return returned(function.cls, method, arguments)
        case ast.Name(id=name):
            return _narrowed(name, place, function) or _assigned(name, place, function) or {UNSEEN}
    return {UNSEEN}


def _narrowed(name: str, place: ast.Return, function: _Function) -> set[str]:
    """What `name` may be at a return inside `if name in ("a", "b")`."""
    for node in ast.walk(function.tree):
        match node:
            case ast.If(
                test=ast.Compare(left=ast.Name(id=left), ops=[ast.In()], comparators=[ast.Tuple() as allowed]),
                body=body,
            ) if left == name and any(inner is place for line in body for inner in ast.walk(line)):
                return set(ast.literal_eval(allowed))
    return set()


def _assigned(name: str, place: ast.Return, function: _Function) -> set[str]:
    """What `name` may hold: an argument, what is assigned to it, or a column of a table that a loop runs through."""
    found = set(function.arguments.get(name, ()))
    for node in ast.walk(function.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                found |= _strings(value, place, function)
            case ast.For(target=ast.Tuple(elts=columns), iter=ast.Name(id=table)):
                names = [ast.unparse(column) for column in columns]
                if name in names:
                    rows = getattr(sys.modules[function.cls.__module__], table)
                    found |= {row[names.index(name)] for row in rows}
    return found

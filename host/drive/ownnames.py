# ownnames.py - the names that our compiled files alone know: nobody else is lost if they are exchanged
"""Exchanged are (borrowed.py):

private names, but for those that a class shares with a base of another file;
parameters that no call names;
public names that only modules of our library share: no library, no text that is looked up, no call names one, and none
of the files that may be another's: the programs in the root of the drive, of which an older version may start a newer
image, and drivers and flows, in whose place an engineer may put a source. What such a file shares with others keeps its
name, and so does all that stands in a module on which one of them is built, as `wattkey.ports`. A class that is raised
keeps it as well: a traceback ends with it.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_APART = ("/drivers/", "/flows/")
_Trees = Iterable[tuple[str, ast.Module]]


def _walk(tree: ast.AST) -> list[ast.AST]:
    """All nodes of a tree, which keeps the list itself: it is gone through a dozen times."""
    found: list[ast.AST] | None = getattr(tree, "walked", None)
    if found is None:
        found = list(ast.walk(tree))
        tree.walked = found  # type: ignore[attr-defined]  # no field, so that no walk goes there
    return found


def exchangeable(ours: Mapping[str, ast.Module], libraries: Iterable[ast.Module]) -> set[str]:
    """Names in our files, path -> tree, that nobody else looks for; a name that the ROM holds may be among them."""
    trees = list(ours.items())
    theirs = {name for tree in libraries for name in _spoken(tree) | _parameters(tree) | set(_texts(tree))}
    return (_private(trees) | _unnamed(trees) | _public(trees)) - theirs


def _public(trees: _Trees) -> set[str]:
    spoken = {path: _spoken(tree) for path, tree in trees}
    files = Counter(name for names in spoken.values() for name in names)
    shared = {name for path in spoken if _is_apart(path) for name in spoken[path] if files[name] > 1}
    offered = {name for path in _built_on(trees) & spoken.keys() for name in spoken[path]}
    kept = {
        name for path, tree in trees for name in (*_modules(path, tree), *_texts(tree), *keys(tree), *_raised(tree))
    }
    return {name for name in files if not name.startswith("_")} - shared - offered - kept


def _built_on(trees: _Trees) -> set[str]:
    """Files of our library that drivers and flows import: ports and the like."""
    nodes = [node for path, tree in trees if path.startswith(_APART) for node in _walk(tree)]
    modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {"/lib/" + module.replace(".", "/") + ".py" for module in modules}


def _is_apart(path: str) -> bool:
    return path.startswith(_APART) or path.count("/") == 1


def _modules(path: str, tree: ast.Module) -> Iterator[str]:
    """The interpreter makes names of them out of texts."""
    yield from path.removesuffix(".py").split("/")
    for node in _walk(tree):
        if isinstance(node, ast.Import):
            yield from (part for alias in node.names for part in alias.name.split("."))
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from node.module.split(".")


def _raised(tree: ast.Module) -> Iterator[str]:
    for node in _walk(tree):
        if isinstance(node, ast.Raise) and node.exc:
            call = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            yield ast.unparse(call).rpartition(".")[2]


def _spoken(tree: ast.Module) -> set[str]:
    return set(_names(tree)) | _in_the_open(tree)


def _parameters(tree: ast.Module) -> set[str]:
    return {node.arg for node in _walk(tree) if isinstance(node, ast.arg)}


def keys(tree: ast.AST) -> Iterator[str]:
    """Of calls, and of parameters behind `*`."""
    for node in _walk(tree):
        if isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.arguments):
            yield from (parameter.arg for parameter in node.kwonlyargs)


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
        parameters |= _parameters(tree)
        others |= _spoken(tree) | set(_texts(tree))
    return {name for name in parameters - others if len(name) > 2}


def _names(tree: ast.AST) -> Iterator[str]:
    """What stands in a tree as an attribute, a function, a class, a module, a key of a call."""
    for node in _walk(tree):
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
    yield from keys(tree)


def _in_the_open(tree: ast.Module) -> set[str]:
    """Names that a module or a class holds."""
    bodies = [tree.body] + [node.body for node in _walk(tree) if isinstance(node, ast.ClassDef)]
    kept = {name for node in _walk(tree) if isinstance(node, ast.Global) for name in node.names}
    apart = (*_FUNCTIONS, ast.ClassDef)
    for statement in (statement for body in bodies for statement in body if not isinstance(statement, apart)):
        kept |= {node.id for node in _walk(statement) if isinstance(node, ast.Name)}
    return kept


def _texts(tree: ast.AST) -> Iterator[str]:
    """Texts that may be looked up by name, as "box.uplink" is. What only describes is no part of a compiled file."""
    told = {id(node.value) for node in _walk(tree) if isinstance(node, ast.Expr)}
    told |= {id(note) for node in _walk(tree) for note in (getattr(node, "annotation", 0), getattr(node, "returns", 0))}
    for node in _walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in told:
            continue
        if re.fullmatch(r"[\w.]+", node.value):
            yield from node.value.split(".")


def _inherited(trees: Iterable[tuple[str, ast.Module]]) -> set[str]:
    """Private names of a class that a base in another file knows too."""
    classes: dict[str, list[tuple[str, ast.ClassDef]]] = {}
    for path, tree in trees:
        for node in _walk(tree):
            if isinstance(node, ast.ClassDef):
                classes.setdefault(node.name, []).append((path, node))
    shared: set[str] = set()
    for path, node in (one for same in classes.values() for one in same):
        for place, base in _above(node, classes):
            if place != path:
                shared |= set(_names(node)) & set(_names(base))
    return {name for name in shared if _is_private(name)}


def _above(node: ast.ClassDef, classes: Mapping[str, list[tuple[str, ast.ClassDef]]]) -> list[tuple[str, ast.ClassDef]]:
    """The classes that a class inherits from, near and far, as far as they are ours; all that have one name."""
    found: list[tuple[str, ast.ClassDef]] = []
    waiting = [node]
    while waiting:
        for name in (ast.unparse(base).rpartition(".")[2] for base in waiting.pop().bases):
            new = [one for one in classes.get(name, []) if one not in found]
            found += new
            waiting += [one[1] for one in new]
    return found

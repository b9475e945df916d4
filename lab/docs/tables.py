# tables.py - finds the flows and menus of the device, and what their verbs can answer
"""Read from the device's own files, so that checks and pages cannot drift from them."""

import ast
import importlib
import importlib.util
import inspect
import sys
import textwrap
from pathlib import Path
from types import ModuleType

import wattkey


def nouns() -> dict[str, type]:
    """Every noun of the flow tables and its class: the modules of the core that have `make(device)`."""
    found = {}
    for path in sorted(Path(wattkey.__path__[0]).glob("*.py")):
        module = importlib.import_module("wattkey." + path.stem)
        if hasattr(module, "make"):
            found[path.stem] = getattr(module, module.make.__annotations__["return"].__name__)
    return found


def load(path: Path) -> ModuleType:
    """The module in a file of the device, under a name of its own (our `code` and `menu` shadow nothing)."""
    spec = importlib.util.spec_from_file_location("wattkey_device_" + path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def flows(root: Path) -> dict[str, tuple]:
    """Every flow table in `root`/flows by its name."""
    modules = [load(path) for path in sorted((root / "flows").glob("*.py"))]
    return {m.FLOW[0]: m.FLOW for m in modules if hasattr(m, "FLOW")}


def menus(root: Path) -> dict[str, tuple]:
    """Every menu table in `root`/flows by its name."""
    modules = [load(path) for path in sorted((root / "flows").glob("*.py"))]
    return {m.MENU[0]: m.MENU for m in modules if hasattr(m, "MENU")}


def verb(name: str) -> object:
    """The coroutine function behind "noun.method". Raises LookupError if there is none."""
    noun, _, method = name.partition(".")
    found = getattr(nouns().get(noun), method, None)
    if found is None or method.startswith("_") or not inspect.iscoroutinefunction(found):
        raise LookupError(f'no verb "{name}"')
    return found


def outcomes(name: str) -> set[str]:
    """Every outcome that a verb can return, read from its source.

    Raises LookupError for an unknown verb, ValueError where a return statement is too clever to be read.
    """
    verb(name)
    noun, _, method = name.partition(".")
    return _returned(nouns()[noun], method)


def _returned(cls: type, method: str) -> set[str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(getattr(cls, method))))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Return) and node.value is not None:
            found |= _strings(node.value, cls, tree)
    return found


def _strings(value: ast.expr, cls: type, tree: ast.Module) -> set[str]:
    match value:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return _strings(one, cls, tree) | _strings(other, cls, tree)
        case ast.Await(value=inner):
            return _strings(inner, cls, tree)
        case ast.Call(func=ast.Attribute(attr="_problem"), args=[first, *_]):
            return _strings(first, cls, tree)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=method)):
            return _returned(cls, method)
        case ast.Name(id=name):
            return _bound(name, cls, tree)
    raise ValueError(f"{cls.__name__}: cannot tell what {ast.unparse(value)} may be")


def _bound(name: str, cls: type, tree: ast.Module) -> set[str]:
    """What a local name may hold: from an assignment, a loop over a table of the module, or a comparison."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                found |= _strings(value, cls, tree)
            case ast.For(target=ast.Tuple(elts=names), iter=ast.Name(id=table)):
                place = [n.id for n in names if isinstance(n, ast.Name)].index(name)
                rows = getattr(sys.modules[cls.__module__], table)
                found |= {row[place] for row in rows}
            case ast.If(test=ast.Compare(left=ast.Name(id=left), ops=[ast.In()], comparators=[ast.Tuple() as allowed])):
                if left == name:
                    found |= set(ast.literal_eval(allowed))
    if not found:
        raise ValueError(f"{cls.__name__}: cannot tell what {name} may be")
    return found

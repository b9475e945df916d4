# test_style.py - how files look: short, one purpose said in the first line, no except that hides what went wrong
"""Read from the syntax trees of every Python file of the house."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("lib", "drivers", "flows", "host", "lab", "tests")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
LINES_OF_A_FILE = 220
LINES_OF_A_FUNCTION = 40
# Where anything that goes wrong must not stop the rest, and why.
BROAD = {
    "lab/bench/codecs.py": "another's codec may raise anything; how often it does is the figure",
    "lab/torture/hostile/hostile.py": "whatever comes out of an attack is what did not hold; it is told by its number",
    "lib/wattkey/plugins.py": "a driver that fails leaves the rest of the device running",
    "lib/wattkey/home.py": "whatever a flow does wrong, the device goes on",
    "boot.py": "nothing may keep the device from starting",
    "code.py": "whatever ends the program, it starts again; the error is printed",
    "faults.py": "whatever is broken, the drive stays within reach; the error is printed",
    "host/sim/machine.py": "what a program of the board raises ends that program, as in the interpreter",
}


@cache
def texts():
    """Name -> text of every file."""
    files = [*ROOT.glob("*.py"), *(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))]
    return {file.relative_to(ROOT).as_posix(): file.read_text() for file in sorted(files)}


@cache
def nodes():
    """(file, node) of the functions, handlers and comparisons in every file."""
    kinds = (*DOCUMENTED, ast.ExceptHandler, ast.Compare, ast.Call)
    trees = ((name, ast.walk(ast.parse(text))) for name, text in texts().items())
    return [(name, node) for name, tree in trees for node in tree if isinstance(node, kinds)]


def found(*kinds):
    """Those of these kinds."""
    return [(name, node) for name, node in nodes() if isinstance(node, kinds)]


def test_files_are_short():
    lengths = {name: len(text.splitlines()) for name, text in texts().items() if not name.startswith("tests/")}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_FILE} == {}


def test_functions_are_short():
    lengths = {
        f"{name}: {node.name}": node.end_lineno - node.lineno + 1
        for name, node in found(ast.FunctionDef, ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_FUNCTION} == {}


def test_the_first_line_says_what_the_file_is_for():
    named = {name: text for name, text in texts().items() if not name.endswith("__init__.py")}
    starts = {name: (f"# {name.rpartition('/')[2]} - ", f"# {name} - ") for name in named}
    assert [name for name, text in named.items() if not text.startswith(starts[name])] == []


def test_the_first_line_of_a_table_says_what_the_file_is_for():
    tables = [ROOT / "settings.toml", *(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.toml"))]
    assert [file.name for file in tables if not file.read_text().startswith(f"# {file.name} - ")] == []


def test_a_docstring_can_be_read_alone():
    """In an editor's pop-up there is nothing above it that "it" or "the same" could mean."""
    pointing = re.compile(
        "(The same|Same|Its?|They|Those|These|That|This one|There|So (many|much)|Such|Likewise|As (above|they|it)|And|"
        "The others?|A new one|(One|All|None|Each|Most|Some|Both|Many) of (them|these|those))\\b"
    )
    assert [
        f"{name}: {ast.get_docstring(node)}"
        for name, node in found(*DOCUMENTED)
        if not name.startswith("tests/") and pointing.match(ast.get_docstring(node) or "")
    ] == []


def test_no_except_catches_everything_unsaid():
    assert [f"{name}:{node.lineno}" for name, node in found(ast.ExceptHandler) if node.type is None] == []


def test_except_exception_stands_only_where_the_rest_must_go_on():
    caught = [
        name
        for name, handler in found(ast.ExceptHandler)
        for node in ast.walk(handler.type or ast.Name("BaseException"))
        if isinstance(node, ast.Name) and node.id in ("Exception", "BaseException")
    ]
    assert set(caught) == set(BROAD)


def test_what_proves_somebody_is_compared_in_constant_time():
    """A MAC, a digest or a PIN that is compared byte after byte tells by its time how far a guess was right."""
    secret = {"mac", "macs", "pin", "proof", "tag", "digest", "message_mac", "seller_proof", "cmac", "mac4", "cipher8"}
    here = ("host/vend/", "host/meter/prepaid/", "host/sim/chip/")
    compared = [
        f"{name}:{node.lineno}"
        for name, node in found(ast.Compare)
        if name.startswith(here) and isinstance(node.ops[0], ast.Eq | ast.NotEq) and named(node) & secret
        if not any(side.isupper() for side in named(node))  # with a constant, as "no PIN is set"
    ]
    assert compared == []


def named(comparison):
    """What the two sides are called: a variable, an attribute, the function that is called."""
    sides = [side.func if isinstance(side, ast.Call) else side for side in (comparison.left, *comparison.comparators)]
    return {getattr(side, "attr", getattr(side, "id", "")) for side in sides}


def test_what_comes_from_outside_reaches_the_terminal_by_one_door():
    """host/plain.py shows control characters as such. A bare echo, or JSON with letters as they are, is no door."""
    others = {name: text for name, text in texts().items() if name.startswith("host/") and name != "host/plain.py"}
    assert [name for name, text in others.items() if "typer.echo(" in text or "ensure_ascii=False" in text] == []


def _in_no_order(node):
    """Whether it is a set, or made of one that nothing has sorted."""
    name = getattr(getattr(node, "func", None), "id", "")
    parts = {ast.BinOp: ("left", "right"), ast.ListComp: ("generators",), ast.comprehension: ("iter",)}
    if name in ("list", "tuple"):
        return any(map(_in_no_order, node.args))
    below = [getattr(node, part) for part in parts.get(type(node), ())]
    return isinstance(node, ast.Set | ast.SetComp) or name in ("set", "frozenset") or any(map(_any_of, below))


def _any_of(part):
    return any(map(_in_no_order, part)) if isinstance(part, list) else _in_no_order(part)


def test_cases_stand_in_an_order():
    """Those of a set come in another in each process, and processes that share the tests must agree on it."""
    cases = [
        (name, node.args[1])
        for name, node in found(ast.Call)
        if getattr(node.func, "attr", "") == "parametrize" and len(node.args) > 1
    ]
    assert cases
    assert [f"{name}:{node.lineno}" for name, node in cases if _in_no_order(node)] == []

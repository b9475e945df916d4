# sys.py - the interpreter, as CircuitPython describes itself
"""Module `sys`. `path` and `modules` are the device's own; the loader puts them here."""

from types import SimpleNamespace
from typing import Any

from wattkey_host.sim.run import current
from wattkey_host.sim.tracebacks import device_traceback

_life = current()

path: list[str] = []
modules: dict[str, Any] = {}
argv: list[str] = []
platform = "RP2040"
byteorder = "little"
maxsize = 0x7FFFFFFF
version = "3.4.0; CircuitPython 10.2.1"
version_info = (3, 4, 0)
implementation = SimpleNamespace(name="circuitpython", version=(10, 2, 1, ""), _mpy=262)


class _Console:
    """stdout and stderr: the board's console."""

    def write(self, text: str) -> int:
        """Print without a line end."""
        _life.check()
        _life.machine.print(text)
        return len(text)

    def flush(self) -> None:
        """No effect."""


stdout = stderr = _Console()


def exit(value: object = None) -> None:  # the board's name
    """End the program."""
    raise SystemExit(value)


def print_exception(error: BaseException, file: Any = stdout) -> None:
    """Print the traceback of `error`."""
    file.write(device_traceback(error))

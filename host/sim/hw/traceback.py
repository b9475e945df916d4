# traceback.py - errors as text
"""Module `traceback`: what CircuitPython has of it."""

import sys as _pc
from typing import Any

from wattkey_host.sim.run import current
from wattkey_host.sim.tracebacks import device_traceback

_life = current()


def format_exception(error: Any, value: Any = None, _tb: Any = None, **_options: Any) -> list[str]:
    """The traceback as a list of text."""
    return [device_traceback(value or error)]


def print_exception(error: Any, value: Any = None, _tb: Any = None, file: Any = None, **_options: Any) -> None:
    """Print the traceback to the console or to `file`."""
    text = device_traceback(value or error)
    _life.check()
    if file:
        file.write(text)
    else:
        _life.machine.print(text)


def format_exc() -> str:
    """The traceback of the error that is being handled."""
    return device_traceback(_pc.exc_info()[1] or RuntimeError("no error"))

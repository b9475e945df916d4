# micropython.py - const() and the decorators of native code, which change nothing here
"""Module `micropython`."""

from typing import Any


def const(value: Any) -> Any:
    """The value itself; on the board the compiler folds it."""
    return value


def native(function: Any) -> Any:
    """The function itself."""
    return function


viper = native

# memento.py - the state of the parts of a world, kept and put back into the same objects
"""Chip, meters and drive are full of functions that know each other; copies of them would know the old ones. So the
objects stay, and what was in them is put back. Clocks, wires and what is under way are not touched: time goes on."""

from collections import deque
from typing import Any

_OURS = ("wattkey_host.meter", "wattkey_host.sim.chip", "wattkey_host.sim.drive", "wattkey.")
_NOT = ("wattkey_host.sim.chip.spi",)  # its timers


class Memento:
    """The state of some objects, and of all of ours that they hold."""

    def __init__(self, *roots: object) -> None:
        self._kept: dict[int, tuple[Any, Any]] = {}
        todo = list(roots)
        while todo:
            one = todo.pop()
            if isinstance(one, tuple | frozenset):
                todo += one
            elif id(one) not in self._kept and (held := _held(one)) is not None:
                self._kept[id(one)] = (one, held)
                todo += held.values() if isinstance(held, dict) else held if not isinstance(held, bytes) else ()

    def restore(self) -> None:
        """Put everything back."""
        for one, held in self._kept.values():
            if isinstance(one, dict | set):
                one.clear()
                one.update(held)
            elif isinstance(one, list | bytearray):
                one[:] = held
            elif isinstance(one, deque):
                one.clear()
                one.extend(held)
            else:
                _put(one, held)


def _held(one: Any) -> Any:
    """A shallow copy of what can change in it; None for what cannot, or is not ours."""
    if isinstance(one, dict | list | set):
        return one.copy()
    if isinstance(one, bytearray):
        return bytes(one)
    if isinstance(one, deque):
        return list(one)
    kind = type(one)
    if not kind.__module__.startswith(_OURS) or kind.__module__ in _NOT or isinstance(one, type):
        return None
    if hasattr(one, "__dict__"):
        return dict(one.__dict__)
    return {name: getattr(one, name) for name in getattr(kind, "__slots__", ()) if hasattr(one, name)}


def _put(one: Any, held: dict[str, Any]) -> None:
    if hasattr(one, "__dict__"):
        one.__dict__.clear()
        one.__dict__.update(held)
        return
    for name, value in held.items():
        setattr(one, name, value)

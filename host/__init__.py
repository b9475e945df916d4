"""The PC side of WattKey: simulator, vending host, command line. It imports the core, never the other way round."""

import sys
import types
from pathlib import Path

if "micropython" not in sys.modules:  # the one module that the core needs and CPython lacks
    _shim = types.ModuleType("micropython", "const() as CircuitPython has it")
    _shim.const = lambda value: value  # type: ignore[attr-defined]  # made here
    sys.modules["micropython"] = _shim


def device_root() -> Path:
    """The folder with the device's files: the checkout, or the copy inside the installed package."""
    packaged = Path(__file__).parent / "device"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent

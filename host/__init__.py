"""The PC side of WattKey: simulator, vending host, command line. It imports the core, never the other way round."""

import sys
import types

if "micropython" not in sys.modules:  # the one module that the core needs and CPython lacks
    _shim = types.ModuleType("micropython", "const() as CircuitPython has it")
    _shim.const = lambda value: value  # type: ignore[attr-defined]
    sys.modules["micropython"] = _shim

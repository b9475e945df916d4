"""The PC side of WattKey: simulator, vending host, command line. It imports the core, never the other way round."""

import gc
import sys
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

if "micropython" not in sys.modules:  # the one module that the core needs and CPython lacks
    _shim = types.ModuleType("micropython", "const() as CircuitPython has it")
    _shim.const = lambda value: value  # type: ignore[attr-defined]  # made here
    sys.modules["micropython"] = _shim


def main() -> None:
    """The command `wattkey`; Ctrl-C is heard from here on, before anything else is imported."""
    try:
        gc.disable()  # imports leave no garbage behind: looking for it takes a tenth of their time (commandtable.py)
        from wattkey_host.interrupt import Heard

        with Heard():
            from wattkey_host.cli import main as run

            run()
    except KeyboardInterrupt:  # before the first line of Heard
        print("wattkey: interrupted. Nothing was done", file=sys.stderr)
        sys.exit(130)


def device_root() -> "Path":
    """The folder with the device's files: the checkout, or the copy inside the installed package."""
    from pathlib import Path

    packaged = Path(__file__).parent / "device"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent

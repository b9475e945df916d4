# natives.py - the modules that are built into the board: ours, Blinka's displayio, and some of CPython's
"""Ours (host/sim/hw) and Blinka's are executed anew for each life, so that nothing of one life is in the next.

Blinka's displayio family comes from its distribution, over our hardware modules and with a `threading` that starts no
thread: the virtual clock drives the refresh. Four of its loops have quicker stand-ins (quickpixels.py).
"""

import builtins
import contextlib
import functools
import importlib
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

from wattkey_host.sim import adafruit, hw
from wattkey_host.sim.importer import Importer, Source
from wattkey_host.sim.quickpixels import hasten

if TYPE_CHECKING:
    from wattkey_host.sim.run import Life

HW = hw.__name__ + "."  # names of our hardware modules inside the PC's package
# fmt: off
OURS = frozenset((
    "_asyncio", "alarm", "analogio", "board", "busio", "digitalio", "gc", "hashlib", "io", "keypad", "memorymap",
    "microcontroller", "micropython", "os", "pwmio", "random", "rp2pio", "select", "storage", "supervisor", "sys",
    "time", "traceback", "usb_cdc", "usb_hid", "usb_midi", "watchdog",
))
BLINKA = frozenset((
    "bitmaptools", "busdisplay", "displayio", "fontio", "fourwire", "i2cdisplaybus", "terminalio", "vectorio",
))
CPYTHON = frozenset((
    "__future__", "array", "binascii", "collections", "errno", "json", "math", "re", "struct", "zlib",
))
_HIDDEN = frozenset(["epaperdisplay", "paralleldisplaybus"])  # Blinka's own imports, not for the device
_BLINKAS_OWN = BLINKA | _HIDDEN
_REPLACED = frozenset((
    "busio", "digitalio", "microcontroller", "pwmio", "threading", "time",
))  # what Blinka gets from us
# fmt: on
_DISTRIBUTION = "adafruit-blinka-displayio"
_RECORDS = "displayio._structs"


class _Hint:
    """What stands for every name of `typing` in Blinka's annotations: the real ones would keep `Optional[Pin]` in a
    cache, and with that class the whole life that it belongs to."""

    def __class_getitem__(cls, _item: Any) -> Any:
        return cls


_HINTS = ModuleType("typing")
vars(_HINTS).update(dict.fromkeys(("BinaryIO", "Callable", "List", "Optional", "Protocol", "Tuple", "Union"), _Hint))


class Natives(Importer):
    """The native modules of one life; `native(name)` is what the device's `import` sees of them."""

    def __init__(self, life: "Life") -> None:
        super().__init__()
        self._life = life

    def native(self, name: str) -> ModuleType | None:
        """The module `name` if the board has it built in."""
        if name in OURS:
            return self.load(HW + name)
        if name in BLINKA:
            if "displayio" not in self.modules:
                self._life.refresh_with(self._refresh)
            return self.load(name)
        return importlib.import_module(name) if name in CPYTHON else None

    def _refresh(self) -> None:
        """What the board does in the background: draw what has changed, on displays that are not told when to."""
        for display in self.modules["displayio"].displays:
            if display._auto_refresh:
                with contextlib.suppress(OSError):  # a bus without the panel is no error of the program
                    display._background()

    def load_system(self) -> ModuleType:
        """`sys`, before any program asks for it."""
        return self.load(HW + "sys")

    def find(self, name: str) -> "Source | ModuleType | None":
        """Our modules by their place in this package, Blinka's by their own name."""
        if name == _RECORDS:
            return _records()
        if name.startswith(HW):
            return _source(Path(hw.__path__[0]) / (name[len(HW) :] + ".py"), False)
        path = _blinka_files().get(name)
        return _source(path, path.name == "__init__.py") if path else None

    def import_name(
        self,
        name: str,
        scope: dict[str, Any] | None = None,
        _locals: object = None,
        wanted: Any = (),
        level: int = 0,
    ) -> ModuleType:
        """Ours and Blinka's from here, the rest is CPython's."""
        mine = str((scope or {}).get("__name__", "")).startswith(HW)
        if name.startswith(HW):
            return self.load(name)
        if not mine and name in _REPLACED and not level:
            return self.load(HW + name)
        if not mine and name == _HINTS.__name__ and not level:
            return _HINTS
        if level or name.partition(".")[0] in _BLINKAS_OWN:
            return super().import_name(name, scope, _locals, wanted, level)
        return builtins.__import__(name, scope, None, wanted, level)

    def load(self, name: str) -> ModuleType:
        """As every importer; our modules have no package above them here."""
        if name.startswith(HW) and name not in self.modules:
            found = self.find(name)
            assert isinstance(found, Source)
            return self._make(name, found)
        fresh = name not in self.modules
        module = super().load(name)
        if fresh:
            hasten(module)
        return module


@functools.cache
def _source(path: Path, is_package: bool) -> Source:
    return Source(_code(path), str(path), is_package)


@functools.cache
def _records() -> ModuleType:
    """Blinka's dataclasses, which hold nothing of a life: they are made once, for each is compiled from text."""
    module = ModuleType(_RECORDS)
    exec(_code(_blinka_files()[_RECORDS]) or "", vars(module))
    return module


def _code(path: Path) -> CodeType | None:
    return SourceFileLoader("native", str(path)).get_code("native")


@functools.cache
def _blinka_files() -> dict[str, Path]:
    """Module name -> file, of Blinka's displayio distribution."""
    files = adafruit.files(_DISTRIBUTION)
    return {
        name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): file
        for name, file in files.items()
        if file.suffix == ".py"
    }

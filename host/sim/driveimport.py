# driveimport.py - `import`, `open` and `print` of the device program, over the simulated drive
"""Each run of the interpreter has its own modules. What CircuitPython lacks is missing here too."""

import __future__

import functools
import inspect
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

from wattkey_host.sim.devicefile import open_file
from wattkey_host.sim.importer import Importer, Source
from wattkey_host.sim.natives import Natives
from wattkey_host.sim.tracebacks import DEVICE_MARK

if TYPE_CHECKING:
    from wattkey_host.sim.run import Life

# fmt: off
_ABSENT = (  # builtins of CPython that the board does not have
    "aiter", "anext", "ascii", "breakpoint", "copyright", "credits", "exit", "format", "help", "license", "quit",
    "vars", "BaseExceptionGroup", "ExceptionGroup", "FileExistsError", "FileNotFoundError", "InterruptedError",
    "IsADirectoryError", "ModuleNotFoundError", "NotADirectoryError", "PermissionError", "ProcessLookupError",
    "RecursionError", "BlockingIOError", "ChildProcessError", "UnboundLocalError",
)
# fmt: on
_FROZEN = ".frozen"
_FLAGS = __future__.annotations.compiler_flag  # the board never evaluates annotations


class Loader(Importer):
    """The device's view of modules: native ones first, then the drive along its own sys.path."""

    def __init__(self, life: "Life") -> None:
        super().__init__()
        self.life = life
        self.path = ["", "/", _FROZEN, "/lib"]
        self._drive = life.files
        self._natives = Natives(life)
        for name in _ABSENT:
            self.builtins.pop(name, None)
        self.builtins[DEVICE_MARK] = True
        self.builtins["open"] = functools.partial(open_file, life)
        self.builtins["print"] = self._print
        life.at_end(self._close_unstarted)
        system = self._natives.load_system()
        system.modules = self.modules  # type: ignore[attr-defined]  # the board's sys, not ours
        system.path = self.path  # type: ignore[attr-defined]

    def run(self, path: str) -> None:
        """Run a file of the drive as the main program."""
        main = ModuleType("__main__")
        self.modules["__main__"] = main
        self.execute(main, Source(self._compile(path), path, False))

    def find(self, name: str) -> "Source | ModuleType | None":
        """Native, or a package or file on the drive; a folder without __init__.py is an empty package."""
        self.life.check()
        native = self._natives.native(name)
        if native is not None:
            return native
        parent, _, last = name.rpartition(".")
        folders = getattr(self.modules[parent], "__path__", ()) if parent else self.path
        for folder in folders:
            if folder != _FROZEN:
                source = self._on_drive(folder.rstrip("/") + "/" + last if folder else last)
                if source:
                    return source
        return None

    def execute(self, module: ModuleType, source: Source) -> None:
        """As the board does it; then whoever watches the machine may look at the module."""
        super().execute(module, source)
        self.life.machine.imported(module)

    def _on_drive(self, path: str) -> Source | None:
        if self._drive.is_folder(path):
            init = path + "/__init__.py"
            return Source(self._compile(init) if self._drive.is_file(init) else None, init, True)
        if self._drive.is_file(path + ".py"):
            return Source(self._compile(path + ".py"), path + ".py", False)
        return None

    def _compile(self, path: str) -> CodeType:
        return _compiled(self._drive.read(path), path)

    def _close_unstarted(self) -> None:
        """CPython would complain about tasks that never came to run, whenever it collects them."""
        queue = getattr(self.modules.get("asyncio.core"), "_task_queue", None)
        for task in queue.tasks if queue else ():
            if inspect.getcoroutinestate(task.coro) == inspect.CORO_CREATED:
                task.coro.close()

    def _print(self, *values: object, sep: str = " ", end: str = "\n", file: Any = None, flush: bool = False) -> None:
        self.life.check()
        text = sep.join(map(str, values)) + end
        if file is None:
            self.life.machine.print(text)
        else:
            file.write(text)


@functools.lru_cache(maxsize=2048)
def _compiled(source: bytes, path: str) -> CodeType:
    code: CodeType = compile(source, path, "exec", _FLAGS, dont_inherit=True)
    return code

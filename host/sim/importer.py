# importer.py - `import` over a table of modules of its own, instead of the PC's
"""What CPython's import statement asks of `__import__`: dotted names, relative names, packages, `from` lists."""

import builtins
from types import CodeType, ModuleType
from typing import Any, NamedTuple


class Source(NamedTuple):
    """What a module is made from; a package without code has none."""

    code: CodeType | None
    path: str
    is_package: bool


class Importer:
    """Loads each module once. Subclasses say where modules come from."""

    def __init__(self) -> None:
        self.modules: dict[str, ModuleType] = {}
        self.builtins: dict[str, Any] = dict(vars(builtins))
        self.builtins["__import__"] = self.import_name

    def find(self, name: str) -> "Source | ModuleType | None":
        """Where the module `name` (dotted) comes from; None if there is no such module."""
        raise NotImplementedError

    def import_name(
        self,
        name: str,
        scope: dict[str, Any] | None = None,
        _locals: object = None,
        wanted: Any = (),
        level: int = 0,
    ) -> ModuleType:
        """The `__import__` of the programs that run here; parameters as CPython gives them."""
        full = _absolute(name, scope or {}, level) if level else name
        module = self.load(full)
        if not wanted:
            return self.modules[full.partition(".")[0]]
        for item in wanted if isinstance(wanted, tuple | list) else ():
            child = full + "." + item
            if item == "*" or hasattr(module, item) or not hasattr(module, "__path__"):
                continue
            if child in self.modules or self.find(child):
                setattr(module, item, self.load(child))  # also while that module is still being loaded
        return module

    def load(self, name: str) -> ModuleType:
        """The module `name`, its packages first. Raises ImportError as the board words it."""
        if name in self.modules:
            return self.modules[name]
        parent, _, last = name.rpartition(".")
        package = self.load(parent) if parent else None
        found = self.find(name)
        if found is None:
            raise ImportError(f"no module named '{name}'")
        module = found if isinstance(found, ModuleType) else self._make(name, found)
        self.modules[name] = module
        if package:
            setattr(package, last, module)
        return module

    def _make(self, name: str, source: Source) -> ModuleType:
        module = ModuleType(name)
        self.modules[name] = module
        done = False
        try:
            self.execute(module, source)
            done = True
        finally:
            if not done:
                self.modules.pop(name, None)
        return module

    def execute(self, module: ModuleType, source: Source) -> None:
        """Run a module's code with our builtins, which reach into everything it defines."""
        name = module.__name__
        scope = module.__dict__
        scope["__builtins__"] = self.builtins
        scope["__file__"] = source.path
        scope["__package__"] = name if source.is_package else name.rpartition(".")[0]
        if source.is_package:
            scope["__path__"] = [source.path.rpartition("/")[0]]
        if source.code:
            exec(source.code, scope)  # this is what an interpreter does


def _absolute(name: str, scope: dict[str, Any], level: int) -> str:
    package = scope.get("__package__") or ""
    for _ in range(level - 1):
        package = package.rpartition(".")[0]
    if not package:
        raise ImportError("can't perform relative import")
    return package + "." + name if name else package

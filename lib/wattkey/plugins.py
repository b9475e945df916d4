# plugins.py - a name in settings.toml -> a driver; a flow loaded when it runs, dropped after
"""Plug-ins are plain modules on sys.path (folders drivers and flows), not packages: a package inside a
mounted firmware image would hide the user's own file on the drive."""

import asyncio
import sys

from micropython import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Awaitable, Callable, TypeVar

    from wattkey.device import Device
    from wattkey.ports import Clock
    from wattkey.presenter import Presenter

    Part = TypeVar("Part")

_TIDY_MS = const(150)
_AGAIN_MS = const(1000)  # before a driver's task is started again


class Parts:
    """Starts drivers; what fails is remembered in `broken` and the port's harmless default takes its place."""

    def __init__(self, settings: "Callable[[str, str], str]", clock: "Clock") -> None:
        self._settings = settings
        self._clock = clock
        self.broken: "list[tuple[str, str]]" = []  # (short code, what went wrong)

    def start(self, port: str, name: str, code: str, default: "Part") -> "Part":
        """The driver `<port>_<name>`, where settings.toml may give another name under the port's name."""
        name = port + "_" + self._settings(port.upper(), name)
        try:
            module = __import__(name)
            part = module.make(self._settings, self._clock)
            del module.make  # it is called once, and its code leaves
            return part
        except Exception as error:  # whatever a driver does wrong, the rest of the device runs
            self.broken.append((code, "%s: %r" % (name, error)))
            print("part broken", code, name, repr(error))
            return default


def load_menu(name: str) -> tuple:
    """The table in flows/menu_<name>.py; whoever opened the menu holds it, nobody else."""
    return _table("menu_" + name).MENU


def _table(name: str) -> "Any":
    """A module of the folder flows, which nobody holds but who asked for it."""
    path = sys.path[:]
    first = path.index("/flows")
    sys.path[:] = path[first:] + path[:first]  # to look elsewhere first takes 10 ms
    try:
        return __import__(name)
    finally:
        sys.modules.pop(name, None)
        sys.path[:] = path


def spare(name: str, settings: "Callable[[str, str], str]", clock: "Clock") -> "Any":
    """The driver `name` for as long as a flow runs; None where it is missing or cannot start."""
    try:
        return __import__(name).make(settings, clock)
    except Exception as error:  # whatever a driver does wrong, the rest of the device runs
        print("without", name, repr(error))
        return None


async def run_flow(name: str, device: "Device") -> str:
    """Load flow `name` and the nouns of its verbs, run it, forget them. Returns its last step."""
    modules = set(sys.modules)
    from wattkey.runner import Runner

    nouns = device.made()
    tidying = None
    try:
        title, sheets, first = _rows(name)
        for noun in first:  # before the first frame: nothing may stop the loop once a meter listens
            device.noun(noun)
        tidying = asyncio.create_task(_keep_tidy(device.clock))  # each import has collected the garbage
        return await Runner(device.noun, device.presenter.step).run(title, sheets)
    finally:
        if tidying:
            tidying.cancel()
        device.forget(*nouns)
        drop(modules)  # the page behind comes first, then Home has the garbage collected


def _rows(name: str) -> "tuple[str, list[str], list[str]]":
    """Title and packed table of a flow, and the nouns that it needs at once. What they were made with is forgotten."""
    table = _table(name).FLOW
    if len(table) > 2:  # it was packed when it was compiled (host/drive/flowtables.py)
        return table
    from wattkey.flow import needed, packed

    title, sheets = packed(table)
    _unload("wattkey.flow")
    return title, sheets, needed(table)


async def _keep_tidy(clock: "Clock") -> None:
    """While a flow runs: collect before the heap is full (20 KB; a flow makes 60 to 80 KB a second). A collection
    takes 18 ms, and one that comes by itself comes on top of whatever the loop is at."""
    while True:
        await clock.sleep_ms(_TIDY_MS)
        await clock.tidy()


def drop(modules: "set[str]") -> None:
    """Forget every module that was loaded when only `modules` were, or later."""
    for module in set(sys.modules) - modules:
        _unload(module)


def _unload(name: str) -> None:
    """Forget one of our modules; its package holds on to it as well. What a driver loaded meanwhile stays."""
    package, _, last = name.rpartition(".")
    if package and package.split(".")[0] != "wattkey":
        return
    del sys.modules[name]
    if package in sys.modules:
        delattr(sys.modules[package], last)


async def keep_running(
    task: "Callable[[], Awaitable[None]]", code: str, presenter: "Presenter", clock: "Clock"
) -> None:
    """Run a driver's task for ever: if it ends with an error, report the part's code and start it again."""
    while True:
        try:
            await task()
        except Exception as error:  # whatever a driver does wrong, the rest of the device runs
            print("part broken", code, repr(error))
            presenter.problem(code)
        await clock.sleep_ms(_AGAIN_MS)

# conftest.py - how all tests run; the whole device at its meter, from the same moment again and again
import gc
import os
import shutil
import sys
from itertools import chain, islice
from pathlib import Path

import pytest
from hypothesis import settings

from wattkey_host.vend.book import engines
from wattkey_lab.torture.cuts.scenes import Scenes

# `python -m pytest` puts the root first: the debugger of pytest, which comes next, would take our code.py for Python's.
ROOT = Path(__file__).parent.parent
sys.path[:] = [path for path in sys.path if Path(path).resolve() != ROOT]

# SQLite waits for the disk at every commit; a RAM disk has files as real, and keeps nobody waiting.
RAM = Path("/dev/shm")
if "TMPDIR" not in os.environ and os.access(RAM, os.W_OK) and shutil.disk_usage(RAM).free > 1 << 30:
    os.environ["TMPDIR"] = str(RAM)

# The same examples in every run: what passed once passes again. "search" looks for new ones (--hypothesis-profile).
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("steady")


# They take a minute and more: begun last they would keep one processor busy while the others have nothing left.
LONGEST = (
    ("tests/lab/pico/test_pico_", "tests/lab/pico/test_boardpool.py"),  # one emulator, which has learned what it runs
    ("tests/host/touch/test_browser.py", "tests/lab/touch/", "tests/host/vend/web/test_web_browser.py"),
    ("tests/lab/torture/test_cut_everywhere.py",),
)


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Imports and lists of tests leave no garbage behind: looking for it takes a seventh of the collecting."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_modifyitems(items):
    """The longest first, each group in another process: xdist deals out even pieces, and who takes work from another
    takes it from the end. So a group stays together, and what is made for all its tests is made once."""
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    pieces = [[] for _ in range(processes)]
    for number, group in enumerate(LONGEST):
        pieces[number % processes] += [item for item in items if item.nodeid.startswith(group)]
    first = {item for piece in pieces for item in piece}
    rest = (item for item in items if item not in first)
    for number, piece in enumerate(pieces):
        size = (len(items) - sum(map(len, pieces[:number]))) // (processes - number)
        piece.extend(islice(rest, max(0, size - len(piece))))
    items[:] = [*chain.from_iterable(pieces), *rest]


def pytest_collection_finish(session):
    """What is there now stays to the end: the garbage collector need not look through it again and again. Nor so often:
    a board that was switched off leaves many objects at once, and the next collection finds them too."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(autouse=True, scope="session")
def quick_ledger():
    """No test cuts the PC's power: do not wait for its disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "PRAGMAS", (*engines.PRAGMAS, "PRAGMA synchronous = OFF"))
        yield


@pytest.fixture(scope="session")
def scenes(tmp_path_factory):
    """The moments that a bench can start from."""
    return Scenes(tmp_path_factory.mktemp("scenes"))


@pytest.fixture
def bench(scenes):
    """`bench("first")` -> Bench at that scene, switched off; its world is closed after the test. `ways`: the
    Personality of its meter."""
    worlds = []

    def make(scene, ways=None):
        made = scenes.bench(scene, ways)
        worlds.append(made.world)
        return made

    yield make
    for world in worlds:
        world.close()

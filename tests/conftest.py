# conftest.py - how all tests run; the whole device at its meter, from the same moment again and again
import gc
import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

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
LONGEST = ("tests/lab/pico/test_pico_story.py", "tests/lab/torture/test_cut_everywhere.py")


def pytest_collection_modifyitems(items):
    """The longest first. Who takes work from another takes it from the end, so each of these stays with one process,
    and what its file makes for all its tests is made once."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish(session):
    """What is there now stays to the end: the garbage collector need not look through it again and again. Nor so often:
    a board that was switched off leaves many objects at once, and the next collection finds them too."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5000)


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

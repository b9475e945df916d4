# conftest.py - the whole device at its meter, from the same moment again and again, for tests that cut and break it

import sys
from pathlib import Path

import pytest
from hypothesis import settings

from wattkey_lab.torture.cuts.scenes import Scenes

# `python -m pytest` puts the root first: the debugger of pytest, which comes next, would take our code.py for Python's.
ROOT = Path(__file__).parent.parent
sys.path[:] = [path for path in sys.path if Path(path).resolve() != ROOT]

# The same examples in every run: what passed once passes again. "search" looks for new ones (--hypothesis-profile).
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def scenes(tmp_path_factory):
    """The moments that a bench can start from."""
    return Scenes(tmp_path_factory.mktemp("scenes"))


@pytest.fixture
def bench(scenes):
    """`bench("first")` -> Bench at that scene, switched off; its world is closed after the test."""
    worlds = []

    def make(scene):
        made = scenes.bench(scene)
        worlds.append(made.world)
        return made

    yield make
    for world in worlds:
        world.close()

# conftest.py - the whole device at its meter, from the same moment again and again, for tests that cut and break it

import pytest

from wattkey_host.torture.scenes import Scenes


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

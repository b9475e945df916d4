# conftest.py - an emulated Pico for the tests; where a piece is missing they are skipped, and say which
from contextlib import closing

import pytest

from wattkey_lab.pico.boardpool import Boards
from wattkey_lab.pico.emulator import Missing, find_parts


@pytest.fixture(scope="session")
def parts():
    try:
        return find_parts()
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def boards(parts):
    """Emulated boards that tests lend one after the other: a new process would learn anew what it runs. One that was
    used starts as a new one does, to the cycle: test_boardpool.py."""
    with closing(Boards(parts, "heap")) as made:
        yield made


@pytest.fixture
def emulator(boards):
    """A board for the worlds of one test, which watches the pin of a measured image."""
    with boards.one() as lent:
        yield lent

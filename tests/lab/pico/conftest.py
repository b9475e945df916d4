# conftest.py - an emulated Pico for the tests; where a piece is missing they are skipped, and say which
import pytest

from wattkey_lab.pico.emulator import Missing, find_parts


@pytest.fixture(scope="session")
def parts():
    try:
        return find_parts()
    except Missing as missing:
        pytest.skip(str(missing))

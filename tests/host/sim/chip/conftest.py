# conftest.py - the simulated chip on a bench
"""Fixtures `bench` (issued chip) and `make_bench` (the class, for other values)."""

import pytest

from fakes.chip import ChipBench


@pytest.fixture
def make_bench():
    """The class of benches."""
    return ChipBench


@pytest.fixture
def bench():
    """An issued chip with no purchase, at a meter of count 0."""
    return ChipBench()

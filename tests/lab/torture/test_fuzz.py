# test_fuzz.py - a slice of `wattkey torture fuzz`: a million streams, a hundred thousand mutations of each document
import random

import pytest

from wattkey_lab.torture.fuzz.fuzz import FUZZES, mutated, run


@pytest.mark.parametrize("kind", FUZZES, ids=lambda kind: kind.name)
def test_nothing_goes_wrong(kind):
    run(kind, min(1500, kind.full // 100))


def test_mutation_changes_something_nearly_always():
    chance = random.Random(1)
    data = bytes(range(60))
    assert sum(mutated(data, chance) != data for _ in range(1000)) > 950

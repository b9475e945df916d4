# test_mutants.py - every broken rule still has its place, and a few of them are broken and caught
"""All of them: wattkey torture mutants, or WATTKEY_ALL_MUTANTS=1."""

import os
from pathlib import Path

import pytest

from wattkey_host import device_root
from wattkey_lab.torture.mutants.mutants import CAUGHT, SURVIVED, run, source
from wattkey_lab.torture.mutants.mutations import MUTANTS, Mutant

ROOT = Path(__file__).parents[3]
FEW = ("believe repeated", "release the MAC before offered")
FEW_TEST = "tests/money/test_believing.py::test_a_load_is_asked_once"
ALL = bool(os.environ.get("WATTKEY_ALL_MUTANTS"))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_its_place_and_its_test_exist(mutant):
    assert source(device_root(), mutant) != (ROOT / mutant.file).read_text()
    file, _, test = mutant.caught_by.partition("::")
    assert f"def {test}(" in (ROOT / file).read_text() if test else (ROOT / file).exists()


@pytest.mark.parametrize("mutant", [m for m in MUTANTS if ALL or m.name in FEW], ids=lambda mutant: mutant.name)
def test_it_is_caught(mutant):
    outcome, words = run(mutant)
    assert outcome == CAUGHT, words


def test_what_changes_nothing_survives():
    harmless = Mutant("nothing", "boot.py", "# boot.py - ", "# boot.py  - ", FEW_TEST)
    assert run(harmless)[0] == SURVIVED

# test_badinput.py - every bad input: the screen says its code, nothing is lost, and afterwards the purchase is loaded
"""All cases with WATTKEY_ALL_INPUTS=1; else of each code the first, of images three, and of those without a code one in
three."""

import os

import pytest

from wattkey_lab.badinput import CASES
from wattkey_lab.badinput.advice import ADVICE, UNTESTED
from wattkey_lab.docs import errordoc

# Each of these starts from an image, which takes a second; tests/drivers/test_firmware_port.py has their pages too.
OF_IMAGES = {"T83", "T84", "T85", "T86", "T87", "T88", "T90", "T91"}


def sample():
    if os.environ.get("WATTKEY_ALL_INPUTS"):
        return CASES
    seen, quiet, chosen = set(), 0, []
    for case in CASES:
        quiet += not case.code
        new = case.code not in seen | OF_IMAGES
        if new or (not case.code and quiet % 3 == 0):
            chosen.append(case)
        seen.add(case.code)
    return chosen


def shows(bench, code):
    if code == "P07":  # nobody can see it; the console says it
        return "part broken P07 " in bench.world.machine.console
    return bench.page.status == code


@pytest.mark.parametrize("case", sample(), ids=lambda case: f"{case.code or 'mended'}-{case.what}")
def test_the_screen_says_what_to_do_and_nothing_is_lost(bench, case):
    made = bench(case.scene)
    made.on()
    before = made.chip.cells
    case.do(made)
    assert made.world.machine.crash == ""
    if case.code:
        assert shows(made, case.code), made.page
    case.heal(made)
    if case.lost:
        assert made.meter.prepaid.bought == made.meter.prepaid.records[0].cumulative
        assert sum(record.amount == made.scene.amount for record in made.meter.prepaid.records) == 0, "credited"
        assert made.chip.cells.amount == before.amount
        assert made.chip.cells.state in (1, 2, 3, 5)
    else:
        made.finish()
        made.check_credited_once()


def test_every_code_has_a_case_and_every_case_a_code():
    with_case = {case.code for case in CASES} - {""}
    assert sorted(with_case & set(UNTESTED)) == []
    assert sorted(with_case | set(UNTESTED)) == errordoc.codes()


def test_every_code_has_advice():
    assert sorted(ADVICE) == errordoc.codes()


def test_no_two_cases_are_called_alike():
    names = [case.what for case in CASES]
    assert sorted(set(names)) == sorted(names)

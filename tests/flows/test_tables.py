# test_tables.py - the flows and menus that we ship hold what the validator asks

from pathlib import Path

import pytest

from wattkey_lab.docs import cli as docs
from wattkey_lab.docs import tables
from wattkey_lab.docs.flowcheck import menu_problems, problems

ROOT = Path(__file__).parents[2]
FLOWS = tables.flows(ROOT)
MENUS = tables.menus(ROOT)


@pytest.mark.parametrize("name", FLOWS)
def test_the_flow_is_sound(name):
    assert problems(FLOWS[name]) == []


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_is_called_as_its_file_is(name):
    assert (ROOT / "flows" / f"{name}.py").is_file()


def test_the_menus_are_sound():
    assert menu_problems(MENUS, FLOWS) == []


@pytest.mark.parametrize("name", MENUS)
def test_a_menu_is_called_as_its_file_is(name):
    assert (ROOT / "flows" / ("menu.py" if name == "home" else f"menu_{name}.py")).is_file()


def test_every_flow_can_be_started():
    started = {entry[1] for _, entries in MENUS.values() for entry in entries}
    assert set(FLOWS) - started == set()


def test_whatever_a_load_answers_the_next_question_is_the_status():
    steps = {step[0]: step for step in FLOWS["recharge"][1]}
    next_verbs = {steps[to][1] for outcome, to in steps["load"][2].items() if outcome != "mac"}
    assert next_verbs == {"meter.compare", "meter.identify"}
    assert set(steps["login"][2].values()) & {"load", "usage"} == set()


def test_generated_pages_are_fresh():
    assert list(docs.stale(ROOT)) == [], "run `wattkey docs`"

# test_tables.py - the flows and menus that we ship hold what the validator asks

import inspect
import re
from pathlib import Path

import pytest

from wattkey.info import Info
from wattkey.menu import Menu
from wattkey_lab.docs import cli as docs
from wattkey_lab.docs import facts, menucheck, tables, texts
from wattkey_lab.docs.flowcheck import problems
from wattkey_lab.docs.returned import UNSEEN, returned

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
    assert menucheck.problems(MENUS, FLOWS) == []


@pytest.mark.parametrize("name", MENUS)
def test_a_menu_is_called_as_its_file_is(name):
    assert (ROOT / "flows" / ("menu.py" if name == "home" else f"menu_{name}.py")).is_file()


@pytest.mark.parametrize("verb", tables.verbs())
def test_a_verb_declares_what_its_source_can_return(verb):
    noun, _, method = verb.rpartition(".")
    seen, declared = returned(tables.nouns()[noun], method), tables.outcomes(verb)
    assert seen - {UNSEEN} <= declared
    assert UNSEEN in seen or seen == declared


def test_the_conditions_of_menus_are_what_chip_device_and_settings_have():
    declared = tables.conditions()
    assert set(declared["the chip"]) <= set(re.findall(r"self\.([a-z_]+) = ", inspect.getsource(Info)))
    assert declared["the device"] == list(Menu(("home", ()), tuple, {}.get).known)
    sources = " ".join(path.read_text() for path in [ROOT / "code.py", *(ROOT / "lib").rglob("*.py")])
    assert [name for name in declared["settings.toml"] if f'ettings("{name}"' not in sources] == []
    assert len(declared) == 3


def test_the_list_of_facts_is_what_the_sources_set():
    assert facts.problems() == []


@pytest.mark.parametrize("key", facts.fillings())
def test_a_text_that_a_noun_or_a_step_fills_gets_as_many_facts_as_it_has_room_for(key):
    given = facts.fillings()[key]
    assert set(given) <= set(facts.NAMED)
    assert {count for _, count in texts.values(key)} == {len(given)}


def test_every_flow_can_be_started():
    started = {entry[1] for _, entries in MENUS.values() for entry in entries}
    assert set(FLOWS) - started == set()


def test_whatever_a_load_answers_the_next_question_is_status_or_run_file():
    steps = {step[0]: step for step in FLOWS["recharge"][1]}
    leads = {outcome: steps[to][1] for outcome, to in steps["load"][2].items()}
    assert leads.pop("ok") == "meter.prove"
    assert leads.pop("later") == "person.reads"  # nothing was sent
    assert set(leads.values()) == {"meter.compare", "meter.identify"}
    assert set(steps["login"][2].values()) & {"load", "told", "usage"} == set()
    assert "load" not in {*steps["sure"][2].values(), *steps["again"][2].values(), *steps["blame"][2].values()}


@pytest.mark.parametrize("name", sorted(set(docs.PAGES) - set(docs.BOX_PAGES)))  # those are read beside what they cost
def test_generated_pages_are_fresh(name):
    assert (ROOT / name).read_text(encoding="utf-8") == docs.PAGES[name](ROOT), "run `wattkey docs`"


def test_the_help_of_docs_names_every_page_that_it_writes():
    assert [name for name in docs.PAGES if Path(name).name not in (docs.docs.__doc__ or "")] == []

# test_flow.py - the flow engine, with verbs that say what the test wants

import asyncio
from pathlib import Path

import pytest

from wattkey.errors import PartBroken
from wattkey.flow import flow, needed, packed, step
from wattkey.runner import Runner, row_of
from wattkey.runner import outcomes as outcomes_of
from wattkey_lab.docs import tables

ROOT = Path(__file__).parents[2]


class Scripted:
    """A noun whose verbs return the next outcome of a list and note that they were called."""

    def __init__(self, **outcomes):
        self.outcomes, self.calls = outcomes, []

    def __getattr__(self, name):
        async def verb():
            self.calls.append(name)
            outcome = self.outcomes[name].pop(0)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        return verb


def run(table, **outcomes):
    noun, shown = Scripted(**outcomes), []
    runner = Runner({"it": noun}.__getitem__, lambda *what: shown.append(what))
    return asyncio.run(runner.run(*packed(table))), noun.calls, shown


TABLE = flow(
    "try",
    step("ask", "it.ask", {"ok": "act", "else": "ask"}, 3, "step.ask"),
    step("act", "it.act", {"ok": "end", "lost": "ask"}, 2),
    step("stop", "it.stop", {"else": "end"}, 1, "say.stop code"),
)


def test_outcomes_lead_from_step_to_step():
    assert run(TABLE, ask=["ok"], act=["ok"])[:2] == ("act", ["ask", "act"])


def test_else_takes_what_is_not_named():
    assert run(TABLE, ask=["silent", "ok"], act=["ok"])[1] == ["ask", "ask", "act"]


def test_a_step_entered_too_often_leads_to_stop():
    last, calls, shown = run(TABLE, ask=["ok"] * 4, act=["lost"] * 4, stop=["read"])
    assert last == "stop"
    assert calls == ["ask", "act", "ask", "act", "ask", "stop"]
    assert shown[-1] == ("try", "say.stop code", 100)


def test_progress_is_told_before_the_verb_runs():
    assert run(TABLE, ask=["ok"], act=["ok"])[2] == [("try", "step.ask", 100)]


def test_a_bar_follows_the_bytes_still_due_and_never_goes_back():
    table = flow(
        "try",
        step("begin", "it.begin", {"ok": "ask"}, due=200),
        step("ask", "it.ask", {"ok": "detour"}, 2, "step.ask", 150),
        step("detour", "it.detour", {"ok": "act"}, 2, "step.ask"),
        step("act", "it.act", {"ok": "tell", "lost": "ask"}, 2, "step.ask", 60),
        step("tell", "it.tell", {"ok": "end"}, 1, "step.ask", 0),
    )
    shown = run(table, begin=["ok"], ask=["ok"] * 2, detour=["ok"] * 2, act=["lost", "ok"], tell=["ok"])[2]
    assert [done for _, _, done in shown] == [25, 25, 70, 70, 70, 70, 100]


def test_what_a_verb_raises_comes_out():
    with pytest.raises(PartBroken):
        run(TABLE, ask=[PartBroken("P01")])


def test_an_outcome_that_leads_nowhere_is_an_error():
    with pytest.raises(KeyError):
        run(TABLE, ask=["ok"], act=["surprise"])


@pytest.mark.parametrize("table", tables.flows(ROOT).values(), ids=lambda table: table[0])
def test_a_packed_row_says_what_the_row_says(table):
    name, sheets = packed(table)
    assert name == table[0]
    assert max(len(sheet) for sheet in sheets) <= 480
    for step_name, verb, outcomes, visits, text, _ in table[1]:
        row = row_of(sheets, step_name)
        assert row[:4] == (step_name, verb, visits, text)
        assert outcomes_of(row[5]) == outcomes


def test_a_step_that_is_not_there_is_told():
    with pytest.raises(LookupError):
        row_of(packed(TABLE)[1], "as")  # "ask" begins like it


def test_the_nouns_of_the_straight_way_are_needed_at_once_or_all():
    assert needed(TABLE) == ["it", "it", "it"]
    table = flow("try", step("ask", "it.ask", {"ok": "end"}, due=5), step("why", "room.it.ask", {"ok": "end"}))
    assert needed(table) == ["it"]

# test_facts.py - the list of facts is checked against the verbs and the sources
import pytest

from wattkey_lab.docs import facts
from wattkey_lab.docs.facts import Fact

HUNGER = Fact("hunger", "of the cat, kg", "99", {"wallet.pending": "ok"})


@pytest.fixture
def wrong(monkeypatch):
    """What is wrong once the list has another row."""

    def listed(*more, without=""):
        rows = tuple(fact for fact in facts.FACTS if fact.name != without) + more
        monkeypatch.setattr(facts, "FACTS", rows)
        monkeypatch.setattr(facts, "NAMED", {fact.name: fact for fact in rows})
        return facts.problems()

    return listed


def test_a_fact_that_no_source_sets_is_named(wrong):
    assert wrong(HUNGER) == ["fact hunger is set by no source of the core"]


def test_a_fact_that_is_not_listed_is_named(wrong):
    assert wrong(without="below") == ["fact below is set but not listed"]


@pytest.mark.parametrize(
    ("set_by", "words"),
    [
        ({"wallet.dance": "ok"}, 'fact below: no verb "wallet.dance"'),
        ({"refusal.room": "full, empty"}, "fact below: refusal.room has no outcome 'empty'"),
    ],
)
def test_a_verb_or_an_outcome_that_there_is_not_is_named(wrong, set_by, words):
    assert wrong(Fact("below", "yuan", "99999.99", set_by), without="below") == [words]


def test_what_is_set_depends_on_verb_and_outcome():
    assert facts.after("refusal.room", "full") == {"below"}
    assert facts.after("refusal.room", "never") == set()
    assert facts.after("collect.search", "kept") == set()  # it shows its facts itself, while it works
    assert facts.after("person.reads", "ok") == set()

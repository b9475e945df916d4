# test_returned.py - what a verb declares, and what its source is seen to return
import pytest

from wattkey_lab.docs import tables
from wattkey_lab.docs.returned import UNSEEN, returned


@pytest.mark.parametrize(
    ("verb", "outcomes"),
    [
        ("wallet.pending", {"ok", "none"}),
        ("meter.identify", {"ok", "lost", "refused"}),
        ("meter.load", {"ok", "lost", "refused", "repeated", "mac", "expired", "hoard", "hung", "later"}),
        ("meter.compare", {"before", "ours", "other", "gap", "unsure", "expired", "hung", "newer", "lost"}),
        ("relay.close", {"ok", "dark", "failed", "forbidden", "hung", "mac"}),
        ("person.answers", {"ok", "back"}),
    ],
)
def test_the_outcomes_of_a_verb_are_those_that_its_docstring_declares(verb, outcomes):
    assert tables.outcomes(verb) == outcomes


@pytest.mark.parametrize(
    ("docstring", "declared"),
    [
        ("Ask.\n\n    Outcomes: ok, not_needed.\n    ", {"ok", "not_needed"}),
        ("Ask. Outcomes: ok.", {"ok"}),
        ("Outcomes: ok. They lead on.", set()),
        ("Ask; its outcomes are ok and lost.", set()),
        ("Outcomes: ok, lost", set()),
        ("Outcomes: ok lost.", set()),
        ("Outcomes: .", set()),
        ("", set()),
    ],
)
def test_outcomes_are_declared_in_one_form(docstring, declared):
    assert tables.declared_in(docstring) == declared


ROWS = ((1, "one"), (2, "two"))


class Sample:
    """Verbs that return in every way that is followed, and in some that are not."""

    async def constant(self):
        return "ok"

    async def either(self, there=True):
        return "ok" if there else "none" if self else "gone"

    async def own(self):
        return await self.constant()

    async def passed_on(self):
        return self._told("lost", 41)

    async def bound(self):
        outcome = await self.either()
        print(outcome)
        return outcome

    async def of_a_table(self):
        for _number, outcome in ROWS:
            if outcome:
                return outcome
        return "none"

    async def narrowed(self, other):
        outcome = other.ask()
        if outcome in ("wrong", "blocked"):
            return outcome
        return "ok"

    async def hidden(self, other):
        outcome = other.ask()
        if outcome == "lost":
            return "lost"
        return outcome

    async def far(self, other):
        return await other.ask()

    def _told(self, outcome, code):
        print(code)
        return outcome


@pytest.mark.parametrize(
    ("method", "seen"),
    [
        ("constant", {"ok"}),
        ("either", {"ok", "none", "gone"}),
        ("own", {"ok"}),
        ("passed_on", {"lost"}),
        ("bound", {"ok", "none", "gone"}),
        ("of_a_table", {"one", "two", "none"}),
        ("narrowed", {"wrong", "blocked", "ok"}),
        ("hidden", {"lost", UNSEEN}),
        ("far", {UNSEEN}),
    ],
)
def test_strings_are_followed_as_far_as_the_source_shows_them(method, seen):
    assert returned(Sample, method) == seen

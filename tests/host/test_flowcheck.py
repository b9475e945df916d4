# test_flowcheck.py - the validator refuses what it must; each table below has one fault

import pytest

from wattkey.flow import flow, step
from wattkey.menu import entry, menu
from wattkey_host import tables
from wattkey_host.flowcheck import menu_problems, problems

STOP = step("stop", "person.reads", {"else": "end"}, 1, "sorry.stop")
GOOD = step("ask", "wallet.pending", {"ok": "end", "none": "stop"})


def test_a_sound_flow_has_no_problems():
    assert problems(flow("x", GOOD, STOP)) == []


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([step("ask", "wallet.dance", {"ok": "end"}), STOP], 'no verb "wallet.dance"'),
        ([step("ask", "piano.play", {"ok": "end"}), STOP], 'no verb "piano.play"'),
        ([step("ask", "wallet._call", {"ok": "end"}), STOP], "no verb"),
        ([step("ask", "wallet.pending", {"ok": "end"}), STOP], "outcome 'none' of wallet.pending leads nowhere"),
        ([step("ask", "wallet.pending", {"ok": "end", "none": "end", "maybe": "end"}), STOP], "no outcome 'maybe'"),
        ([step("ask", "wallet.pending", {"ok": "nowhere", "none": "end"}), STOP], "unknown step 'nowhere'"),
        ([GOOD, step("lonely", "person.reads", {"else": "end"}), STOP], "x.lonely: nobody reaches it"),
        ([step("ask", "wallet.pending", {"ok": "ask", "none": "end"}, None), STOP], "without a bound on visits"),
        ([step("ask", "wallet.pending", {"ok": "ask", "none": "end"}, 0), STOP], "without a bound on visits"),
        ([step("ask", "wallet.pending", {"else": "ask"}, 3)], "no step 'stop'"),
        (
            [step("ask", "wallet.pending", {"else": "ask"}, 3), step("stop", "person.reads", {"else": "ask"})],
            "never ends",
        ),
        ([step("ask", "wallet.pending", {"else": "end"}, 1, "say.gibberish"), STOP], "missing in en"),
        ([GOOD, GOOD, STOP], "stands twice"),
    ],
)
def test_one_fault_is_one_sentence_that_names_it(steps, words):
    found = problems(flow("x", *steps))
    assert any(words in problem for problem in found), found


def test_a_menu_entry_needs_a_flow_a_property_and_a_text():
    bad = menu("home", entry("menu.gibberish", "fly", "hungry"))
    found = " ".join(menu_problems(bad, {"recharge": ()}))
    assert "unknown flow 'fly'" in found
    assert "'hungry'" in found
    assert "missing in zh" in found


@pytest.mark.parametrize(
    ("verb", "outcomes"),
    [
        ("wallet.pending", {"ok", "none"}),
        ("meter.identify", {"ok", "lost", "refused"}),
        ("meter.load", {"ok", "lost", "refused", "repeated", "mac", "expired"}),
        ("meter.compare", {"before", "ours", "other", "gap", "unsure", "expired", "lost"}),
        ("relay.close", {"ok", "failed", "forbidden", "mac"}),
        ("person.answers", {"ok", "back"}),
    ],
)
def test_outcomes_are_read_from_the_verbs_own_source(verb, outcomes):
    assert tables.outcomes(verb) == outcomes

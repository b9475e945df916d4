# test_flowcheck.py - the validator refuses what it must; each table below has one fault

import pytest

from wattkey.flow import flow, step
from wattkey.menu import entry, menu, submenu
from wattkey_lab.docs import tables, texts
from wattkey_lab.docs.flowcheck import menu_problems, problems

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


SOUND = entry("menu.recharge", "recharge", "waiting")


def faults(*entries, **more):
    menus = {"home": menu("home", *entries)} | {name: menu(name, *rows) for name, rows in more.items()}
    return menu_problems(menus, {"recharge": ()})


def test_a_sound_menu_has_no_problems():
    assert faults(SOUND, submenu("menu.settings", "settings", "", "menu"), settings=[SOUND]) == []


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([entry("menu.recharge", "fly")], "home: menu.recharge starts the unknown flow 'fly'"),
        ([submenu("menu.settings", "sky")], "home: menu.settings opens the unknown menu 'sky'"),
        ([entry("menu.recharge", "recharge", "hungry")], "shown when 'hungry', which wallet.Info does not know"),
        ([entry("menu.recharge", "recharge", "", "escape")], "has the key 'escape', which no keypad has"),
        ([entry("menu.recharge", "recharge", "", "menu")] * 2, "key 'menu' starts two things"),
        ([entry("menu.gibberish", "recharge")], "home: text 'menu.gibberish' is missing in zh"),
    ],
)
def test_one_fault_of_a_menu_is_one_sentence_that_names_it(entries, words):
    assert any(words in problem for problem in faults(*entries)), faults(*entries)


def test_a_label_wider_than_the_screen_is_named_with_its_language(monkeypatch):
    monkeypatch.setattr(texts, "load", lambda language: b"\nmenu.recharge A label of 20 columns\ntitle.home x\n")
    assert "home: text 'menu.recharge' is too wide in en: 'A label of 20 columns'" in faults(SOUND)


def test_a_menu_without_a_way_in_or_a_title_is_named():
    found = faults(SOUND, lonely=[SOUND])
    assert "lonely: nobody opens it" in found
    assert "lonely: text 'title.lonely' is missing in en" in found


@pytest.mark.parametrize(
    ("verb", "outcomes"),
    [
        ("wallet.pending", {"ok", "none"}),
        ("meter.identify", {"ok", "lost", "refused"}),
        ("meter.load", {"ok", "lost", "refused", "repeated", "mac", "expired", "hoard"}),
        ("meter.compare", {"before", "ours", "other", "gap", "unsure", "expired", "lost"}),
        ("relay.close", {"ok", "failed", "forbidden", "mac"}),
        ("person.answers", {"ok", "back"}),
    ],
)
def test_outcomes_are_read_from_the_verbs_own_source(verb, outcomes):
    assert tables.outcomes(verb) == outcomes

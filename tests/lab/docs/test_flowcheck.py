# test_flowcheck.py - the validator refuses what it must; each table below has one fault
import pytest

from wattkey.flow import flow, step
from wattkey_lab.docs import texts
from wattkey_lab.docs.flowcheck import problems

STOP = step("stop", "person.reads", {"else": "end"}, 1, "sorry.stop")
GOOD = step("ask", "wallet.pending", {"ok": "end", "none": "stop"})


def test_a_sound_flow_has_no_problems():
    assert problems(flow("usage", GOOD, STOP)) == []


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([step("ask", "wallet.dance", {"ok": "end"}), STOP], 'no verb "wallet.dance"'),
        ([step("ask", "piano.play", {"ok": "end"}), STOP], 'no verb "piano.play"'),
        ([step("ask", "wallet._call", {"ok": "end"}), STOP], "no verb"),
        ([step("ask", "pages.turn", {"ok": "end"}), STOP], "pages.turn is no verb: it needs more than its noun"),
        ([step("ask", "box.table.show", {"ok": "end"}), STOP], "its docstring does not end with"),
        ([step("ask", "wallet.pending", {"ok": "end"}), STOP], "outcome 'none' of wallet.pending leads nowhere"),
        ([step("ask", "wallet.pending", {"ok": "end", "none": "end", "maybe": "end"}), STOP], "no outcome 'maybe'"),
        ([step("ask", "wallet.pending", {"ok": "nowhere", "none": "end"}), STOP], "unknown step 'nowhere'"),
        ([GOOD, step("lonely", "person.reads", {"else": "end"}), STOP], "usage.lonely: nobody reaches it"),
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
    found = problems(flow("usage", *steps))
    assert any(words in problem for problem in found), found


# What a step says on the screen.


def said(text, *before):
    """The problems of a flow whose step `say` shows `text` behind the steps `before`."""
    return problems(flow("usage", *before, step("say", "person.reads", {"else": "end"}, 1, text), STOP))


def test_a_fact_that_is_set_on_every_way_is_sound():
    assert said("mail.received amount", step("ask", "wallet.pending", {"else": "say"})) == []


@pytest.mark.parametrize(
    ("text", "before", "words"),
    [
        ("mail.received amount", [], "usage.say: fact 'amount' is not set on every way to it"),
        (
            "mail.received amount",
            [
                step("unlock", "meter.ir_auth", {"ok": "ask", "else": "say"}),
                step("ask", "wallet.pending", {"else": "say"}),
            ],
            "usage.say: fact 'amount' is not set on every way to it",
        ),
        (
            "sorry.seller below",
            [step("room", "refusal.room", {"full": "say", "never": "say"})],
            "usage.say: fact 'below' is not set on every way to it",
        ),
        ("mail.received amuont", [], "'amuont' is no fact"),
        ("mail.received", [], "text 'mail.received' has 1 %s in en, not 0"),
        (
            "say.nothing amount",
            [step("ask", "wallet.pending", {"else": "say"})],
            "text 'say.nothing' has 0 %s in zh, not 1",
        ),
    ],
)
def test_a_fact_that_a_screen_would_lack_is_named(text, before, words):
    found = said(text, *before)
    assert any(words in problem for problem in found), found


def test_a_loop_cannot_bring_a_fact_that_its_first_round_lacks():
    first = step("say", "person.answers", {"ok": "ask", "back": "end"}, 3, "mail.received amount")
    found = problems(flow("usage", first, step("ask", "wallet.pending", {"else": "say"}, 3), STOP))
    assert found == ["usage.say: fact 'amount' is not set on every way to it"]


def test_the_last_step_knows_of_no_fact_because_any_step_may_lead_there():
    stop = step("stop", "person.reads", {"else": "end"}, 1, "mail.received amount")
    found = problems(flow("usage", step("ask", "wallet.pending", {"else": "stop"}), stop))
    assert found == ["usage.stop: fact 'amount' is not set on every way to it"]


def test_a_flow_without_a_title_is_named():
    found = problems(flow("fly", GOOD, STOP))
    assert found == [f"fly: text 'title.fly' is missing in {language}" for language in texts.LANGUAGES]


def test_a_character_that_the_font_lacks_is_named_with_its_remedy(monkeypatch):
    now = {language: texts.load(language) for language in texts.LANGUAGES}
    new = now | {"zh": now["zh"].replace("\nsay.nothing ", "\nsay.nothing 龘")}
    monkeypatch.setattr(texts, "load", new.get)
    (found,) = said("say.nothing")
    assert found.startswith("usage.say: text 'say.nothing' has 龘 in zh, which the font lacks")
    assert "package unifont" in found
    assert "wattkey glyphs /usr/share/unifont/unifont.hex" in found

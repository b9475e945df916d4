# test_lessons.py - every lesson plays to its end, in both languages; stepped through; opened at a line by a link
import pytest

from wattkey_host.story.script import StoryFailed, find
from wattkey_host.story.verbs import VERBS
from wattkey_host.touch.lessons import FOLDER, ORDER, captions, lines_of, titles
from wattkey_host.touch.lessonverbs import verbs_of


def through(table, name, language="en", speed=60):
    """By itself to its end; its state."""
    table.ok("lesson.open", name=name, language=language)
    table.ok("lesson.run")
    table.engine.pacer.hurry = True
    return table.until(lambda: table.seen["lesson"]["state"] in ("done", "failed") and table.seen["lesson"], 600)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ORDER)
def test_a_lesson_comes_out_as_it_must(table, name, language):
    lesson = through(table, name, language)
    assert (lesson["state"], lesson["wrong"]) == ("done", "")
    assert lesson["done"] == len(lesson["lines"])


def test_the_list_has_every_lesson_with_captions_in_both_languages():
    assert {path.stem for path in FOLDER.glob("*.story")} == set(ORDER) == {one["name"] for one in titles()}
    for name in ORDER:
        headings = [captions(line) for line in lines_of(name) if line.heading]
        assert len(headings) >= 3
        assert all(english != chinese and english.isascii() for english, chinese in headings)


def test_every_line_of_a_lesson_has_a_verb(table):
    verbs = {**VERBS, **verbs_of(table.engine.scene)}
    assert {name: unknown_words(name, verbs) for name in ORDER} == {name: [] for name in ORDER}


def unknown_words(name, verbs):
    """The lines of a lesson that no verb knows."""
    wrong = []
    for line in lines_of(name):
        try:
            if not line.heading:
                find(verbs, line.text)
        except StoryFailed:
            wrong.append(line.text)
    return wrong


def test_stepped_through_time_stands_still_between_lines(table):
    table.ok("lesson.open", name="first_purchase")
    for line in range(1, 5):
        table.ok("lesson.step")
        table.until(lambda: table.seen["lesson"]["state"] == "paused")
        done = table.seen["lesson"]["done"]
        before = table.engine.scene.world.clock.now_us
        table.go(2)
        assert (table.engine.scene.world.clock.now_us, table.seen["lesson"]["done"]) == (before, done)
        assert done > line


def test_a_link_opens_a_lesson_at_a_line(table):
    (at,) = [line.number for line in lines_of("cut_while_loading") if line.text == "power on"][-1:]
    table.ok("lesson.open", name="cut_while_loading", line=at)
    lesson = table.until(lambda: table.seen["lesson"]["state"] == "paused" and table.seen["lesson"])
    assert lesson["lines"][lesson["done"]]["n"] == at
    assert table.seen["chip"]["state"] == "offered"
    assert not table.seen["device"]["on"]


def test_a_lesson_that_is_left_goes_on_by_hand(table):
    table.ok("lesson.open", name="first_purchase", line=14)
    table.until(lambda: table.seen["lesson"]["state"] == "paused")
    table.ok("lesson.leave")
    assert table.seen["lesson"] is None
    table.go(1)
    table.press("D")
    assert "Menu" in table.words
    assert not table.do("lesson.step")["ok"]


def test_a_lesson_that_is_disturbed_says_which_line_did_not_come_out(table):
    table.ok("lesson.open", name="first_purchase", line=24)
    table.until(lambda: table.seen["lesson"]["state"] == "paused")
    table.ok("lesson.run")
    table.ok("power", on=False)
    lesson = table.until(lambda: table.seen["lesson"]["state"] == "failed" and table.seen["lesson"])
    assert "line " in lesson["wrong"]
    assert not table.do("lesson.run")["ok"]
    table.ok("scene.new")
    assert table.seen["lesson"] is None

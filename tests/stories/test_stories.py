# test_stories.py - every story, in both languages: the acceptance tests

from pathlib import Path

import pytest

from fakes.minutes import minutes
from wattkey_host.meter.prepaid import NAMES
from wattkey_host.sim.chosen import choose
from wattkey_host.story.playedboard import from_image, simulated
from wattkey_host.story.script import StoryFailed, find, play, read
from wattkey_host.story.settingoption import set_to
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS

STORIES = sorted((Path(__file__).parents[2] / "stories").glob("*.story"))
PURCHASES = STORIES[0].with_name("two_purchases.story")
LONG = ("box", "box3", "collect", "search", "uplink")


def rather(true, *values, name):
    """A case of `make test`, or one of `make test-all` only."""
    return pytest.param(*values, id=name, marks=() if true else minutes)


# Each story in English; of the short ones one in Chinese, the next from an image, in turn. The rest: make test-all.
GROUNDS = [("en", simulated), ("zh", simulated), ("en", from_image)]
PLAYED = [
    rather(
        row == 0 or (story.stem not in LONG and row == 1 + at % 2),
        story, words, ground, name=f"{story.stem}-{words}-{ground.__name__}",
    )
    for at, story in enumerate(STORIES)
    for row, (words, ground) in enumerate(GROUNDS)
]  # fmt: skip


def comes_out(stage, story):
    """Play it on this stage to its last line; the program has not ended meanwhile."""
    lines, told = read(story), []
    try:
        play(lines, VERBS, stage, told.append)
    finally:
        stage.world.close()
    assert told == lines
    assert stage.world.machine.crash == ""


@pytest.mark.parametrize(("story", "language", "ground"), PLAYED)
def test_the_story_comes_out_as_it_must(story, language, ground, tmp_path):
    stage = Stage(tmp_path, language, board=ground)
    comes_out(stage, story)
    assert stage.esam.violations == []


MAIN = ("two_purchases", "closing", "card_life", "menus", "pin", "read", "refusals", "usb")


@pytest.mark.parametrize("story", [rather(at < 2, name, name=f"{name}-matrix") for at, name in enumerate(MAIN)])
def test_a_story_comes_out_with_the_keypad_that_the_program_scans(story, tmp_path):
    stage = Stage(tmp_path, board=set_to(simulated, ["KEYS=matrix"]))
    comes_out(stage, PURCHASES.with_stem(story))
    assert "part broken" not in stage.world.machine.console
    assert "keys_matrix" in stage.world.machine.modules


def test_the_same_story_is_the_same_to_the_byte(tmp_path):
    seen = []
    for run in ("one", "two"):
        stage = Stage(tmp_path / run)
        play(read(PURCHASES)[:26], VERBS, stage, lambda line: None)  # as far as the first recharge
        seen.append((stage.world.air.log, stage.world.oled.digest(), stage.chip.cells))
        stage.world.close()
    assert seen[0] == seen[1]
    assert len(seen[0][0]) > 500


def test_a_recharge_comes_out_with_the_light_made_by_pio(tmp_path):
    stage = Stage(tmp_path)
    choose(stage.world.drive, LINK="ir_pio")
    play(read(PURCHASES)[:26], VERBS, stage, lambda line: None)  # the first recharge
    assert stage.meter.prepaid.bought == 100_00
    assert stage.world.light.edges
    assert "part broken" not in stage.world.machine.console
    stage.world.close()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("meter balance is 1.00", "balance"),
        ("see menu.close within 0.5", "does not come"),
        ("dance", "no verb"),
        ("wait", "missing"),
        ("chip says delivered", "not delivered"),
        ("ledger says delivered", "nothing was sold"),
    ],
)
def test_a_story_that_does_not_come_out_names_its_line(line, words, tmp_path):
    stage = Stage(tmp_path)
    script = tmp_path / "x.story"
    script.write_text(f"# a comment\nmeter unopened\nissue\npower on\n{line}\n")
    with pytest.raises(StoryFailed, match=rf"line 5.*{words}"):
        play(read(script), VERBS, stage, lambda line: None)
    stage.world.close()


def test_the_verb_with_the_longest_beginning_is_found():
    verb, arguments = find(VERBS, 'see "two words" within 3')
    assert (verb, arguments) == (VERBS["see"], ["two words", "within", "3"])
    assert find(VERBS, "cut power at spi 7") == (VERBS["cut power at"], ["spi", "7"])


def test_no_such_story(tmp_path):
    with pytest.raises(StoryFailed, match="no story 'x'"):
        read(tmp_path / "x.story")


def test_a_line_may_be_for_some_personalities_only(tmp_path):
    script = tmp_path / "x.story"
    script.write_text("a\nas SY, harshest: b\nbut SY: c\n== as SY: only\nd\n== all\ne\n")
    told = {name: [line.text for line in read(script, name)] for name in ("", "SY", "harshest")}
    assert told == {
        "": ["a", "c", "== all", "e"],
        "SY": ["a", "b", "== only", "d", "== all", "e"],
        "harshest": ["a", "b", "c", "== all", "e"],
    }


def test_a_story_may_be_over_for_some(tmp_path):
    script = tmp_path / "x.story"
    script.write_text("a\nas SY: end\nb\n")
    assert [[line.text for line in read(script, name)] for name in ("SY", "3JIL")] == [["a"], ["a", "b"]]


MONEY = [path for path in STORIES if path.stem not in (*LONG, "update")]
OTHERS = [  # each story with one or two other meter programs, each program in three or four stories
    rather((at + row) % 3 == 0, story, name, name=f"{story.stem}-{name}")
    for at, story in enumerate(MONEY)
    for row, name in enumerate(NAMES)
]


@pytest.mark.parametrize(("story", "personality"), OTHERS)
def test_the_story_comes_out_as_it_must_with_another_meter_program(story, personality, tmp_path):
    stage = Stage(tmp_path, personality=personality)
    try:
        play(read(story, personality), VERBS, stage, lambda line: None)
    finally:
        stage.world.close()
    assert stage.world.machine.crash == ""
    assert not stage.prepaid or stage.prepaid.mac_failures == 0


def test_over_usb_not_one_byte_goes_by_light(tmp_path):
    stage = Stage(tmp_path)
    play(read(PURCHASES.with_stem("usb"))[:24], VERBS, stage, lambda line: None)  # the recharge
    stage.world.close()
    assert stage.prepaid.bought == 100_00
    assert stage.world.light.edges == []
    assert len(stage.world.air.log) > 500  # what went over the adapter's line

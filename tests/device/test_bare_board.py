# test_bare_board.py - a board that has nothing but its cable: what its console says, in which language
import re

from fakes.told import tell

BEGIN = ["a bare board", "meter opened 1.00", "issue", "plug in", "see row.insecure", "wait 2"]


def titles(stage):
    return re.findall(r"(?m)^\[(.*?)\]", stage.world.machine.console)


def test_every_page_says_that_it_is_insecure_those_of_the_self_test_too(stage):
    tell(stage, *BEGIN, "start selftest", "wait 3", "press ok", "press 1", "press 1", "wait 1", "press back")
    assert len(titles(stage)) > 8
    assert [title for title in titles(stage) if not title.startswith("INSECURE")] == []


def test_it_says_so_in_the_language_that_is_chosen(stage):
    tell(stage, *BEGIN, "start settings", "press ok", "press up", "press ok", "wait 2")
    assert titles(stage)[-1].startswith("不安全")


def test_without_a_chip_at_the_pc_it_says_so_and_goes_on_when_it_is_there(stage):
    tell(stage, "a bare board", "issue", "meter unopened")
    stage.world.cable.written = stage.world.cable.to_host.clear  # nobody runs `wattkey chip`
    answering, stage.pc._ends.opened = stage.pc._ends.opened, lambda: None
    tell(stage, "plug in", "see err.P01 within 30")
    stage.world.cable.written = stage.pc._heard
    answering()
    tell(stage, "press ok", "see menu.nothing within 20")

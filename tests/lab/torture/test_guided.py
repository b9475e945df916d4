# test_guided.py - what the fuzz feeds holds for good inputs; a short guided run, and that it finds what chance does not
import random
import textwrap

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_lab.torture.fuzz import fuzz, guided
from wattkey_lab.torture.fuzz.feeds import FEEDS

needs_atheris = pytest.mark.skipif(not guided.available(), reason="atheris is not here: pip install '.[fuzz]'")
PLANTED = """
    from typing import NamedTuple

    class Feed(NamedTuple):
        name: str
        make: object

    def parser(folder):
        def one(data):
            if data[:1] == b"W":
                if data[1:2] == b"K":
                    if data[2:3] == b"!":
                        raise KeyError("behind three doors")

        return [b"nothing like it"], one

    FEEDS = (Feed("planted", parser),)
"""


def torture(*words):
    return CliRunner().invoke(app, ["torture", "fuzz", *words])


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_good_inputs_and_none_at_all_go_through(feed, tmp_path):
    good, one = feed.make(tmp_path)
    assert good
    for data in (*good, b"", b"\0"):
        one(data)


@needs_atheris
@pytest.mark.parametrize("name", ["frames", "documents"])
def test_a_short_guided_run_reaches_places_and_breaks_nothing(name):
    outcome = guided.follow(name, 20, runs=2000)
    assert outcome.broken is None, outcome.words
    assert outcome.runs >= 2000
    assert outcome.places > 20


@needs_atheris
def test_what_chance_does_not_find_is_found_and_told(tmp_path, monkeypatch):
    (tmp_path / "planted_feeds.py").write_text(textwrap.dedent(PLANTED))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    outcome = guided.follow("planted", 30, feeds="planted_feeds")
    assert outcome.broken[:3] == b"WK!"
    assert "behind three doors" in outcome.words
    chance = random.Random(1)
    assert not any(fuzz.mutated(b"nothing like it", chance)[:3] == b"WK!" for _ in range(20_000))


def test_without_atheris_one_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(fuzz, "available", lambda: False)
    done = torture("--guided")
    assert done.exit_code == 1
    assert "pip install atheris==" in done.output
    assert len(done.output.splitlines()) == 1


def test_one_input_again():
    assert torture("--only", "frames", "--again", "0368").exit_code == 0
    assert "power line frames" in torture("--only", "nothing", "--again", "00").output
    assert torture("--only", "frames", "--again", "zz").exit_code == 2

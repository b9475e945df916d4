# test_missing_pieces.py - without node, rp2040js, CircuitPython or the boot ROM: one line that says what to get
import pytest
from typer.testing import CliRunner

from wattkey_host import cli
from wattkey_lab.pico import emulator
from wattkey_lab.pico.emulator import BOOTROM, CIRCUITPYTHON, Missing, find_parts


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache folder, on a machine that has node."""
    monkeypatch.setattr(emulator, "CACHE", tmp_path)
    monkeypatch.setattr(emulator.shutil, "which", lambda name: "/bin/" + name)
    return tmp_path


def test_each_piece_is_asked_for_in_turn(cache):
    package = cache / "node" / "node_modules" / "rp2040js" / "package.json"
    for word, piece in (("circuitpython.org", cache / CIRCUITPYTHON), ("bootrom", cache / BOOTROM), ("npm", package)):
        with pytest.raises(Missing, match=word) as missing:
            find_parts()
        assert "\n" not in str(missing.value)
        piece.parent.mkdir(parents=True, exist_ok=True)
        piece.touch()
    assert find_parts().uf2 == cache / CIRCUITPYTHON


def test_without_node(cache, monkeypatch):
    monkeypatch.setattr(emulator.shutil, "which", lambda name: None)
    with pytest.raises(Missing, match="apt install nodejs"):
        find_parts()


REFUSED = [
    ("--json", "--by", "ir", "--sample", "2"),
    ("--json", "--by", "ir", "--write", "x.md"),
    ("--json", "--heap", "--sample", "2"),
    ("--json", "--heap", "--by", "ir"),
    ("--heap",),
]


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_cuts_page_and_heap_are_of_the_story_by_drive(cache, words, monkeypatch):
    monkeypatch.setattr("wattkey_lab.pico.cli.find_parts", lambda *_: None)
    done = CliRunner().invoke(cli.app, ["pico", *words])
    assert done.exit_code == 2
    assert "by drive" in done.output


@pytest.mark.parametrize(("words", "lacks"), [(("--updates",), "--json"), (("--json", "--hosted"), "--updates")])
def test_trials_of_updates_are_not_taken_for_a_story(cache, words, lacks, monkeypatch):
    monkeypatch.setattr("wattkey_lab.pico.cli.find_parts", lambda *_: None)
    done = CliRunner().invoke(cli.app, ["pico", *words])
    assert done.exit_code == 2
    assert f"goes with {lacks}" in done.output


def test_the_command_ends_with_status_2_and_one_line(cache):
    done = CliRunner().invoke(cli.app, ["pico"])
    assert done.exit_code == 2
    assert done.output.startswith("wattkey: no ")
    assert done.output.count("\n") == 1


def test_so_does_the_page(cache):
    done = CliRunner().invoke(cli.app, ["sim", "--page", "--pico", "--at", "127.0.0.1:0"])
    assert done.exit_code == 2
    assert done.output.startswith("wattkey: no ")
    assert done.output.count("\n") == 1

# test_overwrite.py - an output that would take the place of somebody's file: the person is asked, one way everywhere
"""That of readings and tables of a box: test_hostile_files.py."""

import io
from contextlib import nullcontext

import pytest

from wattkey_host import cli
from wattkey_host.drive import cli as drive_cli
from wattkey_host.drive import cli_pack, pack
from wattkey_host.drive.imagefile import Manifest, name
from wattkey_host.story.script import read
from wattkey_host.story.teller import shots_of
from wattkey_lab.docs import glyphs, screens
from wattkey_lab.pico import cli as pico_cli
from wattkey_lab.touch import browser, counterpictures, pictures

STORY = """== A meter and a handheld
meter opened 30.00
issue
power on
see menu.nothing
see menu.nothing
"""
IMAGE = name(pack.version(cli_pack.device_root()))
# the command's words -> what it writes there; {out} is a folder
COMMANDS = {
    "demo": (("demo", "--story", "{out}/short.story", "--quiet", "--shots", "{out}"), "02-menu-nothing.png"),
    "screens": (("screens", "--out", "{out}/sheet.png"), "sheet.png"),
    "glyphs": (("glyphs", "{out}/short.story", "{out}/font.bin"), "font.bin"),
    "drive --image": (("drive", "{out}", "--image"), "wattkey.img"),
    "drive --uf2": (("drive", "{out}", "--uf2"), "wattkey.uf2"),
    "drive, both": (("drive", "{out}", "--image", "--uf2"), "wattkey.uf2"),
    "pack": (("pack", "{out}"), IMAGE),
    "pico --write": (("pico", "--json", "--write", "{out}/page.md"), "page.md"),
    "pictures of the page": (("touch", "shots", "--out", "{out}"), "sim-en.png"),
    "pictures of the counter": (("touch", "shots", "--out", "{out}"), "counter-sell-zh.png"),
}


@pytest.fixture
def cheap(monkeypatch):
    """What takes its time or a browser gives little or nothing; that it is written is what counts."""
    monkeypatch.setattr(drive_cli, "build", lambda *_: {"/code.py": b"pass\n"})
    monkeypatch.setattr(cli_pack.packing, "pack", lambda *_: b"new")
    monkeypatch.setattr(cli_pack, "manifest", lambda _: Manifest(*["1.0.0"] * len(Manifest._fields)))
    monkeypatch.setattr(glyphs, "read_hex", lambda _: {})
    monkeypatch.setattr(glyphs, "build", lambda *_: bytes((len(glyphs.ASCII) + len(glyphs.SIGNS)) * glyphs.HALF + 2))
    monkeypatch.setattr(screens, "drawn", lambda: {language: {} for language in screens.LANGUAGES})
    monkeypatch.setattr(screens, "sheet", lambda _: screens.Image.new("L", (8, 8)))
    monkeypatch.setattr(screens, "changed", lambda _: [])
    monkeypatch.setattr(pico_cli, "find_parts", lambda *_: None)
    figures = {"cuts": 1, "cuts_survived": 1, "restored": True}
    monkeypatch.setattr(pico_cli, "measure", lambda *_: figures)
    monkeypatch.setattr(pico_cli, "missed", lambda _: [])
    for page, made in ((pico_cli, "page"), (pico_cli, "section")):
        monkeypatch.setattr(page, made, lambda *_: "new")
    for taken in (pictures, counterpictures):
        monkeypatch.setattr(
            taken, "take", lambda _, out, taken=taken: [file for file in taken.files(out) if draw(file)]
        )
    monkeypatch.setattr(browser, "browser", nullcontext)


def draw(file):
    return file.write_bytes(b"new")


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Runs a command with that answer at its question: (exit status, what it said on stderr)."""
    (tmp_path / "short.story").write_text(STORY)

    def run(words, answer=""):
        monkeypatch.setattr("sys.argv", ["wattkey", *(word.format(out=tmp_path) for word in words)])
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, capsys.readouterr().err

    return run


@pytest.mark.parametrize(("words", "file"), COMMANDS.values(), ids=COMMANDS)
def test_somebodys_file_stays_unless_he_says_so(cheap, run, tmp_path, words, file):
    mine = tmp_path / file
    for answer in ("", "n\n"):
        mine.write_bytes(b"mine")
        code, said = run(words, answer)
        assert (code, mine.read_bytes()) == (1, b"mine"), said
        assert "Write over it?" in said, said
        assert f"{mine}: it exists, and stays as it is" in said
    there = sorted(path.name for path in tmp_path.iterdir())
    assert there == sorted(["short.story", file]), "nothing else was begun"
    code, said = run(words, "y\n")
    assert (code, mine.read_bytes() != b"mine") == (0, True), said
    mine.write_bytes(b"mine")
    code, said = run([*words, "--overwrite"])
    assert (code, mine.read_bytes() != b"mine", "exist" in said) == (0, True, False), said


def test_many_files_are_one_question(cheap, run, tmp_path):
    words, _ = COMMANDS["drive, both"]
    assert run(words)[0] == 0
    code, said = run(words, "n\n")
    assert (code, said.count("?")) == (1, 1)
    assert "wattkey.img and 1 more exist. Write over them?" in said


def test_a_link_is_replaced_and_not_written_through(cheap, run, tmp_path):
    home = tmp_path / "home.txt"
    for words, file in (COMMANDS[which] for which in ("demo", "screens", "glyphs", "pico --write")):
        home.write_bytes(b"mine")
        (tmp_path / file).symlink_to(home)
        assert run([*words, "--overwrite"])[0] == 0
        assert (home.read_bytes(), (tmp_path / file).is_symlink()) == (b"mine", False), words


def test_the_pictures_of_a_story_are_known_before_it_is_played(run, tmp_path):
    assert run(COMMANDS["demo"][0])[0] == 0
    pictures_made = sorted(path.name for path in tmp_path.glob("*.png"))
    assert pictures_made == shots_of(read(tmp_path / "short.story"))

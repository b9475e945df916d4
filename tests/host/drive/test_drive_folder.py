# test_drive_folder.py - `wattkey drive FOLDER` fills a new folder or a board's drive, and nothing else of anybody's
import pytest
from typer.testing import CliRunner

from wattkey_host import device_root
from wattkey_host.cli import app
from wattkey_host.drive.dragged import check_folder


def drive(*words):
    return CliRunner().invoke(app, ["drive", *map(str, words)])


@pytest.mark.parametrize("there", [[], [".Trashes"], ["wattkey.uf2"], ["boot_out.txt", "code.py", "my.py"]])
def test_a_new_folder_or_a_drive_is_filled(tmp_path, there):
    for name in there:
        (tmp_path / name).write_text("")
    assert drive(tmp_path).exit_code == 0
    assert (tmp_path / "lib" / "wattkey").is_dir()


@pytest.mark.parametrize("there", [["letters.txt"], ["lib"], ["pyproject.toml", "boot_out.txt"]])
def test_somebodys_folder_is_left_as_it_is(tmp_path, there):
    for name in there:
        (tmp_path / name).write_text("mine")
    result = drive(tmp_path, "--mpy")
    assert result.exit_code == 1
    assert "no board's drive. Name a new folder, or CIRCUITPY" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(there)


def test_the_sources_themselves_are_no_drive():
    with pytest.raises(ValueError, match="other things in it"):
        check_folder(device_root())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--uid", "E66"], "16 hex digits"),
        (["--mpy", "--loose", "--uf2", "--firmware", "nothing.uf2"], "nothing.uf2: no such file"),
        (["--mpy", "--loose", "--uf2", "--firmware", __file__], "Name CircuitPython's UF2"),
        (["--firmware", __file__], "add --uf2"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, monkeypatch, words, told):
    monkeypatch.setenv("COLUMNS", "200")
    result = drive(tmp_path / "out", *words)
    assert result.exit_code in (1, 2)
    assert told in result.stderr
    assert not (tmp_path / "out").exists()

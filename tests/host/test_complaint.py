# test_complaint.py - what the operating system refuses is one line: what, where, what to do
import pytest

from wattkey_host import cli
from wattkey_host.complaint import in_words


def test_a_file_is_named_and_what_is_wrong_with_it(tmp_path):
    with pytest.raises(OSError) as refused:
        (tmp_path / "nothing").read_text()
    words = in_words(refused.value)
    assert words.startswith(f"{tmp_path / 'nothing'}: no such file or directory. ")
    assert "[Errno" not in words


def test_an_address_says_for_itself_where_it_is():
    assert in_words(OSError(98, "Address already in use (127.0.0.1:80)")) == "Address already in use (127.0.0.1:80)"
    assert in_words(OSError("no port")) == "no port"


@pytest.mark.parametrize(
    "words", [["demo", "--story", "menus", "--quiet", "--shots", "FILE"], ["vend", "init", "--plain", "--shop", "FILE"]]
)
def test_no_command_ends_in_a_traceback(tmp_path, monkeypatch, capsys, words):
    file = tmp_path / "a file"
    file.write_text("kept")
    monkeypatch.setattr("sys.argv", ["wattkey", *(str(file) if word == "FILE" else word for word in words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert f"wattkey: {file}: file exists" in capsys.readouterr().err
    assert file.read_text() == "kept"


def test_the_version_is_told(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["wattkey", "--version"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert (ended.value.code, capsys.readouterr().out.split()[0]) == (0, "wattkey")

# test_plain.py - control characters from outside are shown as such, in every command that tells of names and files
import json

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_host.plain import in_json, plain, quoted

NASTY = "a\x1b[2J\r\x9b31m\n\u202eb\x07"  # clear, overwrite, colour (C1), a line of its own, right to left, bell
SHOWN = r"a\x1b[2J\r\x9b31m\n\u202eb\x07"


def test_what_does_not_print_is_shown_as_its_escape():
    assert plain(NASTY) == SHOWN
    assert plain("电表 ±5 °C é 👍") == "电表 ±5 °C é 👍"
    assert plain("\udcff\u200b\ufeff\u2028") == r"\udcff\u200b\ufeff\u2028"
    assert plain(42) == "42"


def test_in_json_it_is_escaped_as_json_does_and_comes_back():
    told = in_json({"电": NASTY})
    assert told.isprintable()
    assert "电" in told
    assert json.loads(told) == {"电": NASTY}
    assert in_json([1, 2], indent=1) == "[\n 1,\n 2\n]"


def test_rich_finds_no_markup_in_it():
    assert quoted("[red]x[/]\x1b") == r"\[red]x\[/]\x1b"


COMMANDS = {
    "a report that is not there": ("vend", "receive", "{nasty}"),
    "a report that is none": ("vend", "receive", "{file}", "--shop", "{shop}"),
    "an order that is none": ("vend", "send", "{file}", "--port", "loop://", "--shop", "{shop}"),
    "a table of sales": ("vend", "sell", "--csv", "{file}", "--shop", "{shop}"),
    "a shop that is not there": ("vend", "ledger", "--shop", "{nasty}"),
    "an option that is none": ("vend", "sell", "--{nasty}"),
    "a command that is none": ("{nasty}",),
    "an amount that is none": ("vend", "sell", "--amount", "{nasty}", "--payment", "P"),
    "values of a meter": ("meter", "--listen", "127.0.0.1:0", "--values", "{file}"),
    "a port": ("read", "--to", "{nasty}", "--id", "voltage_a"),
    "frames": ("decode", "{nasty}"),
    "identifiers": ("ids", "{nasty}"),
    "a key for images": ("pack", "{nasty}", "--key", "{file}"),
    "a chip": ("vend", "issue", "--chip", "{file}", "--meter", "1" * 12, "--customer", "1" * 12, "--shop", "{shop}"),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop") / "shop"
    assert CliRunner().invoke(app, ["vend", "init", "--plain", "--shop", str(folder)]).exit_code == 0
    return folder


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_no_command_passes_them_on(tmp_path, shop, words):
    """As the name of a file or folder, and in what stands in it."""
    file = tmp_path / NASTY
    file.write_text(f'{{"{NASTY}": "{NASTY}"}}\nmeter,amount,payment\n{NASTY},{NASTY},{NASTY}\n')
    names = {"nasty": str(tmp_path / ("no" + NASTY)), "file": str(file), "shop": str(shop)}
    result = CliRunner().invoke(app, [word.format(**names) for word in words])
    assert result.exit_code in (1, 2, 5), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert [char for char in result.output if not (char.isprintable() or char == "\n")] == []
    assert "\n\\u202e" not in result.output

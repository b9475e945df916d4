# test_spoken.py - what the commands have done, in Chinese where the clerk wants it
import ast
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_host.vend.cli.spoken import TABLE, spoken
from wattkey_host.vend.live import live
from wattkey_host.wordtable import read

SOURCES = [*(Path(__file__).parents[4] / "host" / "vend").glob("cli/*.py"), *Path(live.__file__).parent.glob("*.py")]
SAYING = ("tell", "_said")
ENGLISH, CHINESE = read(TABLE)["en"], read(TABLE)["zh"]


def test_a_sale_is_told_in_the_clerks_language(issued, tmp_path, monkeypatch):
    for language, words in (("zh", "100.00 元，第 1 份订单"), ("en", "100.00 for card"), ("fr", "100.00 for card")):
        monkeypatch.setenv("WATTKEY_LANGUAGE", language)
        options = ["--meter", "000000123456", "--amount", "100.00", "--payment", "R-1"]
        shop = str(issued.folder / "shop")
        result = CliRunner().invoke(app, ["vend", "sell", "--shop", shop, *options, "--to", str(tmp_path)])
        assert result.exit_code == 0, result.output
        assert words in result.stdout


def test_a_state_within_a_sentence_is_told_too():
    line = "Order 1, 100.00, count 1: on the card, not yet brought to the meter."
    assert spoken(line, "zh") == "第 1 份订单，100.00 元，购电次数 1：在卡上，还没有送到电表。"
    assert spoken(line, "en") == line


def test_what_a_report_has_brought_is_told_too():
    line = "The meter says 999.00 was bought in all, this ledger 100.00: look into it."
    assert spoken(line, "zh") == "电表累计购电999.00元，账本里是100.00元：请查明。"


def test_what_has_no_words_stays_as_it_is():
    assert spoken("Something quite new.", "zh") == "Something quite new."


@pytest.mark.parametrize("key", ENGLISH)
def test_each_sentence_names_all_that_the_english_one_names(key):
    values = [f"<{number}>" for number in range(ENGLISH[key].count("{}"))]
    told = spoken(ENGLISH[key].format(*values), "zh")
    assert sorted(re.findall(r"<\d>", told)) == values
    assert re.search("[\u4e00-\u9fff]", told)


def texts(node):
    """What a node can be as a text, with {} for each value in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (text for one in (node.body, node.orelse) for text in texts(one))
    elif isinstance(node, ast.Starred):
        yield from texts(node.value)
    elif isinstance(node, ast.GeneratorExp):
        yield from texts(node.elt)
    elif isinstance(node, ast.List | ast.Tuple):
        yield from (text for one in node.elts for text in texts(one))


def said_by_commands():
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in SAYING:
                yield from (text for one in node.args for text in texts(one))


def test_every_sentence_that_a_command_says_has_its_row():
    said = set(said_by_commands())
    assert len(said) > 40
    assert {text for text in said - set(ENGLISH.values()) if re.search("[a-z]{3}", text)} == set()

# test_spoken.py - what the commands have done, in Chinese where the clerk wants it
import re

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_host.vend.cli.spoken import TABLE, spoken
from wattkey_host.wordtable import read

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


def test_what_has_no_words_stays_as_it_is():
    assert spoken("Something quite new.", "zh") == "Something quite new."


@pytest.mark.parametrize("key", ENGLISH)
def test_each_sentence_names_all_that_the_english_one_names(key):
    values = [f"<{number}>" for number in range(ENGLISH[key].count("{}"))]
    told = spoken(ENGLISH[key].format(*values), "zh")
    assert sorted(re.findall(r"<\d>", told)) == values
    assert re.search("[\u4e00-\u9fff]", told)

# test_whys.py - refusals in the words of a Chinese page
import csv
from pathlib import Path

import pytest

import wattkey_host
from wattkey_host.touch import pagewords

HOST = Path(wattkey_host.__file__).parent
ROWS = list(csv.DictReader((HOST / "touch/whys.tsv").open(encoding="utf-8"), delimiter="\t"))


def test_every_refusal_of_the_table_is_one_that_the_simulator_words_so():
    sources = "".join(
        path.read_text(encoding="utf-8") for folder in ("touch", "sim") for path in (HOST / folder).glob("*.py")
    )
    pieces = [piece for row in ROWS for piece in row["en"].split("{}") if len(piece) > 2]
    assert len(pieces) >= len(ROWS)
    assert [piece for piece in pieces if piece not in sources] == []


@pytest.mark.parametrize(
    ("what", "arguments", "chinese"),
    [
        ("time.speed", {"speed": 600}, "快于60倍须先关机"),
        ("fault.undo", {}, "还没出过故障"),
        ("lesson.step", {}, "没有打开的课"),
        ("counter.sell", {"amount": "much"}, "'much'不是金额"),
        ("drive.delete", {"name": "/settings.toml"}, "电脑看不到盘：先开机并插上数据线"),
        ("key.down", {"key": "x"}, ""),  # no click sends this
    ],
)
def test_a_refusal_of_a_click_has_chinese_words(shared, what, arguments, chinese):
    reply = shared.do(what, **arguments)
    assert (reply["ok"], reply["why_zh"]) == (False, chinese)
    assert reply["why"].isascii()


def test_what_the_table_does_not_have_stays_as_it_is():
    assert pagewords.in_chinese("something else") == ""

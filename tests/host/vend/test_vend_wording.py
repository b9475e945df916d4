# test_vend_wording.py - errors of the ledger are data, and both languages have words for all of them
import re
from pathlib import Path
from string import Formatter

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_host.vend.book import sell
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.cli.console import said_of
from wattkey_host.vend.errors import OlderLedger, VendError, digits
from wattkey_host.vend.live.session import SilentDevice
from wattkey_host.vend.wording import TABLE, in_language, phrase, refusal

BOOK = Path(sell.__file__).parent
PAGES = "web"  # what a page itself refuses is a sentence (test_web_words.py)
SOURCES = {file: file.read_text("utf-8") for file in BOOK.parent.rglob("*.py")}
NAMED = {
    code
    for file, text in SOURCES.items()
    if "wording" not in file.name
    for code in re.findall(r'"([a-z]+\.[a-z_]+)"', text)
}
RAISED = {code for text in SOURCES.values() for code in re.findall(r'refusal\(\s*"([^"]+)"', text)}


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_who_is_no_page_raises_no_words_only_codes_that_the_table_has():
    words = {file.name for file, text in SOURCES.items() if " VendError(" in text and file.parent.name != PAGES}
    assert words <= {"wording.py", "errors.py"}  # they give the code with them
    assert {code for text in SOURCES.values() for code in re.findall(r'phrase\(\s*"([^"]+)"', text)} <= set(TABLE)
    assert set(TABLE) - NAMED == set()
    assert RAISED - set(TABLE) == set()


@pytest.mark.parametrize("code", TABLE)
def test_both_languages_tell_the_facts_and_chinese_is_chinese(code):
    english, do, chinese, zh_do = TABLE[code]
    assert fields(english) == fields(chinese) and fields(do) == fields(zh_do)
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert bool(do) == bool(zh_do)


def test_an_error_has_code_and_facts_and_words_in_both_languages(desk):
    desk.sell()
    with pytest.raises(VendError) as caught:
        Desk(desk.shop).refund("P1")
    error = caught.value
    assert (error.code, error.facts) == ("payment.not_free", {"payment": "P1", "state": "sold"})
    assert str(error) == "payment P1 is sold. Only what was cancelled, or settled as not credited, is free"
    assert in_language(error, "en") == str(error)
    assert in_language(error, "zh") == "付款 P1 的状态是：已售出。只有已撤销的、或裁定为未入账的才可动用"


def test_what_was_added_on_the_way_stays():
    error = refusal("card.exists", card="1")
    error.do += ". The sale stands"
    assert in_language(error, "zh") == "卡 1 已存在。请换一个号码，或不填. The sale stands"


@pytest.mark.parametrize("error", [OlderLedger("1", 2), VendError("the beam is broken", "Hold it nearer")])
def test_errors_that_are_raised_elsewhere_have_words_too(error):
    assert in_language(error, "en") == str(error)
    assert (re.search("[\u4e00-\u9fff]", in_language(error, "zh")) is not None) == bool(error.code)


def test_what_stands_within_an_error_and_behind_it_is_told_in_the_language_too():
    error = refusal("order.not_taken", card="1", what=phrase("what.issue", meter="2", number=3))
    error.add(phrase("then.sale_stands", order=4))
    assert str(error).startswith(
        "card 1 does not take its issue for meter 2 (document 3). Receive its report. The sale"
    )
    assert in_language(error, "zh") == (
        "卡1没有接收电表2的开卡文件（文件3）。请接收它的回执。售电已成立，是第4号订单：用相同的付款号再做一次即可继续"
    )


def test_what_is_no_number_is_told_in_chinese_too():
    with pytest.raises(VendError) as caught:
        digits("meter", "12", 12)
    assert in_language(caught.value, "zh") == "'12' 不是表号。应为 12 位数字"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SilentDevice(), "设备没有应答。请在电钥匙菜单中选择“连接售电点”，对准红外头，再做一次：不会丢失"),
        (VendError("another program has /dev/ttyUSB0 open", "End it"), "另一个程序正在使用/dev/ttyUSB0。End it"),
        (refusal("keys.sealed", path="keys.json"), "keys.json 已封存。请给出口令"),
    ],
)
def test_what_the_beam_and_the_keys_refuse_is_told_in_his_language_too(monkeypatch, error, words):
    monkeypatch.setenv("WATTKEY_LANGUAGE", "zh")
    assert said_of(error) == words
    monkeypatch.setenv("WATTKEY_LANGUAGE", "en")
    assert said_of(error) == str(error)


def test_a_clerk_reads_it_in_his_language(desk, monkeypatch):
    monkeypatch.setenv("WATTKEY_LANGUAGE", "zh")
    ended = CliRunner().invoke(app, ["vend", "refund", "--payment", "P9", "--shop", str(desk.shop.folder)])
    assert ended.exit_code == 1
    assert "wattkey: 账本中没有付款 'P9'。请核对付款号：`wattkey vend ledger` 会列出" in ended.output

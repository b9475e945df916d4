# test_web_words.py - every word that the pages and the desk can say, in both languages
import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from wattkey_host.vend.errors import VendError, digits
from wattkey_host.vend.web.counterroom import PAGE, WORDS
from wattkey_host.vend.web.refusals import TABLE, in_language, said
from wattkey_host.vend.wording import refusal
from wattkey_host.wordtable import LANGUAGES, read

VEND = Path(__file__).parents[4] / "host" / "vend"
ELSEWHERE = {"webserve.py"}  # said at a terminal; what the book refuses has codes (test_vend_wording.py)
COMMANDS = {"*: *"}
NAMES = re.compile(r"wattkey vend recover|mail/report.json")


def test_every_word_of_a_template_is_in_the_table_and_none_is_empty():
    words = read(WORDS)
    assert set(words["en"]) == set(words["zh"])
    assert [key for language in LANGUAGES for key, said in words[language].items() if not said] == []
    used = {key for page in PAGE.glob("*.html") for key in re.findall(r"\bw\.([a-z_]+)\b(?!\()", page.read_text())}
    assert used - {"get"} <= set(words["en"])
    for key, english in words["en"].items():
        assert english.count("{}") == words["zh"][key].count("{}"), key


def sentences():
    """(file, sentence) of every refusal that is written out, with a star for each value in it."""
    for file in sorted((VEND / "web").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())) if file.name not in ELSEWHERE else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("VendError", "Overdrawn"):
                yield from ((file.name, text) for text in map(stars, node.args[:1]) if text)


def stars(node):
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "*" for part in node.values)
    return node.value if isinstance(node, ast.Constant) else None


def test_what_the_desk_refuses_is_told_in_chinese():
    missing = [(file, text) for file, text in sentences() if text not in COMMANDS and said(text, "zh") == text]
    assert missing == []


def test_each_sentence_takes_the_values_that_its_pattern_finds():
    rows = read(TABLE)
    for key, english in rows["en"].items():
        asked = [name for _, name, _, _ in Formatter().parse(rows["zh"][key]) if name is not None]
        assert len(asked) <= english.count("*"), english
        assert not re.search(r"[A-Za-z]{4,}", NAMES.sub("", rows["zh"][key])), english


def test_a_refusal_keeps_its_values_and_names_states():
    error = refusal("cancel.settle", payment="P1", state="handed over")
    assert in_language(error, "zh") == ["付款 P1 的状态是：已交付，电表可能已得到它", "请裁定它"]
    assert in_language(error, "en") == ["Payment P1 is handed over: the meter may have it", "Settle it"]
    with pytest.raises(VendError) as refused:
        digits("meter", "12", 12)
    assert in_language(refused.value, "zh") == ["'12' 不是表号", "应为 12 位数字"]

# test_web_words.py - every word that the pages and the desk can say, in both languages
import ast
import errno
import re
from pathlib import Path
from string import Formatter

import pytest

from wattkey_host.serialport import PortGone, not_opened
from wattkey_host.vend.errors import VendError, digits
from wattkey_host.vend.live.session import SilentDevice
from wattkey_host.vend.live.visit import Reason
from wattkey_host.vend.web import auditing
from wattkey_host.vend.web.counterroom import PAGE, WORDS
from wattkey_host.vend.web.refusals import TABLE, in_language, said, value_said
from wattkey_host.vend.wording import phrase, refusal
from wattkey_host.wordtable import LANGUAGES, read

VEND = Path(__file__).parents[4] / "host" / "vend"
SAID = (*sorted((VEND / "web").glob("*.py")), VEND.parent / "serialport.py")  # what others refuse has a code
# the sentences among the arguments
REFUSALS = dict.fromkeys(("VendError", "Complaint", "Overdrawn", "__init__"), slice(2))
ELSEWHERE = {"webserve.py"}  # said at a terminal
NAMES = re.compile(r"wattkey vend recover|mail/report.json|pg_dump|--shop practice")


def test_every_word_of_a_template_is_in_the_table_and_none_is_empty():
    words = read(WORDS)
    assert set(words["en"]) == set(words["zh"])
    assert [key for language in LANGUAGES for key, said in words[language].items() if not said] == []
    used = {key for page in PAGE.glob("*.html") for key in re.findall(r"\bw\.([a-z_]+)\b(?!\()", page.read_text())}
    assert used - {"get"} <= set(words["en"])
    for key, english in words["en"].items():
        assert english.count("{}") == words["zh"][key].count("{}"), key


def written_out(file):
    """(what is written as a sentence, by the names that it is kept under; the sentences of the refusals of a file)."""
    tree = ast.parse(file.read_text())
    kept, told = {}, []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target, value in pairs(node.targets[0], node.value):
                kept.setdefault(getattr(target, "id", ""), []).append(value)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            told += node.args[REFUSALS[name]] if name in REFUSALS else []
    return kept, told


def pairs(target, value):
    """(name, value) of an assignment, of one of several names too."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return [pair for one in zip(target.elts, value.elts, strict=True) for pair in pairs(*one)]
    return [(target, value)]


def sentences():
    """(file, sentence) of every refusal that a page can show, with a star for each value in it."""
    files = [file for file in SAID if file.name not in ELSEWHERE]
    read_ = {file: written_out(file) for file in files}
    for file, (kept, told) in read_.items():
        yield from ((file.name, text) for node in told for text in stars(node, kept) if text)


def stars(node, names):
    """The texts that a node can be."""
    if isinstance(node, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else "*" for part in node.values)]
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return stars(node.body, names) + stars(node.orelse, names)
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "strip":
        return stars(node.func.value, names)
    if isinstance(node, ast.Name):
        return [text for one in names.get(node.id, ()) if not isinstance(one, ast.Name) for text in stars(one, names)]
    return []


def test_what_the_desk_refuses_is_told_in_chinese():
    found = set(sentences())
    assert len(found) > 60
    assert sorted((file, text) for file, text in found if said(text, "zh") == text) == []


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


ERRORS = [getattr(errno, name) for name in ("ENOENT", "EACCES", "EBUSY", "ENOTTY", "ECONNREFUSED", "ETIMEDOUT", "EIO")]
PORTS = [not_opened("COM3", OSError(number, "odd")) for number in ERRORS]
HEARD = ("heard.nothing", "heard.echo", "heard.noise")
LIVE = [
    *PORTS,
    PortGone("COM3", OSError(5, "odd")),
    *(SilentDevice(known, port="COM3", heard=phrase(heard, bytes=4)) for known in (False, True) for heard in HEARD),
    refusal(
        "device.lies", said=phrase("who.said_card", serial=0, card=1), proved=phrase("who.said_blank", serial=2)
    ),
    refusal("order.not_taken", card=1, what=phrase("what.keys", number=3)).add(phrase("then.nothing_sold")),
    refusal("order.refused", why=Reason("T34")),
    refusal("order.refused", why=Reason("X1")),
    refusal("chip.blank", serial=2).add(
        phrase("then.receive", what=phrase("what.order", order=4, payment="P", amount="5"))
    ),
    refusal("device.stranger", who=phrase("who.blank", serial=2)),
]  # fmt: skip


@pytest.mark.parametrize("error", LIVE, ids=str)
def test_what_happens_at_the_head_has_no_english_in_it(error):
    """Nor in the values: what the documents and devices are called. Names of ports stay."""
    for line in in_language(error, "zh"):
        assert not re.search(r"[A-Za-z]{4,}", line), line
        assert re.search(r"[\u4e00-\u9fff]", line), line


def test_what_was_brought_is_named_in_the_language_of_the_page():
    assert value_said("order 1 (payment P1, 50.00)", "en") == "order 1 (payment P1, 50.00)"
    assert value_said("order 1 (payment P1, 50.00)", "zh") == "第1号订单（付款P1，50.00）"
    assert value_said("card.json", "zh") == "card.json"


def test_no_row_hides_one_that_stands_behind_it():
    rows = read(TABLE)
    for key, english in rows["en"].items():
        one = value_said if key.startswith("value_") else said
        shown, own = one(english.replace("*", "7"), "zh"), rows["zh"][key]
        assert shown == own.format(*"7" * 9), english


def test_every_verb_of_the_book_can_be_asked_for_in_the_audit():
    done = re.compile(r"(?:_do|act|many|_one)\(\s*(?:session, )?\"([a-z ]+)\"")
    sources = [file for room in ("book", "web", "cli") for file in (VEND / room).glob("*.py")]
    verbs = {verb for file in sources for verb in done.findall(file.read_text("utf-8"))}
    assert len(verbs) > 20
    assert verbs - set(auditing.VERBS) == set()
    assert {f"verb_{verb.replace(' ', '_')}" for verb in auditing.VERBS} <= set(read(WORDS)["en"])


def test_what_a_report_brought_is_told_in_the_clerk_s_language(clerk, desk):
    desk.deliver(desk.sell())
    desk.read(3500, (2000, 1500), bought=99900)
    report = {"report": ("report.json", desk.report())}
    for language, told in (("zh", "电表已证实"), ("en", "proved by the meter")):
        clerk.get("/", lang=language)
        page = clerk.client.post("/receive", data={"csrf": clerk.csrf}, files=report).text
        assert told in page
    clerk.get("/", lang="zh")
    words = re.sub(r"<[^>]+>", " ", clerk.client.post("/receive", data={"csrf": clerk.csrf}, files=report).text)
    assert set(re.findall(r"[A-Za-z]{4,}", words)) <= {"WattKey", "English", "anna", "mail", "report", "json"}

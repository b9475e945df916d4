# test_framewords.py - no English word is left in what a Chinese page says of frames and of a report
import ast
import csv
import re
from pathlib import Path

import pytest

import wattkey_host
from wattkey.dlt645.frame import Frame, encode
from wattkey_host.reader.dlt645 import blocks
from wattkey_host.reader.dlt645.catalogue import everything
from wattkey_host.reader.dlt645.sightings import sightings
from wattkey_host.reader.dlt645.tables import rows
from wattkey_host.touch import framewords
from wattkey_host.touch.pagewords import said_in_chinese

HOST = Path(wattkey_host.__file__).parent
METER = bytes.fromhex("000000123456")
READS = {"1997": (0x01, 0x02, 0x04, 0x03), "2007": (0x11, 0x12, 0x14, 0x03)}
ENGLISH = re.compile(r"[A-Za-z]*[a-z]{2,}[A-Za-z]*")  # hex digits, ESAM and MAC are none
TABLES = ("records", "identifiers_1997", "identifiers_2007")
UNITS = {unit for table in TABLES for row in rows(table) for unit in re.split("[^A-Za-z]", row["unit"])} | {"bps"}
COMMAND = "wattkey vend elsewhere"


def english(text):
    return [word for word in ENGLISH.findall(text.replace(COMMAND, "")) if word not in UNITS]


def shown(control, data):
    """All that the table of a Chinese page shows of a frame."""
    row = framewords.told(Frame(METER, control, data), True)
    parts = [part[key] for part in row["parts"] for key in ("name_zh", "says_zh")]
    return [row["title_zh"], *row["wrong_zh"], *parts]


def left(frames):
    """The English words in what is shown of these frames, each with a frame that has it."""
    return {word: data.hex() for control, data in frames for text in shown(control, data) for word in english(text)}


def identified(standard):
    """Questions and answers of an identifier of every format: nothing, too little, a value, none."""
    for identifier in {one.format: one for one in everything(standard, False)}.values():
        size = blocks.length(identifier.format) or 4
        for control in READS[standard]:
            yield control, identifier.wire
            for data in (b"\xff" * size, b"\x05" * size, b"\x01" * (size + 1), b"\xab" * size, b"\x01"):
                yield control | 0x80, identifier.wire + data
                if control in (0x14, 0x04, 0x03):
                    yield control, identifier.wire + bytes(8) + data


def test_every_name_of_the_reader_s_tables_is_in_chinese():
    names = [
        re.sub("{.}", "", row["name_zh"]) for table in (*TABLES, "axes", "bits", "controls") for row in rows(table)
    ]
    assert len(names) > 500
    assert [name for name in names if english(name)] == []


@pytest.mark.parametrize("standard", ["1997", "2007"])
def test_what_an_identifier_of_every_format_holds_is_told_in_chinese(standard):
    assert left(identified(standard)) == {}


def test_every_control_code_and_every_refusal_is_told_in_chinese():
    sizes = (0, 1, 2, 3, 4, 6, 8, 12, 16, 20, 24)
    assert left((control, b"\x01" * size) for control in range(256) for size in sizes) == {}
    errors = [1 << bit for bit in range(16)]
    assert left((0xC0 | control, e.to_bytes(2, "little")) for control in range(32) for e in errors) == {}
    assert left((0xC0 | control, bytes([e & 0xFF])) for control in range(32) for e in errors) == {}


GOOD = bytes(encode(Frame(METER, 0x91, bytes.fromhex("00010000") + bytes(4)), 0))
HEADED = GOOD[:10]
LINK = bytes.fromhex("681700430556341200000026f60501004000020000" + "0000" + "16")


@pytest.mark.parametrize(
    "stream",
    [
        GOOD[:-2] + b"\x00\x16", GOOD[:-1] + b"\x17", GOOD[:-4], GOOD[:-4] + GOOD, HEADED[:9] + b"\xfa" + bytes(252),
        GOOD[:9] + b"\x07" + GOOD[10:], b"\x01\x02", b"\x68\x01", b"\x68" + bytes(12), LINK, LINK[:-1] + b"\x17",
        LINK[:-4],
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_frame_is_told_in_chinese(stream):
    wrong = [one for found in sightings(stream) for one in found.wrong]
    assert wrong
    assert [word for one in wrong for word in english(said_in_chinese(one))] == []


def test_a_remark_on_a_field_names_it_and_an_unknown_code_is_told():
    row = framewords.told(Frame(METER, 0x08, b"\xab" * 6), True)
    assert row["wrong_zh"] == ["时间：ABABABABABAB不是BCD码"]
    assert shown(0x0B, b"\x01") == ["控制码0B，标准中没有", "数据", ""]


def test_weekdays_and_what_is_absent_are_told_in_chinese():
    assert shown(0x91, bytes.fromhex("01010004" + "05201126"))[-1] == "2026-11-20 周五"
    assert shown(0x91, bytes.fromhex("00010000" + "ffffffff"))[-1] == "无"


HEAD = "Order 3, 50.00, count 7"
REPORT = {
    "The card has not taken an order yet.": "电钥匙还没有收过售电单。",
    f"{HEAD}: delivered, proved by the meter.": "第3单，50.00元，购电次数7：已充入，电表已证实。",
    f"{HEAD}: delivered, before the order to take it back came, proved by the meter.":
        "第3单，50.00元，购电次数7：撤销单到之前已充入，电表已证实。",
    f"{HEAD}: an older report (not credited); the ledger knows more: settled.":
        "第3单，50.00元，购电次数7：是旧回执（未充入）；账本里更新：已结算。",
    f"{HEAD}: the meter has used this count already, by this card or another channel: settle it.":
        "第3单，50.00元，购电次数7：电表已用过此购电次数（本电钥匙或别的渠道）：请结算。",
    "Order 3, 50.00: taken back: refund it or sell it again.": "第3单，50.00元：已撤销：请退款或重新售出。",
    "Used since the recharge before, as the meter told it (kWh): total 1.50, rate1 1.00.":
        "上次购电以来用电（电表所报，kWh）：总1.50，费率1 1.00。",
}  # fmt: skip


@pytest.mark.parametrize("said", REPORT)
def test_what_a_report_brought_is_told_in_chinese(said):
    assert said_in_chinese(said) == REPORT[said]


def test_all_that_the_desk_says_of_a_report_is_in_the_table():
    """Whatever the code puts together: each piece of it with a word in it is a piece of a row."""
    with (HOST / "said.tsv").open(encoding="utf-8") as file:
        table = "\n".join(row["en"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    pieces = {piece for name in SPEAKERS for piece in _said(HOST / "vend/book" / f"{name}.py", SPEAKERS[name])}
    assert len(pieces) > 25
    assert [piece for piece in pieces if piece not in table] == []


SPEAKERS = {
    "news": {"_move", "_what_to_do", "_settled", "_taken_back", "_ended", "_known_end", "_from_before", "follow"},
    "overtaken": {"_leave"}, "recover": {"build"}, "reconcile": {"tell"},
}  # fmt: skip


def _said(path, functions):
    """The pieces of sentences that these functions, and the words beside them, are made of."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        spoken = isinstance(node, ast.Assign) and not isinstance(node.value, ast.Call)
        if isinstance(node, ast.FunctionDef):
            spoken = node.name in functions
            node.body = [one for one in node.body if not (isinstance(one, ast.Expr) and one is node.body[0])]
        for one in ast.walk(node) if spoken else ():
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and re.search("[a-z]{2,} [a-z]", one.value):
                yield one.value.strip(" .,:;()")

# test_catalogue.py - data identifiers by number and name; their values, blocks and records

from decimal import Decimal

import pytest

from wattkey.dlt645 import ids as device_ids
from wattkey_host.reader.dlt645 import blocks, catalogue
from wattkey_host.reader.dlt645.catalogue import by_code, everything, find, search
from wattkey_host.reader.dlt645.formats import Width
from wattkey_host.reader.dlt645.identifier import STANDARDS


def told(code, wire, **kwargs):
    """key -> text of every value."""
    return {v.key: v.text if v.value is not None else None for v in find(code).values(bytes.fromhex(wire), **kwargs)}


@pytest.mark.parametrize(
    ("text", "standard", "code"),
    [
        ("00010000", "2007", "00010000"),
        ("00 01 ff 00", "2007", "0001FF00"),
        ("9010", "1997", "9010"),
        ("energy", "2007", "00010000"),
        ("Energy Peak", "2007", "00010200"),
        ("energy-peak-day12", "2007", "0001020C"),
        ("balance", "2007", "00900200"),
        ("remaining amount", "2007", "00900200"),
        ("剩余金额", "2007", "00900200"),
        ("A相电压", "2007", "02010100"),
        ("(当前)正向有功总电能", "2007", "00010000"),
        ("last programming: time", "1997", "B210"),
        ("purchase-time-3", "2007", "03330103"),
    ],
)
def test_found_by_number_short_name_and_full_name(text, standard, code):
    found = find(text)
    assert (found.standard, found.code) == (standard, code)


def test_the_standard_can_be_given():
    assert find("energy", "1997").code == "9010"
    assert find("energy", "2007").code == "00010000"
    with pytest.raises(LookupError, match="9010"):
        find("9010", "2007")


def test_what_is_not_there_is_told_with_what_comes_near():
    with pytest.raises(LookupError, match='"volts"'):
        find("volts")
    with pytest.raises(LookupError, match="near it: .*voltage-a"):
        find("voltage")
    with pytest.raises(LookupError, match="12010101"):
        find("12010101")
    assert catalogue.unknown("2007", "12010101").values(b"\x01\x02")[0].value == "0201"


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_identifier_is_one_thing_has_both_names_and_is_found_by_each(standard):
    known, aliases = {}, {}
    for one in everything(standard, True):
        assert known.setdefault(one.code, one) is one, f"{one.code} twice"
        assert not one.alias or aliases.setdefault(one.alias, one) is one, f"{one.alias} twice"
        assert one.name.isascii() or "°" in one.name
        assert any("\u4e00" <= letter <= "\u9fff" for letter in one.name_zh), one.code
        assert one.name == one.name.strip() and "{" not in one.name + one.name_zh
        assert blocks.length(one.format) is None or blocks.length(one.format) > 0
        assert by_code(standard, one.code) == one
    assert len(known) > 1000


def test_what_the_device_uses_is_in_the_catalogue():
    reads = ("REMAINING_AMOUNT", "OVERDRAFT_AMOUNT", "METER_TIME", "STATUS_WORD_3", "PURCHASE_RECORD")
    parts = ("PURCHASE_COUNT", "PURCHASE_AMOUNT", "PURCHASE_CUMULATIVE")
    for name in reads + parts:
        assert by_code("2007", f"{getattr(device_ids, name):08X}").name


def test_searched_in_both_languages():
    assert [i.code for i in search("phase B voltage", "1997")] == ["B612"]
    assert {"0201FF00", "B61F"} <= {i.code for i in search("各相电压")}
    assert search("balance")[0].code == "00900200"
    assert search("") == []
    assert search("no such thing") == []


@pytest.mark.parametrize(
    ("wire", "rates"),
    [
        ("56341200" "78560400" "89670500" "89090200",
         {"total": "1234.56", "peak": "456.78", "flat": "567.89", "valley": "209.89"}),
        ("56341200" "11110000" "67450400" "89670500" "89090200",
         {"total": "1234.56", "sharp": "11.11", "peak": "445.67", "flat": "567.89", "valley": "209.89"}),
        ("56341200", {"total": "1234.56"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["", "AA"])
def test_1997_block_of_energy_is_told_by_its_length(wire, rates, end):
    assert told("901F", wire + end) == rates


@pytest.mark.parametrize("size", [0, 1, 2, 6, 10, 15, 18, 19, 22, 26])
def test_1997_block_that_is_no_number_of_registers_is_refused(size):
    with pytest.raises(ValueError, match="bytes"):
        find("901F").values(bytes(size))


@pytest.mark.parametrize(("code", "most"), [("901F", 49), ("0001FF00", 48), ("9010", 1), ("9020", 1), ("902F", 49)])
def test_any_number_of_rates_up_to_what_a_frame_holds_has_honest_names(code, most):
    for count in {1, 2, 3, 6, 7, 13, 15, 16, most} if most > 1 else {1}:
        values = find(code).values(bytes(4 * count))
        numbers = [f"rate{n}" for n in range(1, count)]
        assert [v.key for v in values] == (["total", *numbers] if most > 1 else ["value"])
        assert count < 3 or values[-1].name.endswith(f"rate {count - 1}") and str(count - 1) in values[-1].name_zh


@pytest.mark.parametrize(("code", "more"), [("040005FF", 3), ("01010000", 3), ("03090001", 6)])
def test_what_a_later_edition_has_put_behind_a_record_is_told_as_bytes(code, more):
    record = find(code)
    known = bytes(blocks.length(record.format))
    values = record.values(known + b"\x11" * more, Width.WIDER)
    assert values[:-1] == record.values(known)
    assert (values[-1].key, values[-1].text) == ("rest", "11" * more)
    with pytest.raises(ValueError, match="bytes, not"):
        record.values(known + b"\x11" * more)


def test_1997_no_end_mark_is_cut_from_a_block_that_is_whole_without_it():
    with pytest.raises(ValueError, match="BCD"):
        find("901F").values(bytes(15) + b"\xaa")


def test_2007_block_names_four_rates_and_numbers_any_others():
    block = find("0001FF00")
    four = [Decimal("1.29"), Decimal("0.62"), Decimal("0.60"), Decimal("0.03"), Decimal("0.02")]
    assert told("0001FF00", block.write(four).hex()) == {
        "total": "1.29", "sharp": "0.62", "peak": "0.60", "flat": "0.03", "valley": "0.02",
    }  # fmt: skip
    assert list(told("0001FF00", bytes(16).hex())) == ["total", "rate1", "rate2", "rate3"]
    assert list(told("0001FF00", bytes(36).hex())) == ["total", *[f"rate{n}" for n in range(1, 9)]]
    assert [v.name for v in block.values(bytes(16))][2] == "forward active energy, rate 2"
    assert [v.name_zh for v in block.values(bytes(20))][2] == "(当前)正向有功费率2(峰)电能"
    with pytest.raises(ValueError, match="17 bytes"):
        block.values(bytes(17))


def test_absent_phases_of_a_block():
    assert told("0201FF00", "5622FFFFFFFF") == {"a": "225.6", "b": None, "c": None}
    assert find("0201FF00").write(["225.6", None, None]) == bytes.fromhex("5622FFFFFFFF")
    assert find("0201FF00").write({"a": "225.6", "b": None, "c": None}) == bytes.fromhex("5622FFFFFFFF")
    assert told("0203FF00", "563412" "563492" "FFFFFF" "000000") == {
        "total": "12.3456", "a": "-12.3456", "b": None, "c": "0.0000",
    }  # fmt: skip


def test_settlement_days_of_one_register():
    values = find("000100FF").values(bytes.fromhex("030000000200000001000000"))
    assert [(v.key, v.text) for v in values] == [("", "0.03"), ("day1", "0.02"), ("day2", "0.01")]


def test_a_record_is_read_and_written_by_its_fields():
    purchase = find("0333FF01")
    said = {"time": "2026-11-20 08:30", "count": 7, "amount": "100.00", "before": "1.50", "after": "101.50"}
    said["cumulative"] = "700.00"
    wire = purchase.write(said)
    assert len(wire) == purchase.length == 23
    assert {v.key: v.text for v in purchase.values(wire)} == {**said, "count": "7"}
    assert purchase.write(list(said.values())) == wire
    with pytest.raises(ValueError, match="cumulative: missing"):
        purchase.write({key: said[key] for key in list(said)[:-1]})
    with pytest.raises(ValueError, match="23 bytes, not 22"):
        purchase.values(wire[:-1])


def test_blocks_of_records_and_lists():
    demand = told("0101FF00", "00230100082011260022020009211126")
    assert list(demand) == ["total.demand", "total.time", "rate1.demand", "rate1.time"]
    assert demand["rate1.time"] == "2026-11-21 09:00"
    assert told("04010001", "010006020008") == {"1.start": "06:00 #1", "2.start": "08:00 #2"}
    assert find("04010001").write([["06:00 #1"], ["08:00 #2"]]) == bytes.fromhex("010006020008")


def test_status_words_say_their_bits():
    (word,) = find("04000503").values(bytes.fromhex("5002"))
    assert (word.text, word.note) == ("0250", "relay open, trip ordered, prepaid in money")
    words = find("040005FF").values(bytes(14))
    assert [v.key for v in words] == [f"status-{n}" for n in range(1, 8)]


@pytest.mark.parametrize(
    ("code", "size"),
    [("03010101", 131), ("03300101", 106), ("03300201", 202), ("03300D01", 60), ("03300601", 94), ("03110001", 12)],
)
def test_records_have_the_length_that_the_standard_gives(code, size):
    assert find(code).length == size

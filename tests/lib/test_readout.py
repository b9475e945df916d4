# test_readout.py - a meter read without a purchase: which edition, which items, what stands on the screen

import asyncio

import pytest

from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.dlt645.values import ANYONE
from wattkey.readout import Readout
from wattkey.rows import row_of
from wattkey.text import Texts

METER = bytes.fromhex("000000123456")
TOTAL, BLOCK, REMAINING, OVERDRAFT = 0x00010000, 0x0001FF00, 0x00900200, 0x00900201


class FakeMaster:
    """Answers from two dicts; what is not in them is refused, or not answered by an edition that is None."""

    def __init__(self, new=None, old=None):
        self.values, self.asked = {"new": new, "old": old}, []

    async def _read(self, edition, address, di):
        self.asked.append(address)
        if self.values[edition] is None:
            raise NoAnswer
        if di not in self.values[edition]:
            raise Refused(2)
        return bytes.fromhex(self.values[edition][di])

    async def read(self, address, di, length=0):
        return await self._read("new", address, di)

    async def read_1997(self, address, di, length=0):
        return await self._read("old", address, di)


class FakeWallet:
    def __init__(self, issued):
        self.issued, self.meter = issued, METER

    async def info(self):
        return self


class FakePages:
    key = ""

    async def turn(self, title, rows):
        self.rows = rows
        return self.key


class Reading:
    """A readout, and the chip, the meter and the screen that it has to do with."""

    def __init__(self, issued=True, **values):
        self.master, self.pages, self.facts = FakeMaster(**values), FakePages(), {}
        self.readout = Readout(self.master, FakeWallet(issued), Texts("en"), self.pages, self.facts)

    def run(self, *verbs):
        return [asyncio.run(getattr(self.readout, verb)()) for verb in verbs]


@pytest.mark.parametrize(
    "values, outcome",
    [
        ({"new": {TOTAL: "00000000"}}, "new"),
        ({"old": {0x901F: "00000000"}}, "old"),
        ({"new": {}, "old": {0x901F: "00000000"}}, "old"),
        ({"new": {}, "old": {}}, "refused"),
        ({}, "silent"),
    ],
)
def test_the_edition_is_found_out_by_asking(values, outcome):
    b = Reading(**values)
    assert b.run("find") == [outcome]
    assert set(b.master.asked) == {METER}


def test_a_chip_without_a_meter_reads_whoever_is_there():
    b = Reading(issued=False, new={TOTAL: "00000000"})
    assert b.run("find") == ["open"]
    assert b.master.asked == [ANYONE]


def test_the_items_of_the_meters_own_key():
    values = {
        TOTAL: "00000000",
        0x04000305: "03",
        0x04040201: "0002900000",
        0x04040202: "0001010200",
        0x04040203: "7856341200",
        0x02010100: "0122",
        REMAINING: "00000100",
        OVERDRAFT: "50000000",
    }
    b = Reading(new=values)
    assert b.run("find", "screens", "read", "show") == ["new", "ok", "ok", "ok"]
    assert b.pages.rows == ["Left ¥99.50", "Volts 220.1V", "12345678 -", "Err-? press 0"]


def test_what_the_status_words_say_is_wrong_stands_behind_the_values():
    b = Reading(new={TOTAL: "00000000", BLOCK: "00100000", 0x040005FF: "0020" + "0000" * 6})
    assert b.run("find", "read", "show") == ["new", "ok", "ok"]
    assert b.pages.rows[-3:] == ["Memory fault", "Call the utility", "Err-? press 0"]


def test_the_key_0_leads_to_the_numbers_of_the_display_of_a_meter_of_2007():
    for values, outcome in (
        ({"new": {TOTAL: "00000000", BLOCK: "00100000"}}, "marks"),
        ({"old": {0x901F: "00100000"}}, "ok"),
    ):
        b = Reading(**values)
        b.pages.key = "0"
        assert b.run("find", "read", "show")[-1] == outcome


def test_without_a_list_it_shows_what_everybody_may_ask():
    b = Reading(new={TOTAL: "00000000", BLOCK: "00100000" * 3})
    assert b.run("find", "screens", "read", "show") == ["new", "none", "ok", "ok"]
    assert b.pages.rows == ["Total 10.00kWh", "T1 10.00kWh", "T2 10.00kWh", "4000101 -", "4000102 -", "Err-? press 0"]


@pytest.mark.parametrize(
    "block, rows",
    [
        ("00120000" + "00010000" * 3, ["Total 12.00kWh", "Peak 1.00kWh", "Flat 1.00kWh", "Low 1.00kWh"]),
        ("00120000" + "00010000" * 3 + "AA", ["Total 12.00kWh", "Peak 1.00kWh", "Flat 1.00kWh", "Low 1.00kWh"]),
        ("00120000" + "FFFFFFFF" * 4, ["Total 12.00kWh", "Sharp -", "Peak -", "Flat -", "Low -"]),
        ("00120000AA", ["Total 12.00kWh"]),
    ],
)
def test_901f_of_an_old_meter(block, rows):
    b = Reading(old={0x901F: block, 0xC010: "05201126", 0xC011: "300509"})
    assert b.run("find", "read", "show") == ["old", "ok", "ok"]
    assert b.pages.rows == [*rows, "2026-11-20", "09:05:30"]


def test_a_debt_and_a_meter_that_is_not_prepaid():
    b = Reading(new={TOTAL: "00000000", REMAINING: "00000000", OVERDRAFT: "50010000"})
    b.run("find", "read", "show")
    assert b.pages.rows[0] == "Left ¥-1.50"
    b = Reading(new={TOTAL: "00000000", REMAINING: "FFFFFFFF", OVERDRAFT: "FFFFFFFF"})
    b.run("find", "read", "show")
    assert not b.pages.rows[0].startswith("Left")


@pytest.mark.parametrize(
    "di, data, row",
    [
        (0x02030000, "820901", "Power 1.0982kW"),
        (0x02030000, "820981", "Power -1.0982kW"),
        (0x02020100, "125000", "Amps 5.012A"),
        (0x02020100, "FFFFFF", "Amps -"),
        (0x04000401, "563412000000", "No. 000000123456"),
        (0x00010400, "05000000", "Low 0.05kWh"),
        (0x0400010C, "0102", "0400010C 0201"),
    ],
)
def test_rows(di, data, row):
    assert row_of(Texts("en"), di, bytes.fromhex(data)) == row


def test_what_is_no_bcd_is_no_row():
    with pytest.raises(ValueError, match="BCD"):
        row_of(Texts("en"), 0x02010100, b"\xaa\xbb")

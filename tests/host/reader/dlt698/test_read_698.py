# test_read_698.py - `wattkey read` in DL/T 698.45: each meter in its tongue, behind SECURITY, in blocks and fragments

import asyncio
import json

import pytest

from fakes.clock import FakeClock
from fakes.link import FakeLink
from wattkey.dlt645.asker import NoAnswer
from wattkey.dlt698.get import Denied
from wattkey.dlt698.link import Frame698, encode
from wattkey_host.reader.dlt698.client698 import Client, said
from wattkey_host.reader.dlt698.frames698 import FRAGMENT, right
from wattkey_host.sim.clock import VirtualClock

METER = bytes.fromhex("000000123456")
BOTH = ("2007", "698.45")


def read(wattkey, to, *words):
    result = wattkey("read", "--to", to, "--timeout", "0.5", *words)
    return result.exit_code, result.stdout.strip()


SAME = [
    ("forward active energy", "1160.46"),
    ("energy", "1160.46"),
    ("energy-peak", "234.56"),
    ("energy-block", "1160.46 123.45 234.56 345.67 456.78"),
    ("power", "1.0982"),
]


@pytest.mark.parametrize(("name", "value"), SAME)
@pytest.mark.parametrize("standards", [("2007",), ("698.45",)], ids=str)
def test_one_name_one_answer_whatever_the_meter_speaks(wattkey, served, standards, name, value):
    where, _ = served(standards=standards)
    assert read(wattkey, where, "--id", name) == (0, value)


OF_698 = [
    ("00100200", "1160.46 123.45 234.56 345.67 456.78"),
    ("voltage-a", "220.1"),
    ("power-factor", "0.995"),
    ("frequency", "50.01"),
    ("balance", "100.00"),
    ("wallet", "100.00 1"),
    ("overdraft", "0.00"),
    ("meter-number", "000000123456"),
    ("status-3", "4200"),
    ("combined-energy-block", "1160.46 123.45 234.56 345.67 456.78"),
    ("reactive-energy-q1", "0.00"),
    ("energy-fine", "1160.4600"),
]


@pytest.mark.parametrize(("name", "value"), OF_698)
@pytest.mark.parametrize("strict", [False, True])
def test_values_in_plain_text_or_behind_security(wattkey, served, strict, name, value):
    where, _ = served(standards=("698.45",), strict=strict)
    assert read(wattkey, where, "--standard", "698", "--id", name, "--address", "000000123456") == (0, value)


def test_json_names_the_standard_and_the_object(wattkey, served):
    where, _ = served(standards=BOTH)
    result = wattkey("read", "--to", where, "--standard", "698", "--id", "energy", "--json")
    told = json.loads(result.stdout)
    assert (told["standard"], told["id"], told["value"], told["unit"]) == ("698.45", "00100201", "1160.46", "kWh")
    assert told["address"] == "000000123456"


def test_a_number_of_both_languages_is_one_of_2007_unless_told(wattkey, served):
    where, _ = served(standards=BOTH)
    assert read(wattkey, where, "--id", "00000200") == (0, "234.56")
    assert read(wattkey, where, "--id", "00000200", "--standard", "698")[1].startswith("1160.46 ")


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (("--id", "F1010200"), 3, "object not defined (DAR 4)"),
        (("--id", "00100209"), 3, "out of range (DAR 8)"),
        (("--id", "energy", "--address", "000000999999"), 5, "no answer to DL/T 698.45"),
        (("--id", "energy", "--address", "12345678"), 5, "no answer to DL/T 698.45"),
        (("--id", "energy", "--address", "0000001234567"), 2, "is not 2 to 32 digits"),
    ],
)
def test_what_cannot_be_read_says_why(wattkey, served, words, status, why):
    where, _ = served(standards=("698.45",))
    result = wattkey("read", "--to", where, "--timeout", "0.3", "--standard", "698", *words)
    assert result.exit_code == status
    assert why in " ".join(result.stderr.split())


def test_an_a_stands_for_any_digit(wattkey, served):
    where, _ = served(standards=("698.45",))
    assert read(wattkey, where, "--standard", "698", "--id", "energy", "--address", "00A0001A345A") == (0, "1160.46")


@pytest.mark.parametrize(("standards", "told"), [(("698.45",), "DL/T 698.45"), (BOTH, "DL/T 645-2007 and DL/T 698.45")])
def test_scan_finds_it(wattkey, served, standards, told):
    where, _ = served(standards=standards)
    result = wattkey("read", "--to", where, "--scan", "--timeout", "0.3")
    assert (result.exit_code, result.stdout.strip()) == (0, "000000123456")
    assert f"meter 000000123456, {told}" in result.stderr


@pytest.mark.parametrize("fault", ["corrupt", "garble", "cut", "foreign", "other", "stunted"])
def test_a_damaged_answer_is_never_a_value(wattkey, served, fault):
    where, _ = served(fault, standards=("698.45",))
    status, out = read(wattkey, where, "--standard", "698", "--id", "energy", "--address", "000000123456")
    assert status in (4, 5) and out == ""


@pytest.mark.parametrize("fault", ["neighbour", "stale", "glued", "echo", "dribble", "noise"])
def test_what_comes_beside_the_answer_does_not_matter(wattkey, served, fault):
    where, _ = served(fault, standards=("698.45",))
    assert read(wattkey, where, "--standard", "698", "--id", "energy", "--address", "000000123456") == (0, "1160.46")


class Scripted:
    """A meter that answers each APDU by a table; what is not in it is met with silence."""

    def __init__(self, answers):
        self.answers, self.asked = answers, []
        self.clock = VirtualClock()
        self.link = FakeLink(FakeClock(self.clock), self._hears)

    def _hears(self, data):
        frame = right(data, data.find(b"\x68")).frame
        self.asked.append((frame.control, frame.data))
        for answer in self.answers(frame):
            self.link.say(encode(answer, 0))

    def read(self, oad):
        return asyncio.run(Client(self.link, FakeClock(self.clock)).read(METER, oad))


def answered(apdu, control=0xC3):
    return Frame698(METER, control, apdu)


def test_a_refusal_of_security_itself_is_said_as_that():
    def meter(frame):
        if frame.data[0] == 0x10:
            return [answered(bytes.fromhex("90021400"))]
        return [answered(b"\x85\x01" + frame.data[2:7] + b"\x00\x0f\x00\x00")]

    with pytest.raises(Denied) as refused:
        Scripted(meter).read(0x20000200)
    assert "refused in SECURITY (90 02): security does not fit (DAR 20)" in said(refused.value)


def test_an_element_that_is_not_given_alone_is_taken_from_the_whole():
    def meter(frame):
        oad = frame.data[3:7]
        result = b"\x01\x01\x02\x06\x00\x00\x00\x07\x06\x00\x00\x00\x08" if oad[3] == 0 else b"\x00\x08"
        return [answered(b"\x85\x01" + frame.data[2:7] + result + b"\0\0")]

    assert Scripted(meter).read(0x00100202) == bytes.fromhex("0600000008")


def test_blocks_are_put_together_in_their_order():
    parts = {0: "0600000001", 1: "0600000002 0600000003", 2: "0600000004"}

    def meter(frame):
        block = int.from_bytes(frame.data[3:5], "big") + 1 if frame.data[1] == 5 else 0
        data = bytes.fromhex(parts[block])
        head = bytes([0x85, 5, frame.data[2], block == 2]) + block.to_bytes(2, "big") + b"\x01\x01"
        return [answered(head + bytes.fromhex("00100200 01 01") + bytes([len(data) // 5]) + data + b"\0\0")]

    scripted = Scripted(meter)
    assert scripted.read(0x00100200) == bytes.fromhex("01040600000001060000000206000000030600000004")
    assert [asked[1][:2].hex() for asked in scripted.asked] == ["0501", "0505", "0505"]


def test_fragments_are_acknowledged_and_put_together():
    whole = bytes.fromhex("850101 00100201 01 0600000064 0000")

    def meter(frame):
        if not frame.control & FRAGMENT:
            return [answered(b"\x00\x00" + whole[:6], 0xE3)]
        return [answered(b"\x01\x40" + whole[6:], 0xE3)] if frame.data == b"\x00\x80" else []

    scripted = Scripted(meter)
    assert scripted.read(0x00100201) == bytes.fromhex("0600000064")
    assert [(asked[0], asked[1]) for asked in scripted.asked[1:]] == [(0x63, b"\x00\x80"), (0x63, b"\x01\x80")]


def test_silence_is_silence():
    scripted = Scripted(lambda frame: [])
    with pytest.raises(NoAnswer):
        scripted.read(0x00100200)
    assert len(scripted.asked) == 2


@pytest.mark.parametrize("digits", ["１２３４", "١٢", "12²4"])
def test_an_address_of_other_digits_than_ours_is_refused_in_words(wattkey, digits):
    result = wattkey("read", "--to", "127.0.0.1:1", "--standard", "698", "--id", "00100201", "--address", digits)
    assert result.exit_code == 2
    assert "is not 2 to 32 digits" in " ".join(result.stderr.replace("│", " ").split())

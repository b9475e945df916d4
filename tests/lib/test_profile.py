# test_profile.py - the chip's tables: what its answers and status words are turned into
import pytest

from wattkey import orders
from wattkey.errors import PartBroken
from wattkey.info import Info
from wattkey.profile import PROFILE, cut, header, lengths, read
from wattkey.text import Texts
from wattkey_host.sim.chip.cos import COMMANDS
from wattkey_host.sim.chip.words import BUSY, DONE, WRONG_LRC

NAMES = [line.split(" ")[0] for line in PROFILE.split("\n") if line]


def test_every_command_of_the_chip_stands_in_the_profile_once():
    assert sorted(header(name) for name in NAMES) == [bytes([0x90, ins, 0, 0]) for ins in sorted(COMMANDS)]


def test_an_order_is_handed_over_by_a_command_of_its_name():
    assert set(orders.DOCUMENTS) - set(orders.FROM_DEVICE) <= set(NAMES)


def test_an_answer_comes_in_its_fields():
    assert read("login", bytes(range(24)), DONE) == ([bytes(range(8)), bytes(range(8, 16)), bytes(range(16, 24))], "")
    assert read("logged", b"", DONE) == ([], "")


@pytest.mark.parametrize(("command", "code"), [("info", "P10"), ("report", "P02"), ("logged", "P02")])
@pytest.mark.parametrize("more", [-1, 1])
def test_an_answer_of_another_length_is_no_answer(command, code, more):
    length = sum(lengths(command)) + more
    with pytest.raises(PartBroken) as caught:
        read(command, bytes(max(length, 1)), DONE)
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["", "inf", "90020000", "PROFILE"])
def test_a_command_that_the_chip_has_not_is_no_command(name):
    with pytest.raises(ValueError, match="not found"):
        header(name)


def test_a_wrong_pin_says_how_many_tries_are_left():
    assert read("pin", b"", 0x63C4) == ([b"\4"], "T62")
    assert read("new_pin", b"", 0x63C0) == ([b"\0"], "T63")


@pytest.mark.parametrize("status", [WRONG_LRC, BUSY, 0x6982, 0x6700, 0x1234, 0])
def test_a_status_that_tells_a_person_nothing_is_an_unclear_chip(status):
    assert read("purchase", b"", status) == ([], "P02")


def test_every_refusal_has_words():
    codes = {read("purchase", b"", status)[1] for status in range(0x6000, 0x7000)}
    assert len(codes) > 12
    words = Texts("en")
    assert [code for code in codes if words.get("err." + code) == "err." + code] == []


def test_info_of_another_version_is_another_chip():
    with pytest.raises(PartBroken) as caught:
        Info(cut("info", b"\4" + bytes(46)))
    assert caught.value.code == "P10"

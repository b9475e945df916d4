# test_profile.py - the chip's tables: what its answers and status words are turned into
import pytest

from wattkey import orders
from wattkey.errors import PartBroken
from wattkey.info import Info
from wattkey.profile import PROFILE, cut, read, refused
from wattkey.texts import en
from wattkey_host.sim.chip.cos import COMMANDS
from wattkey_host.sim.chip.words import BUSY, DONE, WRONG_LRC


def test_every_command_of_the_chip_stands_in_the_profile_once():
    headers = [header for header, _ in PROFILE.values()]
    assert sorted(headers) == [bytes([0x90, ins, 0, 0]) for ins in sorted(COMMANDS)]


def test_an_order_is_handed_over_by_a_command_of_its_name():
    assert set(orders.DOCUMENTS) - set(orders.FROM_DEVICE) <= set(PROFILE)


def test_an_answer_comes_in_its_fields():
    assert read("login", bytes(range(24)), DONE) == ([bytes(range(8)), bytes(range(8, 16)), bytes(range(16, 24))], "")
    assert read("logged", b"", DONE) == ([], "")


@pytest.mark.parametrize(("command", "code"), [("info", "P10"), ("report", "P02"), ("logged", "P02")])
@pytest.mark.parametrize("more", [-1, 1])
def test_an_answer_of_another_length_is_no_answer(command, code, more):
    length = sum(PROFILE[command][1]) + more
    with pytest.raises(PartBroken) as caught:
        read(command, bytes(max(length, 1)), DONE)
    assert caught.value.code == code


def test_a_wrong_pin_says_how_many_tries_are_left():
    assert refused(0x63C4) == ([b"\4"], "T62")
    assert refused(0x63C0) == ([b"\0"], "T63")


@pytest.mark.parametrize("status", [WRONG_LRC, BUSY, 0x6982, 0x6700, 0x1234, 0])
def test_a_status_that_tells_a_person_nothing_is_an_unclear_chip(status):
    assert read("purchase", b"", status) == ([], "P02")


def test_every_refusal_has_words():
    codes = {refused(status)[1] for status in range(0x6000, 0x7000)}
    assert len(codes) > 12
    assert all("\nerr." + code + " " in en.BLOB for code in codes)


def test_info_of_another_version_is_another_chip():
    with pytest.raises(PartBroken) as caught:
        Info(cut("info", b"\3" + bytes(46)))
    assert caught.value.code == "P10"

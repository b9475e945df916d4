# test_slave.py - which questions are ours, and what is said to them, pieces included

import pytest

from wattkey.dlt645.frame import Frame
from wattkey.dlt645.slave import ErrorAnswer, Slave
from wattkey.dlt645.values import ANYONE, BROADCAST

OWN = bytes.fromhex("000000123456")
DI, DI_1997 = b"\x00\xff\x01\x00", b"\x1f\x90"


class Handler:
    def __init__(self, value=b"\x01\x02"):
        self.value, self.asked = value, []

    def __call__(self, control, data, to):
        self.asked.append((control, data, to))
        if control not in (0x01, 0x11, 0x08):
            raise ErrorAnswer(b"\x02")
        return data + self.value


def slave(value=b"\x01\x02", **more):
    handler = Handler(value)
    return Slave(OWN, handler, **more), handler


@pytest.mark.parametrize("to", ["000000123456", "AA0000123456", "AAAAAA123456", "AAAAAAAAAA56", "AAAAAAAAAAAA"])
def test_ours_by_its_address_or_with_aa_in_front(to):
    answer = slave()[0].reply(Frame(bytes.fromhex(to), 0x11, DI))
    assert (answer.address, answer.control, answer.data) == (OWN, 0x91, DI + b"\x01\x02")


@pytest.mark.parametrize("to", ["000000123457", "AAAAAAAAAA57", "0000001234AA", "00AAAA123456"])
def test_another_meters_question_is_not_even_acted_upon(to):
    ours, handler = slave()
    assert ours.reply(Frame(bytes.fromhex(to), 0x11, DI)) is None
    assert handler.asked == []


@pytest.mark.parametrize("control", [0x91, 0xD1, 0x51, 0x31])
def test_what_only_an_answer_can_be_is_no_question(control):
    ours, handler = slave()
    assert ours.reply(Frame(OWN, control, DI)) is None
    assert handler.asked == []


def test_a_broadcast_is_acted_upon_and_never_answered():
    ours, handler = slave()
    assert ours.reply(Frame(BROADCAST, 0x08, bytes(6))) is None
    assert handler.asked == [(0x08, bytes(6), BROADCAST)]


def test_a_broadcast_question_is_answered_only_by_a_meter_that_is_alone():
    ours, handler = slave()
    assert ours.reply(Frame(BROADCAST, 0x11, DI)) is None
    assert handler.asked == []
    ours.alone = True
    assert ours.reply(Frame(BROADCAST, 0x11, DI)).data == DI + b"\x01\x02"


def test_a_refusal_carries_its_reason():
    answer = slave()[0].reply(Frame(OWN, 0x14, DI))
    assert (answer.control, answer.data) == (0xD4, b"\x02")


def test_pieces_of_2007_have_numbers_and_can_be_asked_for_again():
    ours, _ = slave(bytes(range(100)), room=40)
    first = ours.reply(Frame(ANYONE, 0x11, DI))
    assert (first.control, first.data) == (0xB1, DI + bytes(range(36)))
    second = ours.reply(Frame(OWN, 0x12, DI + b"\x01"))
    assert (second.control, second.data) == (0xB2, DI + bytes(range(36, 71)) + b"\x01")
    again = ours.reply(Frame(OWN, 0x12, DI + b"\x01"))
    assert (again.control, again.data) == (second.control, second.data)
    last = ours.reply(Frame(OWN, 0x12, DI + b"\x02"))
    assert (last.control, last.data) == (0x92, DI + bytes(range(71, 100)) + b"\x02")
    assert ours.reply(Frame(OWN, 0x12, DI + b"\x03")).control == 0xD2


@pytest.mark.parametrize("data", [DI + b"\x02", b"\x00\x00\x01\x00\x01", DI, b""])
def test_a_piece_out_of_turn_is_refused(data):
    ours, _ = slave(bytes(100), room=40)
    ours.reply(Frame(OWN, 0x11, DI))
    answer = ours.reply(Frame(OWN, 0x12, data))
    assert (answer.control, answer.data) == (0xD2, b"\x02")


def test_pieces_of_1997_have_none_and_the_last_can_be_read_again():
    ours, _ = slave(bytes(range(60)), room=40)
    assert ours.reply(Frame(OWN, 0x01, DI_1997)).control == 0xA1
    last = ours.reply(Frame(OWN, 0x02, DI_1997))
    assert (last.control, last.data) == (0x82, DI_1997 + bytes(range(38, 60)))
    again = ours.reply(Frame(OWN, 0x03, DI_1997))
    assert (again.control, again.data) == (0x83, last.data)


def test_another_question_ends_the_pieces():
    ours, handler = slave(bytes(100), room=40)
    ours.reply(Frame(OWN, 0x11, DI))
    handler.value = b"\x01"
    ours.reply(Frame(OWN, 0x11, DI))
    assert ours.reply(Frame(OWN, 0x12, DI + b"\x01")).control == 0xD2

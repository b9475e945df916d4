# test_master.py - one question, the one right answer, over a link that says awkward things

import asyncio

import pytest

from fakes.clock import FakeClock
from fakes.link import FakeLink, scripted
from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.dlt645.frame import Frame, encode
from wattkey.dlt645.master import Master

ADDRESS = bytes.fromhex("000000123456")
OTHER = bytes.fromhex("000000999999")
DI = 0x00900200
VALUE = bytes.fromhex("00000100")


def answer(control=0x91, di=DI, data=VALUE, address=ADDRESS, preamble=4):
    return bytes(encode(Frame(address, control, di.to_bytes(4, "little") + data), preamble))


def ask(*replies):
    clock = FakeClock()
    link = scripted(clock, *replies)
    return asyncio.run(Master(link, clock).read(ADDRESS, DI)), link


def test_the_plain_case():
    value, link = ask([answer()])
    assert value == VALUE
    assert link.sent == [bytes(encode(Frame(ADDRESS, 0x11, DI.to_bytes(4, "little"))))]


@pytest.mark.parametrize(
    "slices",
    [
        [bytes([b]) for b in answer()],
        [b"\x00\xff\x16" + answer()],
        [bytes(encode(Frame(ADDRESS, 0x11, DI.to_bytes(4, "little")))) + answer()],  # the own echo
        [answer(address=OTHER, data=bytes(4)), answer()],
        [answer(di=0x00900201, data=bytes(4)), answer()],  # late, to an earlier question
        [answer(control=0x83, data=bytes(4)), answer()],
        [answer()[:-2], b"\x68", answer()],  # cut off, then whole
        [b"\x68\x01\x02\x03\x04\x05\x06\x68\x91\xc0" + answer()],  # a header that lies
    ],
    ids=["dribbled", "garbage", "echo", "foreign", "stale", "other function", "cut", "false header"],
)
def test_awkward_conversations(slices):
    assert ask(slices)[0] == VALUE


def test_a_lost_answer_to_a_read_is_asked_for_once_more():
    value, link = ask([], [answer()])
    assert value == VALUE
    assert len(link.sent) == 2


def test_silence_is_no_answer():
    with pytest.raises(NoAnswer) as error:
        ask([], [])
    assert error.value.code == "T41"


@pytest.mark.parametrize("noise", [b"\x55" * 20, answer(address=OTHER)], ids=["noise", "another meter"])
def test_endless_babble_ends(noise):
    with pytest.raises(NoAnswer):
        ask([noise] * 2000, [])


def test_a_value_of_another_length_is_an_error():
    clock = FakeClock()
    link = scripted(clock, [answer(data=bytes(5))])
    with pytest.raises(ValueError, match="5 bytes instead of 4"):
        asyncio.run(Master(link, clock).read(ADDRESS, DI, 4))


def test_an_error_carries_its_reason():
    with pytest.raises(Refused) as error:
        ask([bytes(encode(Frame(ADDRESS, 0xD1, b"\x02")))])
    assert error.value.reason == 2


def test_a_security_command_is_never_repeated_and_its_fields_are_reversed_one_by_one():
    clock = FakeClock()
    link = scripted(clock, [])
    with pytest.raises(NoAnswer):
        asyncio.run(Master(link, clock).security(ADDRESS, 0x070102FF, b"\x01\x02", b"\x03"))
    (sent,) = link.sent
    data = bytes((b - 0x33) & 0xFF for b in sent[14:-2])
    assert data == bytes.fromhex("ff020107" + "00000000" + "0201" + "03")


def test_relay_control_reverses_cipher_and_mac_as_one():
    clock = FakeClock()
    link = scripted(clock, [bytes(encode(Frame(ADDRESS, 0x9C)))])
    asyncio.run(Master(link, clock).control(ADDRESS, bytes(range(20))))
    data = bytes((b - 0x33) & 0xFF for b in link.sent[0][14:-2])
    assert data == b"\x98\0\0\1" + bytes(4) + bytes(reversed(range(20)))


def piece(control, data):
    return [bytes(encode(Frame(ADDRESS, control, data)))]


NAME, OLD_NAME = DI.to_bytes(4, "little"), bytes.fromhex("1F90")
FIRST = piece(0xB1, NAME + b"\x01\x02")


def run(call, *replies):
    clock = FakeClock()
    link = scripted(clock, *replies)
    return asyncio.run(call(Master(link, clock))), link


def asked(link):
    return [(out[12], bytes((b - 0x33) & 0xFF for b in out[14:-2])) for out in link.sent]


def test_a_value_in_pieces():
    more = piece(0xB2, NAME + b"\x03\x01"), piece(0x92, NAME + b"\x04\x02")
    value, link = run(lambda master: master.read(ADDRESS, DI), FIRST, *more)
    assert value == b"\x01\x02\x03\x04"
    assert asked(link) == [(0x11, NAME), (0x12, NAME + b"\x01"), (0x12, NAME + b"\x02")]


def test_a_lost_piece_is_asked_for_again_and_the_piece_before_it_is_not_taken_for_it():
    stale = piece(0xB2, NAME + b"\x03\x01")
    last = stale + piece(0x92, NAME + b"\x04\x02")
    value, link = run(lambda master: master.read(ADDRESS, DI), FIRST, [], stale, last)
    assert value == b"\x01\x02\x03\x04"
    assert len(link.sent) == 4


def test_a_meter_that_never_comes_to_an_end_is_left():
    def next_piece(data):
        sequence = data[-3] - 0x33 & 0xFF
        link.say(*(FIRST if data[12] == 0x11 else piece(0xB2, NAME + b"\x07" + bytes([sequence]))))

    clock = FakeClock()
    link = FakeLink(clock, next_piece)
    with pytest.raises(ValueError, match="255 pieces"):
        asyncio.run(Master(link, clock).read(ADDRESS, DI))


def test_1997_asks_with_two_bytes_and_takes_pieces():
    value, link = run(
        lambda master: master.read_1997(ADDRESS, 0x901F),
        piece(0xA1, OLD_NAME + b"\x01"),
        piece(0x82, OLD_NAME + b"\x02"),
    )
    assert value == b"\x01\x02"
    assert asked(link) == [(0x01, OLD_NAME), (0x02, OLD_NAME)]


def test_1997_begins_anew_when_a_piece_is_lost():
    whole = piece(0xA1, OLD_NAME + b"\x01"), piece(0x82, OLD_NAME + b"\x02")
    value, link = run(lambda master: master.read_1997(ADDRESS, 0x901F), whole[0], [], *whole)
    assert value == b"\x01\x02"
    assert [control for control, _ in asked(link)] == [0x01, 0x02, 0x01, 0x02]


@pytest.mark.parametrize("to", ["AAAAAAAAAAAA", "AAAAAA123456", "999999999999"])
def test_a_question_to_whoever_is_there_is_answered_under_a_name(to):
    value, _ = run(lambda master: master.read(bytes.fromhex(to), DI), [answer()])
    assert value == VALUE


def test_some_answer_under_the_address_as_asked():
    anyone = bytes.fromhex("AA" * 6)
    assert run(lambda master: master.read(anyone, DI), [answer(address=anyone)])[0] == VALUE

# test_meter_hearing.py - bytes, addresses, timing, faults and power cuts at the meter's eye
import pytest

from wattkey.dlt645.frame import Frame, encode
from wattkey_host.meter.fault import Fault
from wattkey_host.sim.clock import BYTE_US

OWN = bytes.fromhex("000000123456")
ANYONE = b"\xaa" * 6
BALANCE = 0x00900200


def test_answers_20_ms_after_the_last_stop_bit_with_its_preamble(bench):
    b = bench(preamble=2)
    b.say(encode(Frame(OWN, 0x13), 4))
    asked = b.clock.now_us
    b.clock.advance(19_999)
    assert b.raw == []
    b.clock.advance(1)
    at, answer = b.raw[0]
    assert at == asked + 20_000
    assert answer.startswith(b"\xfe\xfe\x68") and answer.endswith(b"\x16")


def test_read_address_under_all_aa_is_answered_under_its_own(bench):
    answer = bench().ask(0x13, to=ANYONE)
    assert (answer.address, answer.control, answer.data) == (OWN, 0x93, OWN[::-1])


@pytest.mark.parametrize(
    ("address", "heard"),
    [(OWN, True), (ANYONE, True), (b"\xaa\xaa" + OWN[2:], True), (b"\x99" * 6, False), (OWN[:5] + b"\x57", False)],
)
def test_only_its_own_address_or_wildcards_are_answered(bench, address, heard):
    assert (bench().read(BALANCE, to=address) is not None) is heard


@pytest.mark.parametrize("code", [0x14, 0x16, 0x1A, 0x1B, 0x1C, 0x1D])
def test_all_aa_is_not_for_commands_that_change_something(bench, code):
    b = bench().enter()
    assert b.ask(code, bytes(16), to=ANYONE) is None


def test_over_all_aa_only_the_reading_security_questions_are_served(bench):
    b = bench().enter()
    assert b.secure(0x070002FF, to=ANYONE) == 0x0001
    assert len(b.secure(0x078102FF, to=ANYONE)) == 26


def test_answers_of_other_meters_are_no_questions_and_a_broadcast_gets_no_answer(bench):
    b = bench()
    assert b.ask(0x91, bytes(4)) is None
    assert b.ask(0x08, bytes(6), to=b"\x99" * 6) is None
    assert [said for _, said in b.meter.questions] == ["08 set time"]  # heard by all, answered by none


def test_a_gap_over_half_a_second_ends_a_half_heard_frame(bench):
    b = bench()
    question = encode(Frame(OWN, 0x13), 0)
    b.say(question[:5])
    b.clock.advance(490_000)
    b.say(question[5:])
    b.clock.advance(50_000)
    assert len(b.raw) == 1
    b.say(question[:5])
    b.clock.advance(501_000)
    b.say(question[5:])
    b.clock.advance(50_000)
    assert len(b.raw) == 1


def test_noise_and_a_false_header_do_not_hide_the_question(bench):
    b = bench()
    b.say(b"\x00\x68\x16" + bytes(encode(Frame(OWN, 0x13), 4)))
    b.clock.advance(50_000)
    assert len(b.raw) == 1


def test_what_it_was_asked_is_kept_in_words_even_when_it_stays_silent(bench):
    b = bench()
    b.read(BALANCE)
    assert b.secure(0x078102FF) is None
    b.ask(0x13)
    assert [text for _, text in b.meter.questions] == [
        "00900200 remaining amount",
        "078102FF status",
        "13 read address",
    ]
    assert b.meter.questions[0][0] == pytest.approx(20 * BYTE_US, abs=20)


def test_unknown_data_and_commands_are_refused_in_their_way(bench):
    b = bench()
    b.unlock()
    assert b.read(0x02010100) == 0x02
    assert b.ask(0x11, BALANCE.to_bytes(4, "little") + b"\x01").control == 0xD1
    refused = b.ask(0x14, bytes(16))
    assert (refused.control, refused.data) == (0xD4, b"\x04")
    assert b.ask(0x07) is None


def test_a_dropped_answer_has_been_carried_out(bench):
    b = bench(history=[1000]).enter()
    b.meter.faults.append(Fault("drop", control=0x03, di=0x070102FF))
    assert b.recharge(500, 2) is None
    assert b.meter.prepaid.bought == 1500
    assert b.meter.faults == []


def test_a_silent_meter_has_not_understood(bench):
    b = bench(history=[1000]).enter()
    b.meter.faults.append(Fault("silent", di=0x070102FF))
    assert b.recharge(500, 2) is None
    assert b.meter.prepaid.bought == 1000
    assert b.recharge(500, 2) == b""


def test_delayed_and_corrupted_answers(bench):
    b = bench()
    b.meter.faults += [Fault("delay", delay_ms=300), Fault("corrupt", di=BALANCE)]
    asked_until = b.clock.now_us
    assert b.ask(0x13, wait_ms=200) is None
    b.clock.advance(200_000)
    assert b.raw[0][0] - asked_until == pytest.approx(16 * BYTE_US + 320_000, abs=20)
    assert b.read(BALANCE) is None  # it spoke, but the checksum is wrong
    assert len(b.raw) == 2
    assert b.read(BALANCE) == bytes(4)


def test_a_fault_strikes_as_often_as_it_says_and_has_a_known_kind(bench):
    b = bench()
    b.meter.faults.append(Fault("drop", times=2))
    assert [b.read(BALANCE) for _ in range(3)] == [None, None, bytes(4)]
    with pytest.raises(ValueError, match="explode"):
        Fault("explode")


def test_a_power_cut_drops_the_pending_answer_the_half_frame_and_both_logins(bench):
    b = bench().enter()
    question = encode(Frame(OWN, 0x13), 0)
    spoken = len(b.raw)
    b.say(question)
    b.meter.cut_power()
    b.clock.advance(100_000)
    assert len(b.raw) == spoken
    assert b.ask(0x13) is not None
    b.say(question[:6])
    b.meter.cut_power()
    b.say(question[6:])
    b.clock.advance(100_000)
    assert len(b.raw) == spoken + 1
    assert b.read(0x04000503) is None


@pytest.mark.parametrize("number", ["123", "00000012345a", "٠" * 12])
def test_numbers_have_twelve_digits(bench, number):
    with pytest.raises(ValueError, match="12 digits"):
        bench(customer=number)

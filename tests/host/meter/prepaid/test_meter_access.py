# test_meter_access.py - infrared and identity authentication: what they open, how long, what ends them
import pytest

from wattkey_host.crypto import cipher8, meter_factor

MINUTE = 60_000_000
RANDOM1 = bytes.fromhex("2122232425262728")
IDENTITY = b"I" * 16
NUMBER = bytes.fromhex("000000123456")
OTHER, NOT_IDENTIFIED = 0x0001, 0x0008
IR_OK, IDENTITY_OK = 1 << 3, 1 << 13

ENERGY = [g | r << 8 for g in (0, 0x10000, 0x20000) for r in (0, 1, 2, 3, 4, 0xFF)]
FREE = [*ENERGY, 0x00900100, 0x00900101, 0x00900200, 0x00900201, 0x04000101, 0x04000102, 0x0400010C, 0x04000401]


@pytest.mark.parametrize("di", FREE)
def test_without_authentication_the_free_readings_are_answered(bench, di):
    assert isinstance(bench().read(di), bytes)


@pytest.mark.parametrize("di", [0x04000503, 0x03330201, 0x0333FF01, 0x0400040E, 0x04001003, 0x00010001])
def test_without_authentication_other_readings_meet_silence(bench, di):
    b = bench(history=[100])
    assert b.read(di) is None
    b.unlock()
    assert b.read(di) is not None


@pytest.mark.parametrize("di", [0x070000FF, 0x070002FF, 0x078102FF, 0x078001FF, 0x070101FF, 0x070102FF])
def test_without_authentication_security_meets_silence(bench, di):
    assert bench().secure(di, bytes(24)) is None


def test_without_authentication_an_enciphered_control_command_meets_silence(bench):
    b = bench()
    b.random2 = bytes(4)
    assert b.control(0x1C) is None
    answer = b.ask(0x1C, bytes.fromhex("02111111000000001B00") + bytes(6))
    assert (answer.control, answer.data) == (0xDC, b"\x04")


def test_infrared_query_tells_number_serial_cipher_and_a_random(bench):
    b = bench()
    reply = b.secure(0x078003FF, RANDOM1)
    assert reply[:6] == NUMBER[::-1]
    assert reply[6:14] == b.meter.prepaid.esam.serial[::-1]
    assert reply[14:22] == cipher8(IDENTITY, RANDOM1)[::-1]
    assert len(reply) == 30
    assert b.secure(0x078003FF, RANDOM1)[22:] != reply[22:]


def test_a_wrong_infrared_answer_opens_nothing_and_uses_up_the_random(bench):
    b = bench()
    reply = b.secure(0x078003FF, RANDOM1)
    right = cipher8(IDENTITY, reply[22:30][::-1])
    assert b.secure(0x070003FF, bytes(8)) == OTHER
    assert b.secure(0x070003FF, right) == OTHER
    assert b.read(0x04000503) is None
    b.unlock()
    assert b.word3() & IR_OK
    assert b.secure(0x070003FF, right) == OTHER
    assert b.read(0x04000503) is None


def test_infrared_authentication_lasts_thirty_minutes(bench):
    b = bench()
    b.unlock()
    b.clock.advance(30 * MINUTE - 2_000_000)
    assert b.read(0x04000503) is not None
    b.clock.advance(2_000_000)
    assert b.read(0x04000503) is None


def test_identity_authentication_lasts_five_minutes(bench):
    b = bench().enter()
    assert b.word3() & IDENTITY_OK
    b.clock.advance(5 * MINUTE - 3_000_000)
    assert len(b.secure(0x078102FF)) == 26
    b.clock.advance(3_000_000)
    assert b.secure(0x078102FF) == NOT_IDENTIFIED
    assert not b.word3() & IDENTITY_OK


@pytest.mark.parametrize("di", [0x078102FF, 0x078001FF, 0x070002FF, 0x070101FF, 0x070102FF, 0x07123456])
def test_business_needs_identity_authentication(bench, di):
    b = bench()
    b.unlock()
    assert b.secure(di) == NOT_IDENTIFIED


def test_identity_refuses_a_wrong_cipher_and_another_dispersion_factor(bench):
    b = bench()
    b.unlock()
    right = cipher8(IDENTITY, RANDOM1)
    assert b.secure(0x070000FF, bytes(8), RANDOM1, meter_factor(NUMBER)) == NOT_IDENTIFIED
    assert b.secure(0x070000FF, right, RANDOM1, b"\0\1" + NUMBER) == OTHER
    assert b.secure(0x070000FF, right, RANDOM1, meter_factor(bytes(6))) == OTHER
    reply = b.secure(0x070000FF, right, RANDOM1, meter_factor(NUMBER))
    assert reply[4:] == b.meter.prepaid.esam.serial[::-1]


def test_a_failed_or_new_login_ends_the_one_before(bench):
    b = bench(history=[100]).enter()
    old = b.random2
    b.login()
    assert b.random2 != old
    b.random2 = old
    assert b.recharge(100, 2) == OTHER  # MAC2 under the random of the login before
    assert b.secure(0x070000FF, bytes(8), RANDOM1, meter_factor(NUMBER)) == NOT_IDENTIFIED
    assert b.secure(0x078102FF) == NOT_IDENTIFIED


def test_an_infrared_query_ends_both_authentications(bench):
    b = bench().enter()
    b.secure(0x078003FF, RANDOM1)
    assert b.secure(0x078102FF) is None
    b.unlock()
    assert b.secure(0x078102FF) == NOT_IDENTIFIED


def test_end_of_identity_answers_the_wallet_once(bench):
    b = bench(history=[12345]).enter()
    reply = b.secure(0x070002FF)
    assert reply[:6] == bytes.fromhex("000012345678")[::-1]
    assert int.from_bytes(reply[6:10], "little") == 12345
    assert int.from_bytes(reply[10:14], "little") == 1
    assert len(reply) == 18
    assert b.secure(0x070002FF) == NOT_IDENTIFIED


def test_wrong_lengths_and_unknown_identifiers_are_bit_0(bench):
    b = bench().enter()
    assert b.secure(0x070102FF, bytes(21)) == OTHER
    assert b.secure(0x078102FF, b"\0") == OTHER
    assert b.secure(0x070301FF) == OTHER
    assert b.secure(0x078003FF, bytes(7)) == OTHER

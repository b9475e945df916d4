# test_meter_control.py - who may send 1C: identity, MAC, deadline, password
import pytest

TRIP, CLOSE = 0x1A, 0x1C
DONE, REFUSED = (0x9C, b""), (0xDC, b"\x04")


def test_control_needs_identity(bench):
    b = bench(history=[100])
    b.unlock()
    b.random2 = bytes(4)
    assert b.control(TRIP) == REFUSED
    assert b.control(TRIP, word=True) == (0xDC, b"\x08\x00")


def test_a_wrong_mac_is_counted_and_changes_nothing(bench):
    b = bench(history=[100]).enter()
    assert b.control(TRIP, bad=True) == REFUSED
    assert b.control(TRIP, bad=True, word=True) == (0xDC, b"\x02\x00")
    assert b.meter.prepaid.mac_failures == 2
    assert b.meter.prepaid.relay_closed and not b.word3() & 0x40


def test_the_deadline_is_held_against_the_meters_own_clock(bench):
    b = bench(history=[100], ahead_s=600).enter()
    assert b.control(TRIP, minutes=0.1) == DONE
    assert b.control(CLOSE, minutes=-1) == REFUSED
    assert b.control(CLOSE, minutes=-1, word=True) == (0xDC, b"\x10\x00")
    world = b.clock.date().strftime("%y%m%d%H%M%S")
    assert b.control(CLOSE, deadline=bytes.fromhex(world)) == REFUSED
    assert not b.meter.prepaid.relay_closed


@pytest.mark.parametrize(
    ("deadline", "answer"),
    [("991231235959", DONE), ("999999999999", REFUSED), ("000000000000", REFUSED), ("ffffffffffff", REFUSED)],
)
def test_only_a_real_date_is_a_deadline(bench, deadline, answer):
    b = bench(history=[100]).enter()
    assert b.control(TRIP, deadline=bytes.fromhex(deadline)) == answer


@pytest.mark.parametrize("kind", [0x00, 0x1D, 0x1E, 0xFF])
def test_unknown_commands_are_refused(bench, kind):
    assert bench(history=[100]).enter().control(kind) == REFUSED


def plain(kind, level="02", password="563412"):
    return bytes.fromhex(level + password + "00000000" + kind + "00" + "595923311299")


@pytest.mark.parametrize(
    ("option", "data", "code"),
    [
        ("123456", plain("1B"), 0x9C),
        ("123456", plain("1C", level="04"), 0x9C),
        ("123456", plain("1A"), 0xDC),
        ("123456", plain("1C", password="123456"), 0xDC),
        ("123456", plain("1C")[:-1], 0xDC),
        (None, plain("1C"), 0xDC),
    ],
)
def test_a_password_is_good_for_allow_and_close_where_it_is_set(bench, option, data, code):
    b = bench(history=[100], password=option)
    b.meter.prepaid.remote_trip()
    answer = b.ask(0x1C, data)
    assert answer.control == code
    assert answer.data == (b"" if code == 0x9C else b"\x04")

# test_meter_relay.py - the relay: arrears, remote trips, keep power, allow, direct close, the customer's key
import pytest

from wattkey_host.meter.prepaid import RelayOpen, Terms

TRIP, ALLOW, CLOSE, ALARM, ALARM_OFF, KEEP, RELEASE = 0x1A, 0x1B, 0x1C, 0x2A, 0x2B, 0x3A, 0x3B
DONE, REFUSED = (0x9C, b""), (0xDC, b"\x04")
RELAY_OPEN, TRIP_COMMAND = 1 << 4, 1 << 6
MINUTE = 60_000_000


def state(b):
    word = b.word3()
    return bool(word & RELAY_OPEN), bool(word & TRIP_COMMAND)


def test_an_unopened_meter_without_money_is_tripped_for_arrears_and_the_recharge_arms_closing(bench):
    b = bench(customer="0" * 12).enter()
    assert state(b) == (True, False)
    assert not b.meter.prepaid.press_key()
    assert b.open_account(10000, 1) == b""
    assert state(b) == (True, False)  # credited, but the relay is the customer's
    assert b.meter.prepaid.relay.waiting
    assert b.meter.prepaid.press_key()


def test_direct_close_stands_in_for_the_key(bench):
    b = bench(customer="0" * 12).enter()
    b.open_account(10000, 1)
    assert b.control(CLOSE, word=True) == (0x9C, b"\x01\x00")
    assert b.meter.prepaid.relay_closed


def test_direct_close_does_not_lift_arrears(bench):
    b = bench().enter()
    assert b.control(CLOSE, word=True) == (0x9C, b"\x00\x00")
    assert b.control(CLOSE) == DONE  # an answer is not a closed relay
    assert not b.meter.prepaid.relay_closed


def test_direct_close_ends_a_remote_trip(bench):
    b = bench(history=[100]).enter()
    assert b.control(TRIP, word=True) == (0x9C, b"\x04\x00")
    assert state(b) == (True, True)
    assert b.control(CLOSE) == DONE
    assert state(b) == (False, False)


def test_allow_needs_a_standing_trip_command(bench):
    b = bench(history=[100]).enter()
    b.meter.prepaid.remote_trip()
    assert not b.meter.prepaid.press_key()
    assert b.control(ALLOW, word=True) == (0x9C, b"\x02\x00")
    assert state(b) == (True, False)
    assert b.meter.prepaid.press_key()
    assert b.control(ALLOW) == DONE
    assert b.meter.prepaid.relay_closed and not b.meter.prepaid.relay.waiting


def test_allow_after_an_arrears_trip_does_nothing(bench):
    b = bench().enter()
    assert b.control(ALLOW) == DONE
    assert not b.meter.prepaid.relay.waiting and not b.meter.prepaid.press_key()


def test_allow_under_arrears_ends_the_trip_command_only(bench):
    b = bench(opened=True).enter()
    b.meter.prepaid.remote_trip()
    assert b.control(ALLOW) == DONE
    assert state(b) == (True, False)
    assert not b.meter.prepaid.relay.waiting and not b.meter.prepaid.press_key()
    b.recharge(100, 1)
    assert b.meter.prepaid.press_key()


def test_a_recharge_does_not_end_a_remote_trip(bench):
    b = bench(opened=True).enter()
    b.meter.prepaid.remote_trip()
    assert b.recharge(100, 1) == b""
    assert state(b) == (True, True)
    assert not b.meter.prepaid.relay.waiting and not b.meter.prepaid.press_key()
    b.control(ALLOW)
    assert b.meter.prepaid.press_key()


def test_a_trip_takes_back_the_permission_to_close(bench):
    b = bench(opened=True).enter()
    b.recharge(100, 1)
    assert b.meter.prepaid.relay.waiting
    b.control(TRIP)
    assert not b.meter.prepaid.press_key()


def test_keep_power_refuses_a_trip_and_outweighs_arrears(bench):
    b = bench(history=[100], terms=Terms(overdraft_limit=0)).enter()
    assert b.control(KEEP, word=True) == (0x9C, b"\x00\x01")
    assert b.control(TRIP) == REFUSED
    assert b.control(TRIP, word=True) == (0xDC, b"\x20\x00")
    assert not b.meter.prepaid.remote_trip()
    assert b.meter.consume("10.00", 1) == 10
    assert b.meter.prepaid.balance == -400
    assert b.meter.prepaid.relay_closed
    assert b.control(RELEASE, word=True) == (0x9C, b"\x00\x02")
    assert not b.meter.prepaid.relay_closed


def test_keep_power_ends_a_trip_command_and_the_key_closes(bench):
    b = bench(history=[100]).enter()
    b.meter.prepaid.remote_trip()
    assert b.control(KEEP) == DONE
    assert state(b) == (True, False)
    assert b.control(ALLOW) == DONE  # does nothing under keep power
    assert b.meter.prepaid.relay.waiting
    assert b.meter.prepaid.press_key()


def test_the_end_of_keep_power_takes_back_the_permission_under_arrears(bench):
    b = bench(opened=True).enter()
    b.control(KEEP)
    assert b.meter.prepaid.relay.waiting
    b.control(RELEASE)
    assert not b.meter.prepaid.relay.waiting and not b.meter.prepaid.press_key()


def test_the_trip_delay(bench):
    b = bench(history=[100], trip_delay_min=2).enter()
    assert b.control(TRIP, word=True) == (0x9C, b"\x08\x00")
    b.clock.advance(MINUTE)
    assert b.meter.prepaid.relay_closed
    b.clock.advance(MINUTE)
    assert not b.meter.prepaid.relay_closed


def test_an_allow_within_the_trip_delay_calls_the_trip_off(bench):
    b = bench(history=[100], trip_delay_min=2).enter()
    b.control(TRIP)
    b.control(ALLOW)
    b.clock.advance(3 * MINUTE)
    assert b.meter.prepaid.relay_closed and not b.meter.prepaid.relay.waiting


def test_alarm_shows_in_word_3(bench):
    b = bench(history=[100]).enter()
    assert b.control(ALARM, word=True) == (0x9C, b"\x00\x04")
    assert b.word3() & 0x80
    assert b.control(ALARM_OFF, word=True) == (0x9C, b"\x00\x08")
    assert not b.word3() & 0x80


def test_consumption_runs_into_overdraft_and_trips_at_its_limit(bench):
    b = bench(history=[100], terms=Terms(overdraft_limit=200, prices=(10000, 5000, 5000, 2500)))
    assert b.meter.consume("2.00", 1) == 2
    assert b.meter.prepaid.balance == -100
    assert b.meter.prepaid.relay_closed
    taken = b.meter.consume("10", 4)
    assert (b.meter.prepaid.relay_closed, b.meter.prepaid.balance) == (False, -200)
    assert taken == 4
    with pytest.raises(RelayOpen):
        b.meter.consume("0.01", 1)


def test_fractions_of_a_cent_are_not_lost(bench):
    b = bench(history=[1000], terms=Terms(prices=(5283, 1, 1, 1)))
    for _ in range(100):
        b.meter.consume("0.01", 1)
    assert b.meter.prepaid.balance == 1000 - 52
    assert b.meter.prepaid.esam.wallet.amount == 948


@pytest.mark.parametrize(("kwh", "rate"), [("0.001", 1), ("-1", 1), ("1", 0), ("1", 5)])
def test_consumption_is_whole_hundredths_in_a_real_rate(bench, kwh, rate):
    with pytest.raises(ValueError):
        bench(history=[100]).meter.consume(kwh, rate)


def test_after_an_arrears_trip_a_small_recharge_may_not_be_enough(bench):
    b = bench(opened=True, balance=-200, terms=Terms(overdraft_limit=200, close_allow=50)).enter()
    assert b.recharge(150, 1) == b""  # within the overdraft limit again, but below the close-allow amount
    assert not b.meter.prepaid.relay.waiting and not b.meter.prepaid.press_key()
    assert b.control(CLOSE) == DONE
    assert not b.meter.prepaid.relay_closed
    assert b.recharge(100, 2) == b""
    assert b.meter.prepaid.relay.waiting and b.meter.prepaid.press_key()


def test_without_a_close_allow_amount_leaving_the_limit_is_enough(bench):
    b = bench(opened=True, balance=-200, terms=Terms(overdraft_limit=200)).enter()
    b.recharge(1, 1)
    assert b.meter.prepaid.relay.waiting


def test_a_recharge_with_the_relay_closed_leaves_it_closed(bench):
    b = bench(history=[100]).enter()
    b.recharge(100, 2)
    assert b.meter.prepaid.relay_closed and not b.meter.prepaid.relay.waiting

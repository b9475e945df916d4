# test_warnings.py - trips with credit left, what lifts them, when a hard trip ends, and the records of it all
from random import Random

import pytest

from wattkey.enough import least
from wattkey_host.meter.prepaid import Personality, Terms, personality
from wattkey_host.meter.prepaid.account import Account
from wattkey_host.meter.prepaid.esam import Wallet

TERMS = Terms(alarm2=100, overdraft_limit=300, close_allow=50, prices=(10000, 10000, 10000, 10000))


@pytest.fixture
def warner(bench):
    """Like SY, opened, 2.00 left, alarm amount 2 at 1.00."""
    return bench(personality="SY", opened=True, balance=200, terms=TERMS)


def burn(b, kwh):
    """Consume until the relay trips."""
    return str(b.meter.consume(kwh, 1))


def test_it_trips_at_alarm_amount_2_and_at_zero_and_for_good_at_the_limit(warner):
    account = warner.meter.prepaid.account
    assert burn(warner, "5.00") == "1"
    assert (account.remaining, account.warned, account.arrears) == (100, True, False)
    assert warner.meter.prepaid.press_key(3)
    assert burn(warner, "5.00") == "1"
    assert (account.remaining, account.warned, account.arrears) == (0, True, False)
    assert warner.meter.prepaid.press_key(3)
    assert burn(warner, "9.00") == "3"
    assert (account.overdraft, account.warned, account.arrears) == (300, False, True)
    assert not warner.meter.prepaid.press_key(5)


def test_a_short_press_lifts_no_warning(warner):
    burn(warner, "5.00")
    assert not warner.meter.prepaid.press_key(2)
    assert warner.meter.prepaid.press_key(3)


@pytest.mark.parametrize(
    ("name", "key", "command"), [("SY", True, True), ("WSD", True, True), ("harshest", False, False)]
)
def test_what_lifts_a_warning(bench, name, key, command):
    for lifted, act in ((key, lambda b: b.meter.prepaid.press_key(5)), (command, lambda b: b.control(0x1C))):
        b = bench(personality=name, opened=True, balance=200, terms=TERMS)
        burn(b, "5.00")
        b.enter()
        act(b)
        b.clock.advance(3_000_000)
        assert b.meter.prepaid.relay_closed == lifted


def test_a_warning_that_a_command_does_not_lift_is_answered_as_accepted(bench):
    b = bench(personality="harshest", opened=True, balance=200, terms=TERMS)
    burn(b, "5.00")
    assert b.enter().control(0x1C, word=True) == (0x9C, b"\1\0")


def test_a_recharge_after_a_warning_waits_for_the_key_and_arms_the_next(warner):
    burn(warner, "5.00")
    warner.enter()
    assert warner.recharge(500, 1) == b""
    assert (warner.meter.prepaid.relay_closed, warner.meter.prepaid.relay.waiting) == (False, True)
    assert warner.meter.prepaid.press_key(1)
    assert burn(warner, "9.00") == "5"
    assert warner.meter.prepaid.account.warned


def test_a_recharge_that_leaves_no_more_than_alarm_amount_2_is_a_warning_again(warner):
    account = warner.meter.prepaid.account
    account.start(-300)
    warner.meter.prepaid.relay.judge()
    warner.enter()
    warner.recharge(375, 1)
    assert (account.remaining, account.arrears, account.warned) == (75, False, True)
    assert warner.meter.prepaid.press_key(3)


def test_a_meter_without_warnings_trips_at_the_limit_alone(bench):
    b = bench(personality="3JIL", opened=True, balance=200, terms=TERMS)
    assert burn(b, "9.00") == "5"


def test_on_a_weekend_arrears_open_nothing(bench):
    b = bench(personality="SY", opened=True, balance=100, terms=Terms(prices=(10000,) * 4))
    b.clock.advance(24 * 3600 * 1_000_000)  # from Friday to Saturday
    burn(b, "3.00")
    assert b.meter.prepaid.account.arrears
    assert b.meter.prepaid.relay_closed


def test_no_first_alarm_is_no_alarm(bench):
    b = bench(opened=True, balance=0, terms=Terms(alarm1=0, overdraft_limit=100))
    b.unlock()
    assert not b.word3() & 1 << 7


@pytest.mark.parametrize(("name", "kept"), [("SY", True), ("3JIL", False), ("WSD", True), ("harshest", False)])
def test_the_last_ten_trips_and_closes(bench, name, kept):
    b = bench(personality=name, history=[100])
    b.unlock()
    for _ in range(11):
        b.meter.prepaid.remote_trip()
        b.meter.prepaid.relay.close()
        b.clock.advance(60_000_000)
        if not b.meter.prepaid.esam.infrared_open:
            b.unlock()
    assert b.read(0x1D000001).hex() == "110000"
    newest, tenth = b.read(0x1D00FF01), b.read(0x1D00FF0A)
    assert (len(newest), len(tenth)) == ((34, 34) if kept else (0, 0))
    if kept:
        assert newest[:6][::-1].hex() == "261120091000"
        assert newest[6:10].hex() == "01000000"
        assert b.read(0x1D000101) == newest[:6]


def test_an_arrears_trip_is_the_meters_own(bench):
    b = bench(personality="SY", history=[100], terms=Terms(prices=(10000,) * 4))
    b.meter.registers.preset((0, 0, 4200, 0))
    burn(b, "3.00")
    b.unlock()
    record = b.read(0x1D00FF01)
    assert record[6:10] == b"\xff" * 4
    assert record[10:14][::-1].hex() == "00004300"
    assert b.read(0x1E00FF01) == bytes(34)


def test_what_must_be_bought_closes_and_a_cent_less_does_not():
    """100,000 balances, limits and programs after a hard trip."""
    chance, own = Random(9), [personality(name) for name in ("SY", "3JIL", "WSD", "harshest")] + [Personality()]
    for _ in range(100_000):
        ways = chance.choice(own)
        limit, allow = chance.choice((0, chance.randrange(20_000))), chance.choice((0, chance.randrange(30_000)))
        balance = -limit - chance.choice((0, chance.randrange(500)))

        def closes(cents, ways=ways, limit=limit, allow=allow, balance=balance):
            account = Account(Wallet(), Terms(overdraft_limit=limit, close_allow=allow), ways)
            account.start(balance)
            assert account.arrears
            account.credit(cents, None)
            return not account.arrears

        needed = least(max(balance, 0), max(-balance, 0), allow)
        assert closes(needed)
        if ways.close_needs_more or allow:
            assert not closes(needed - (1 if ways.close_needs_more else 2)) or needed <= 2

# test_meter_loading.py - 070101FF and 070102FF: counts, customers, MACs, limits, and what a lost answer leaves
import pytest

from wattkey_host.meter.fault import Fault
from wattkey_host.meter.prepaid import Terms

OTHER, REPEATED, MAC, CUSTOMER, COUNT, HOARD, SUSPENDED = 0x01, 0x02, 0x04, 0x10, 0x20, 0x40, 0x100
ELSE = "000099999999"


def money(b):
    return b.meter.prepaid.balance, b.meter.prepaid.count, b.meter.prepaid.bought, len(b.meter.prepaid.records)


def test_first_purchase_opens_and_credits(bench):
    b = bench(customer="0" * 12).enter()
    assert b.word3() & 0xC000 == 0xC000
    assert b.open_account(10000, 1) == b""
    assert money(b) == (10000, 1, 10000, 1)
    assert b.word3() & 0xC000 == 0x4000  # bit 14 is the card's, it stays
    assert b.read(0x0400040E) == bytes.fromhex("000012345678")[::-1]


def test_recharge_adds_and_answers_nothing_but_ok(bench):
    b = bench(history=[10000]).enter()
    assert b.recharge(2550, 2) == b""
    assert money(b) == (12550, 2, 12550, 2)
    assert b.recharge(1, 3) == b""
    assert b.meter.prepaid.balance == 12551


def test_recharge_of_an_unopened_meter_is_refused(bench):
    b = bench().enter()
    assert b.recharge(10000, 1) == OTHER
    assert money(b) == (0, 0, 0, 0)


@pytest.mark.parametrize(("count", "serr"), [(2, REPEATED), (1, COUNT), (0, COUNT), (4, COUNT), (0xFFFFFFFF, COUNT)])
def test_recharge_wants_exactly_the_next_count(bench, count, serr):
    b = bench(history=[100, 100]).enter()
    assert b.recharge(500, count) == serr
    assert money(b) == (200, 2, 200, 2)


def test_another_customer_is_refused_before_any_mac(bench):
    b = bench(history=[100]).enter()
    assert b.recharge(500, 2, customer=ELSE, bad2=True) == CUSTOMER
    assert b.meter.prepaid.mac_failures == 0


def test_mac2_is_checked_before_the_count_and_is_bit_0(bench):
    b = bench(history=[100]).enter()
    assert b.recharge(500, 9, bad2=True) == OTHER
    assert b.recharge(500, 9) == COUNT
    assert b.meter.prepaid.mac_failures == 1


def test_a_wrong_mac1_is_bit_2_and_loads_nothing(bench):
    b = bench(history=[100]).enter()
    assert b.recharge(500, 2, bad1=True) == MAC
    assert money(b) == (100, 1, 100, 1)
    assert b.recharge(500, 2) == b""


def test_a_mac_of_another_login_is_worthless(bench):
    b = bench(history=[100]).enter()
    old = b.random2
    b.login()
    b.random2 = old
    assert b.recharge(500, 2) == OTHER
    assert b.meter.prepaid.balance == 100


def test_two_hundred_wrong_macs_suspend_remote_setting_until_the_date_changes(bench):
    b = bench(history=[100]).enter()
    b.meter.prepaid.esam.mac_failures = 198
    assert b.recharge(500, 2, bad1=True) == MAC
    assert b.recharge(500, 2, bad2=True) == OTHER
    assert b.recharge(500, 2) == SUSPENDED
    assert b.open_account(500, 1) == SUSPENDED
    assert b.control(0x1C, word=True) == (0xDC, b"\x01\x00")
    b.meter.cut_power()
    b.enter()
    assert b.recharge(500, 2) == SUSPENDED
    assert (b.meter.prepaid.balance, b.meter.prepaid.mac_failures) == (100, 200)
    b.clock.advance(15 * 3600 * 1_000_000)  # past midnight
    b.enter()
    assert b.recharge(500, 2) == b""


def test_the_hoard_limit(bench):
    b = bench(history=[100], terms=Terms(hoard_limit=1000)).enter()
    assert b.recharge(901, 2) == HOARD
    assert b.recharge(900, 2) == b""
    with pytest.raises(ValueError, match="1000"):
        b.meter.prepaid.other_channel_recharge(1)


def test_overdraft_is_repaid_first_and_does_not_count_as_hoard(bench):
    b = bench(opened=True, balance=-500, terms=Terms(overdraft_limit=1000, hoard_limit=1000)).enter()
    assert b.recharge(1501, 1) == HOARD
    assert b.recharge(1500, 1) == b""
    assert b.meter.prepaid.balance == 1000
    record = b.meter.prepaid.records[0]
    assert (record.amount, record.before, record.after, record.cumulative) == (1500, 0, 1000, 1500)


def test_a_recharge_smaller_than_the_overdraft_leaves_an_overdraft(bench):
    b = bench(opened=True, balance=-500, terms=Terms(overdraft_limit=1000)).enter()
    assert b.recharge(200, 1) == b""
    assert b.meter.prepaid.balance == -300
    assert (b.number(0x00900200), b.number(0x00900201)) == (0, 300)


def test_more_than_the_meter_can_count_is_refused(bench):
    b = bench(history=[99_999_900]).enter()
    assert b.recharge(100, 2) == HOARD
    assert b.recharge(99, 2) == b""


def test_opening_an_opened_meter_with_the_stored_count_says_yes_and_loads_nothing(bench):
    b = bench(history=[100]).enter()
    assert b.open_account(5000, 1) == b""
    assert b.open_account(5000, 1, bad1=True) == b""  # MAC1 is not even looked at
    assert money(b) == (100, 1, 100, 1)
    assert b.open_account(5000, 1, customer=ELSE) == CUSTOMER
    assert b.open_account(5000, 1, bad2=True) == OTHER


@pytest.mark.parametrize(("history", "count"), [([1, 1], 1), ([1], 2), ([1], 0), ([1, 1], 3)])
def test_opening_knows_only_the_counts_0_and_1(bench, history, count):
    b = bench(history=history).enter()
    assert b.open_account(5000, count) == COUNT
    assert b.meter.prepaid.count == len(history)


def test_opening_with_count_0_marks_as_opened_without_money(bench):
    b = bench(customer="0" * 12).enter()
    assert b.open_account(5000, 0, bad1=True) == b""
    assert b.meter.prepaid.opened
    assert money(b) == (0, 0, 0, 0)
    assert b.recharge(5000, 1) == b""


def test_a_refusal_may_follow_a_credit(bench):
    b = bench(customer="0" * 12).enter()
    assert b.open_account(5000, 1, bad2=True) == MAC
    assert money(b) == (5000, 1, 5000, 1)
    assert not b.meter.prepaid.opened
    assert b.open_account(5000, 1) == b""  # now only the customer and the mark are missing
    assert money(b) == (5000, 1, 5000, 1)
    assert b.meter.prepaid.opened


def test_opening_wants_a_decimal_customer(bench):
    b = bench().enter()
    assert b.open_account(5000, 1, customer="00000000000a") == OTHER
    assert b.meter.prepaid.count == 0


def test_a_lost_answer_then_the_status_tells_the_truth(bench):
    b = bench(history=[100]).enter()
    b.meter.faults.append(Fault("drop", di=0x070102FF))
    assert b.recharge(500, 2) is None
    reply = b.secure(0x078102FF)
    assert int.from_bytes(reply[8:12], "little") == 2
    assert b.recharge(500, 2) == REPEATED
    assert money(b) == (600, 2, 600, 2)


def test_a_power_cut_before_the_answer_keeps_the_money(bench):
    b = bench(history=[100]).enter()
    b.meter.faults.append(Fault("delay", di=0x070102FF, delay_ms=1000))
    assert b.recharge(500, 2) is None
    b.meter.cut_power()
    b.clock.advance(2_000_000)
    assert money(b) == (600, 2, 600, 2)
    b.enter()
    assert b.recharge(500, 2) == REPEATED


def test_another_channel_takes_the_count(bench):
    b = bench(history=[100]).enter()
    assert b.meter.prepaid.other_channel_recharge(300) == 2
    assert b.recharge(500, 2) == REPEATED
    assert (b.number(0x03330201), b.number(0x03330301), b.number(0x03330601)) == (2, 300, 400)

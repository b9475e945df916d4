# test_vend_too_small.py - a sale that would leave the customer in the dark is told before
import pytest

from wattkey_host.vend.book.desk import Desk


@pytest.fixture
def told(desk):
    """`told(remaining, overdraft)`: a desk whose meter told this after its first recharge."""

    def make(remaining, overdraft):
        desk.deliver(desk.sell())
        desk.read(50000, left=(remaining, overdraft))
        desk.receive()
        return Desk(desk.shop)

    return make


def test_what_is_owed_is_repaid_first_and_more_than_is_wanted_must_remain(told, desk):
    asked = told(0, 10_00)
    assert asked.light_at(desk.card.card) == 12_01
    assert asked.light_at(desk.card.meter, allow=200_00) == 210_01


def test_with_credit_left_any_sale_will_do(told, desk):
    assert told(90_00, 0).light_at(desk.card.card) == 0


def test_what_was_paid_since_counts(told, desk):
    asked = told(0, 10_00)
    desk.sell(5_00, "P2")
    assert asked.light_at(desk.card.card) == 7_01
    desk.sell(8_00, "P3")
    assert asked.light_at(desk.card.card) == 0


def test_of_a_meter_that_told_nothing_nothing_is_said(desk, told):
    assert Desk(desk.shop).light_at(desk.card.card) == 0
    assert told(0xFFFFFFFF, 0xFFFFFFFF).light_at(desk.card.card) == 0

# test_live_sale.py - sell and read back with the device at the head or on the cable: ledger, chip and times
from datetime import date

import pytest
from sqlalchemy import select

from wattkey_host.sim.sessions import sessions
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Card, Customer, Meter, Purchase
from wattkey_host.vend.errors import VendError

PURCHASE_S, RATIO = 8, 1.05  # bounds of a purchase with read-back over infrared


@pytest.fixture
def counter(both_ways):
    return both_ways


def test_a_sale_reaches_the_chip_and_the_report_comes_back(counter):
    sold = counter.sell()
    assert counter.state == ("stored", 1)
    assert (sold.purchase.amount, sold.before, sold.report.state) == (100_00, False, "stored")
    assert counter.ledger_state(sold.purchase) == "loaded"  # into the card
    counter.world.run_for(1)
    assert counter.page.lines == ("¥100.00", "received")


def test_the_same_payment_again_sells_nothing_twice(counter):
    first = counter.sell()
    counter.back_to_menu()
    again = counter.open().sell()
    assert (again.purchase.id, again.before) == (first.purchase.id, True)
    assert counter.state == ("stored", 1)


def test_a_report_alone(counter):
    counter.sell()
    counter.back_to_menu()
    outcome = counter.open().receive()
    assert (outcome.state, outcome.changed) == ("stored", False)


def test_nothing_is_sold_to_a_card_that_holds_an_undelivered_purchase(counter):
    counter.sell()
    counter.back_to_menu()
    counter.open()
    with pytest.raises(VendError, match=r"still holds order 1 \(stored\)"):
        counter.sell(50_00, "P2")
    with counter.shop.transaction() as session:
        assert [p.payment for p in session.scalars(select(Purchase))] == ["P1"]
    assert counter.state == ("stored", 1)


def test_a_sale_for_somebody_else_is_not_made(counter):
    with pytest.raises(VendError, match="not 000000999999"):
        counter.sell(to="000000999999")
    assert counter.state == ("none", 0)
    assert counter.sell(to="000000123456").purchase.order == 1


def test_a_payment_of_another_card_is_not_brought_to_this_one(counter):
    """The same reference at another device: it is told, and nothing is sent."""
    with counter.shop.transaction() as session:
        session.add(Meter(meter="000000999999", count=0))
        session.flush()
        session.add(Customer(customer="0" * 12))
        session.flush()
        session.add(Card(card="9" * 16, serial="9" * 16, meter="000000999999", customer="0" * 12, active=True))
    Desk(counter.shop).sell("9" * 16, 100_00, "P9", date(2026, 11, 20))
    with pytest.raises(VendError, match="9999999999999999 already|is for card 9999999999999999"):
        counter.sell(payment="P9")
    assert counter.state == ("none", 0)
    assert counter.sell().purchase.order == 1  # the device still listens


def test_without_a_device_the_clerk_is_told_what_to_do(make_counter):
    counter = make_counter()
    with pytest.raises(VendError, match="does not answer.*Choose `Seller`"):
        counter.sell()


def test_over_infrared_a_purchase_with_read_back_keeps_its_bounds(make_counter):
    counter = make_counter().open()
    counter.sell()
    session = sessions(counter.world.air.log)[-1]
    assert session.pairs == 6
    assert session.session_s < PURCHASE_S
    assert session.ratio <= RATIO


def test_a_purchase_by_beam_and_then_by_file_is_taken_once(make_counter):
    counter = make_counter().open()
    purchase = counter.sell().purchase
    counter.back_to_menu()
    counter.world.cable.plug()
    counter.drop(purchase)
    assert counter.world.run_until(lambda: counter.page.lines[:1] == ("Already here,",), 10)
    assert counter.state == ("stored", 1)


def test_a_purchase_by_file_and_then_by_beam_is_taken_once(make_counter):
    counter = make_counter()
    packed = counter.order()
    assert counter.chip.apdu(b"\x90\x06\0\0" + packed)[1] == 0x9000  # as the mailbox does
    assert counter.open().hand_in(packed) == "A01"
    sold = counter.sell()
    assert (sold.before, counter.state) == (True, ("stored", 1))

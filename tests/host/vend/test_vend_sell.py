# test_vend_sell.py - selling: once a payment, in order, for one card a meter
"""The ledger after each sale, and after each that must not be."""

import threading
from datetime import date

import pytest
from sqlalchemy import select

from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Card, Meter, Purchase
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live.issue import issue

METER, CUSTOMER, SOLD = "000000123456", "000000000042", date(2026, 11, 20)


def purchases(shop):
    with shop.transaction() as session:
        return session.scalars(select(Purchase).order_by(Purchase.id)).all()


def test_a_sale_takes_the_next_order_of_the_card_and_the_next_count_of_the_meter(desk):
    first, second = desk.sell(10000, "P1"), desk.sell(2550, "P2", close=False)
    assert (first.card, first.meter, first.order, first.count, first.amount) == (desk.card.card, METER, 1, 1, 10000)
    assert (second.order, second.count, second.amount, second.close) == (2, 2, 2550, False)
    assert (first.state, first.proved, first.sold) == ("sold", False, SOLD)
    with desk.shop.transaction() as session:
        assert session.get_one(Card, desk.card.card).next_order == 3
        assert session.get_one(Meter, METER).count == 2


def test_a_meter_with_a_history_goes_on_from_it(tmp_path):
    shop = Shop.create(tmp_path / "shop")
    issue(Desk(shop), new_chip("00000000000000a1"), METER, CUSTOMER, count=12)
    purchase = Desk(shop).sell(METER, 100, "P1", SOLD)
    assert (purchase.order, purchase.count) == (1, 13)


def test_card_and_meter_name_the_same_purchase(desk):
    by_card = Desk(desk.shop).sell(desk.card.card, 10000, "P1", SOLD)
    by_meter = Desk(desk.shop).sell(METER, 10000, "P1", SOLD)
    assert by_card.id == by_meter.id


def test_the_same_payment_again_is_the_same_purchase(desk):
    first = desk.sell()
    again = Desk(desk.shop).sell(METER, 10000, "P1", date(2026, 11, 21))
    assert (again.id, again.sold) == (first.id, SOLD)
    assert Desk(desk.shop).document(again) == Desk(desk.shop).document(first)
    assert len(purchases(desk.shop)) == 1


def test_the_same_payment_for_anything_else_is_refused(desk):
    other = issue(Desk(desk.shop), new_chip("00000000000000b2"), "000000654321", CUSTOMER)
    desk.sell()
    for to, amount, close in ((METER, 10001, True), (METER, 10000, False), (other.card, 10000, True)):
        with pytest.raises(VendError, match=r"P1 has bought 100\.00 for card 0000000000000001 already"):
            Desk(desk.shop).sell(to, amount, "P1", SOLD, close=close)
    assert len(purchases(desk.shop)) == 1


def test_the_next_order_may_wait_while_one_is_on_its_way(desk):
    desk.take(desk.sell(10000, "P1"))
    assert desk.sell(5000, "P2").order == 2


def test_a_count_is_never_sold_on_two_cards_at_once(desk):
    desk.sell(10000, "P1")
    with desk.shop.transaction() as session:  # as a replacement would
        old = session.get_one(Card, desk.card.card)
        old.active, old.lost = False, True
    new = issue(Desk(desk.shop), new_chip("00000000000000b2"), METER, CUSTOMER)
    with pytest.raises(VendError, match=r"count 1 of meter 000000123456 is out on card 0000000000000001 \(sold\)"):
        Desk(desk.shop).sell(new.card, 5000, "P2", SOLD)
    desk.deliver(purchases(desk.shop)[0])
    desk.receive()
    purchase = Desk(desk.shop).sell(new.card, 5000, "P2", SOLD)
    assert (purchase.order, purchase.count) == (1, 2)


def test_a_card_that_is_not_active_gets_nothing(desk):
    with desk.shop.transaction() as session:
        session.get_one(Card, desk.card.card).active = False
    for to in (desk.card.card, METER):
        with pytest.raises(VendError, match="active"):
            Desk(desk.shop).sell(to, 10000, "P1", SOLD)
    assert purchases(desk.shop) == []


def test_a_disputed_purchase_blocks_its_card(desk):
    desk.take(desk.sell())
    desk.offer()
    desk.count += 1
    desk.status()
    desk.prove()
    desk.apdu(0x1E, (1).to_bytes(4, "big") + (777).to_bytes(4, "big"))
    desk.receive()
    with pytest.raises(VendError, match="order 1 .* is disputed"):
        desk.sell(5000, "P2")


@pytest.mark.parametrize("amount", [0, -1, 10_000_000])
def test_an_amount_is_a_cent_to_what_a_card_takes(desk, amount):
    with pytest.raises(VendError, match="cannot be sold"):
        desk.sell(amount)
    assert desk.sell(9_999_999, "most").amount == 9_999_999


@pytest.mark.parametrize("payment", ["", " P1", "P1\n", "P\x1b[31m1", "P" * 65])
def test_a_payment_reference_can_be_read(desk, payment):
    with pytest.raises(VendError, match="no payment reference"):
        desk.sell(10000, payment)


@pytest.mark.parametrize("year", [1999, 2100])
def test_a_date_that_the_document_cannot_write_is_refused(desk, year):
    with pytest.raises(VendError, match="no date of sale"):
        Desk(desk.shop).sell(METER, 10000, "P1", date(year, 1, 1))


@pytest.mark.parametrize("to", ["", "17", "000000999999", "0000000000000099", "00000012345x"])
def test_whom_the_ledger_does_not_know_cannot_buy(desk, to):
    with pytest.raises(VendError):
        Desk(desk.shop).sell(to, 10000, "P1", SOLD)
    assert purchases(desk.shop) == []


def test_two_sellers_at_once_never_share_a_count(desk):
    def seller(name):
        for i in range(5):
            Desk(Shop.open(desk.shop.folder)).sell(METER, 100, f"{name}{i}", SOLD)

    threads = [threading.Thread(target=seller, args=(name,)) for name in "AB"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(p.order, p.count) for p in purchases(desk.shop)] == [(n, n) for n in range(1, 11)]


LOOK_ALIKE = {
    "case": "r-1\u00e9",
    "width": "\uff32\uff0d\uff11\u00e9",
    "another dash": "R\u20131\u00e9",
    "a minus": "R\u22121\u00e9",
    "normal form": "R-1e\u0301",
    "an old digit": "R-\u2460\u00c9",
}


@pytest.mark.parametrize("other", LOOK_ALIKE.values(), ids=LOOK_ALIKE)
def test_a_reference_that_reads_as_a_sold_one_sells_only_if_it_is_meant(desk, other):
    desk.sell(payment="R-1\u00e9")
    with pytest.raises(VendError, match="has bought something already. If it is that one.*--another"):
        desk.sell(payment=other)
    assert desk.sell(payment="R-1\u00e9").order == 1
    assert desk.sell(payment=other, another=True).order == 2
    assert [desk.sell(payment=other).order, desk.sell(payment="R-1\u00e9").order] == [2, 1]
    assert desk.sell(payment="R-2\u00e9").order == 3

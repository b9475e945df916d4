# test_vend_sell.py - selling: once a payment, in order, for one card a meter; documents that cannot be bent
"""The chip is asked to take what is tampered with: its refusal is what counts."""

import json
import threading
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from wattkey import orders
from wattkey_host.crypto import cmac
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.issue import issue
from wattkey_host.vend.ledger import Card, Meter, Purchase
from wattkey_host.vend.sell import document, sell
from wattkey_host.vend.shop import Shop

METER, CUSTOMER, SOLD = "000000123456", "000000000042", date(2026, 11, 20)
within = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)


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
    issue(shop, new_chip("00000000000000a1"), METER, CUSTOMER, count=12)
    purchase = sell(shop, METER, 100, "P1", SOLD)
    assert (purchase.order, purchase.count) == (1, 13)


def test_card_and_meter_name_the_same_purchase(desk):
    by_card = sell(desk.shop, desk.card.card, 10000, "P1", SOLD)
    by_meter = sell(desk.shop, METER, 10000, "P1", SOLD)
    assert by_card.id == by_meter.id


def test_the_same_payment_again_is_the_same_purchase(desk):
    first = desk.sell()
    again = sell(desk.shop, METER, 10000, "P1", date(2026, 11, 21))
    assert (again.id, again.sold) == (first.id, SOLD)
    assert document(desk.shop, again) == document(desk.shop, first)
    assert len(purchases(desk.shop)) == 1


def test_the_same_payment_for_anything_else_is_refused(desk):
    other = issue(desk.shop, new_chip("00000000000000b2"), "000000654321", CUSTOMER)
    desk.sell()
    for to, amount, close in ((METER, 10001, True), (METER, 10000, False), (other.card, 10000, True)):
        with pytest.raises(VendError, match=r"P1 has bought 100\.00 for card 0000000000000001 already"):
            sell(desk.shop, to, amount, "P1", SOLD, close=close)
    assert len(purchases(desk.shop)) == 1


def test_the_next_order_may_wait_while_one_is_on_its_way(desk):
    desk.take(desk.sell(10000, "P1"))
    assert desk.sell(5000, "P2").order == 2


def test_a_count_is_never_sold_on_two_cards_at_once(desk):
    desk.sell(10000, "P1")
    with desk.shop.transaction() as session:  # as a replacement would
        session.get_one(Card, desk.card.card).active = False
    new = issue(desk.shop, new_chip("00000000000000b2"), METER, CUSTOMER)
    with pytest.raises(VendError, match=r"count 1 of meter 000000123456 is out on card 0000000000000001 \(sold\)"):
        sell(desk.shop, new.card, 5000, "P2", SOLD)
    desk.deliver(purchases(desk.shop)[0])
    desk.receive()
    purchase = sell(desk.shop, new.card, 5000, "P2", SOLD)
    assert (purchase.order, purchase.count) == (1, 2)


def test_a_card_that_is_not_active_gets_nothing(desk):
    with desk.shop.transaction() as session:
        session.get_one(Card, desk.card.card).active = False
    for to in (desk.card.card, METER):
        with pytest.raises(VendError, match="active"):
            sell(desk.shop, to, 10000, "P1", SOLD)
    assert purchases(desk.shop) == []


def test_a_disputed_purchase_blocks_its_card(desk):
    desk.take(desk.sell())
    desk.offer()
    desk.count += 1
    desk.status()
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
        sell(desk.shop, METER, 10000, "P1", date(year, 1, 1))


@pytest.mark.parametrize("to", ["", "17", "000000999999", "0000000000000099", "00000012345x"])
def test_whom_the_ledger_does_not_know_cannot_buy(desk, to):
    with pytest.raises(VendError):
        sell(desk.shop, to, 10000, "P1", SOLD)
    assert purchases(desk.shop) == []


def test_two_sellers_at_once_never_share_a_count(desk):
    def seller(name):
        for i in range(5):
            sell(Shop.open(desk.shop.folder), METER, 100, f"{name}{i}", SOLD)

    threads = [threading.Thread(target=seller, args=(name,)) for name in "AB"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(p.order, p.count) for p in purchases(desk.shop)] == [(n, n) for n in range(1, 11)]


# the document


def test_the_document_has_the_fields_in_the_order_of_the_table(desk):
    doc = json.loads(document(desk.shop, desk.sell(12345, "P1", close=False)))
    assert list(doc) == ["wattkey", "type", *(name for name, _, _ in orders.PURCHASE)]
    mac = doc.pop("mac")
    assert len(mac) == 32
    assert list(doc.values()) == [1, "purchase", desk.card.card, 1, METER, 1, "123.45", "2026-11-20", 0]


def test_its_mac_covers_the_layout_of_the_book(desk):
    doc = orders.parse(document(desk.shop, desk.sell()))
    message = bytes.fromhex(
        "01" + desk.card.card + "00000001" + CUSTOMER + METER + "00000001" + "00002710" + "261120" + "01"
    )
    assert doc["mac"] == cmac(desk.shop.keys.card_keys(desk.card.card)[0], message).hex()


def test_it_is_called_by_card_and_order(desk):
    assert desk.sell().file_name == "WK-0000000000000001-1.json"


def test_no_customer_is_in_the_file(desk):
    assert CUSTOMER.encode() not in document(desk.shop, desk.sell())


@within
@given(amount=st.integers(1, 9_999_999), sold=st.dates(date(2000, 1, 1), date(2099, 12, 31)), close=st.booleans())
def test_every_document_parses_packs_and_comes_back(desk, amount, sold, close):
    payment = f"{amount}-{sold}-{close}"
    purchase = sell(desk.shop, METER, amount, payment, sold, close=close)
    text = document(desk.shop, purchase)
    doc = orders.parse(text)
    assert (orders.cents(doc["amount"]), doc["sold"], doc["close"]) == (amount, sold.isoformat(), close)
    assert json.loads(text) == orders.unpack("purchase", orders.pack(doc)) == doc
    assert document(Shop.open(desk.shop.folder), purchase) == text


TAMPERED = {
    "card": "0000000000000002",
    "order": 2,
    "meter": "000000654321",
    "count": 2,
    "amount": "100.01",
    "sold": "2026-11-21",
    "close": 0,
    "mac": "00112233445566778899aabbccddeeff",
}


@pytest.mark.parametrize("field", [name for name, _, _ in orders.PURCHASE])
def test_a_changed_field_makes_the_mac_wrong(desk, field):
    doc = orders.parse(document(desk.shop, desk.sell()))
    doc[field] = TAMPERED[field]
    _, status = desk.chip.apdu(b"\x90\x06\0\0" + orders.pack(doc))
    assert status == (0x6A82 if field == "card" else 0x6988)
    assert orders.STATES[desk.chip.cells.state] == "none"


@within
@given(st.data())
def test_any_changed_bit_of_the_packed_form_is_refused_by_the_chip(desk, data):
    packed = bytearray(orders.pack(orders.parse(document(desk.shop, desk.sell()))))
    bit = data.draw(st.integers(0, 8 * len(packed) - 1))
    packed[bit // 8] ^= 1 << bit % 8
    _, status = desk.chip.apdu(b"\x90\x06\0\0" + packed)
    assert status in (0x6988, 0x6A80, 0x6A82)
    assert orders.STATES[desk.chip.cells.state] == "none"


def test_another_customers_chip_does_not_take_it(desk, tmp_path):
    twin = Shop.create(tmp_path / "twin", seed=b"test")  # the same keys and numbers, another customer
    chip = new_chip("00000000000000a1")
    issue(twin, chip, METER, "000000000043")
    text = document(desk.shop, desk.sell())
    assert chip.apdu(b"\x90\x06\0\0" + orders.pack(orders.parse(text)))[1] == 0x6988

# test_vend_sell_document.py - the order file: its fields, its name, its MAC, and that it cannot be bent
"""The chip is asked to take what is tampered with: its refusal is what counts."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wattkey import orders
from wattkey.amount import cents
from wattkey.info import STATES
from wattkey_host.crypto import cmac
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.testkeys import of_card
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.issue import issue

METER, CUSTOMER, SOLD = "000000123456", "000000000042", date(2026, 11, 20)
within = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)


def test_the_document_has_the_fields_in_the_order_of_the_table(desk):
    doc = json.loads(Desk(desk.shop).document(desk.sell(12345, "P1", close=False)))
    assert list(doc) == ["wattkey", "type", *(name for name, _, _ in orders.PURCHASE)]
    mac = doc.pop("mac")
    assert len(mac) == 32
    assert list(doc.values()) == [1, "purchase", desk.card.card, 1, METER, 1, "123.45", "2026-11-20", 0]


def test_its_mac_covers_the_layout_of_the_book(desk):
    doc = orders.parse(Desk(desk.shop).document(desk.sell()))
    message = bytes.fromhex(
        "01" + desk.card.card + "00000001" + CUSTOMER + METER + "00000001" + "00002710" + "261120" + "01"
    )
    assert doc["mac"] == cmac(of_card(desk.shop.keys, desk.card.card)[0], message).hex()


def test_it_is_called_by_card_and_order(desk):
    assert desk.sell().file_name == "WK-0000000000000001-1.json"


def test_no_customer_is_in_the_file(desk):
    assert CUSTOMER.encode() not in Desk(desk.shop).document(desk.sell())


@within
@given(amount=st.integers(1, 9_999_999), sold=st.dates(date(2000, 1, 1), date(2099, 12, 31)), close=st.booleans())
def test_every_document_parses_packs_and_comes_back(desk, amount, sold, close):
    payment = f"{amount}-{sold}-{close}"
    purchase = Desk(desk.shop).sell(METER, amount, payment, sold, close=close)
    text = Desk(desk.shop).document(purchase)
    doc = orders.parse(text)
    assert (cents(doc["amount"]), doc["sold"], doc["close"]) == (amount, sold.isoformat(), close)
    assert json.loads(text) == orders.unpack("purchase", orders.pack(doc)) == doc
    assert Desk(Shop.open(desk.shop.folder)).document(purchase) == text


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
    doc = orders.parse(Desk(desk.shop).document(desk.sell()))
    doc[field] = TAMPERED[field]
    _, status = desk.chip.apdu(b"\x90\x06\0\0" + orders.pack(doc))
    assert status == (0x6A82 if field == "card" else 0x6988)
    assert STATES[desk.chip.cells.state] == "none"


@within
@given(st.data())
def test_any_changed_bit_of_the_packed_form_is_refused_by_the_chip(desk, data):
    packed = bytearray(orders.pack(orders.parse(Desk(desk.shop).document(desk.sell()))))
    bit = data.draw(st.integers(0, 8 * len(packed) - 1))
    packed[bit // 8] ^= 1 << bit % 8
    _, status = desk.chip.apdu(b"\x90\x06\0\0" + packed)
    assert status in (0x6988, 0x6A80, 0x6A82)
    assert STATES[desk.chip.cells.state] == "none"


def test_another_customers_chip_does_not_take_it(desk, tmp_path):
    twin = Shop.create(tmp_path / "twin", seed=b"test")  # the same keys and numbers, another customer
    chip = new_chip("00000000000000a1")
    issue(Desk(twin), chip, METER, "000000000043")
    text = Desk(desk.shop).document(desk.sell())
    assert chip.apdu(b"\x90\x06\0\0" + orders.pack(orders.parse(text)))[1] == 0x6988

# test_vend_receive_refused.py - reports that are refused, and leave no trace in the ledger
"""Damaged, forged, of another card; the forged ones are signed with the right key on purpose."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wattkey import orders
from wattkey.orders import size, unpack
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live.issue import issue


def packed_on_drive(packed):
    return json.dumps(orders.unpack("report", packed)).encode()


def refused(desk, text, why):
    before = desk.ledger()
    with pytest.raises(VendError, match=why) as caught:
        Desk(desk.shop).receive(text)
    assert desk.ledger() == before
    assert caught.value.do


def test_padding_with_spaces_is_normal_up_to_the_size_of_the_file(desk):
    text = desk.report()
    assert len(text) == 4096
    assert desk.receive(b"  " + text.strip()).state == "none"
    refused(desk, text + b" ", "longer than 4096")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "empty"),
        (b" " * 4096, "empty"),
        (b"{}", "cannot be read"),
        (b"\xff" * 4096, "cannot be read"),
        (b'{"wattkey": 1}', "T23"),
    ],
)
def test_what_is_no_report_is_refused(desk, text, why):
    refused(desk, text, why)


def test_a_cut_report_is_refused(desk):
    refused(desk, desk.report().strip()[:-20], "T22")


def test_another_document_is_refused_by_its_name(desk):
    card = unpack("card", bytes([4]) + bytes(size("card") - 1))
    refused(desk, json.dumps(card).encode(), "a card document, not a report")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.data())
def test_any_changed_bit_makes_the_mac_wrong(desk, data):
    packed = bytearray(desk.apdu(0x24))
    bit = data.draw(st.integers(8, 8 * len(packed) - 1))
    packed[bit // 8] ^= 1 << bit % 8
    try:
        text = packed_on_drive(packed)
    except orders.BadDocument:
        return
    card = 8 <= bit < 72
    refused(desk, text, "not in this ledger" if card else "wrong MAC")


def test_every_field_is_under_the_mac(desk):
    desk.deliver(desk.sell())
    desk.read(50000, (20000, 30000))
    doc = orders.parse(desk.report())
    other = {"state": "stored", "read_at": "2026-11-22 00:00:00", "meter": "000000654321", "mac": "00" * 16}
    for field, _, _ in orders.REPORT[1:]:
        changed = other.get(field) or (doc[field] + 1 if isinstance(doc[field], int) else "77.77")
        refused(desk, json.dumps({**doc, field: changed}).encode(), "wrong MAC")


def test_a_card_of_another_shop_is_refused(desk, tmp_path):
    other = Shop.create(tmp_path / "other")
    issue(Desk(other), new_chip("00000000000000b2"), "000000654321", "000000000043", card="0000000000000099")
    with pytest.raises(VendError, match="is not in this ledger"):
        Desk(desk.shop).receive(desk.forge(card="0000000000000099"))
    with pytest.raises(VendError, match="is not in this ledger"):
        Desk(Shop.create(tmp_path / "empty")).receive(desk.report())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"amount": "100.01"}, r"is 100\.00 with count 1 in the ledger, but 100\.01 with count 1 on the card"),
        ({"count": 2}, "with count 2 on the card"),
        ({"order": 2}, "has taken order 2, which this ledger never sold"),
        ({"meter": "000000654321"}, "is issued for meter 000000123456, not 000000654321"),
    ],
)
def test_a_report_that_contradicts_the_ledger_changes_nothing(desk, change, why):
    desk.deliver(desk.sell())
    desk.read(50000)
    refused(desk, desk.forge(**change), why)

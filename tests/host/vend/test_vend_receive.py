# test_vend_receive.py - reports: strict, under the card's MAC, and never a step back
"""Most reports here come from the simulated chip; the forged ones are signed with the right key on purpose."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from wattkey import orders
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.issue import issue
from wattkey_host.vend.ledger import Purchase, Reading
from wattkey_host.vend.receive import receive
from wattkey_host.vend.shop import Shop


def ledger(shop):
    """Everything that a report could change."""
    with shop.transaction() as session:
        states = [(p.payment, p.state, p.proved) for p in session.scalars(select(Purchase).order_by(Purchase.id))]
        readings = [
            (r.card, r.count, r.read_at, r.total) for r in session.scalars(select(Reading).order_by(Reading.id))
        ]
    return states, readings


def states(shop):
    return [(state, proved) for _, state, proved in ledger(shop)[0]]


def packed_on_drive(packed):
    return json.dumps(orders.unpack("report", packed)).encode()


def test_a_card_that_has_taken_nothing_says_so(desk):
    desk.sell()
    outcome = desk.receive()
    assert (outcome.card, outcome.state, outcome.purchase, outcome.reading) == (desk.card.card, "none", None, None)
    assert outcome.words == ("The card has not taken an order yet.",)
    assert not outcome.changed
    assert states(desk.shop) == [("sold", False)]


def test_the_state_follows_the_card(desk):
    desk.take(desk.sell())
    assert desk.receive().purchase.state == "stored"
    desk.offer()
    assert desk.receive().purchase.state == "offered"
    desk.status()  # a new login, and the meter still has the count before
    desk.prove()
    assert desk.receive().purchase.state == "not credited"
    desk.offer()
    assert desk.receive().purchase.state == "offered"
    desk.credit(10000)
    outcome = desk.receive()
    assert (outcome.purchase.state, outcome.purchase.proved) == ("delivered", True)
    assert outcome.words == ("Order 1, 100.00, count 1: delivered, proved by the meter.",)


def test_another_amount_at_the_meter_is_disputed_and_not_proved(desk):
    desk.take(desk.sell())
    desk.offer()
    desk.count += 1
    desk.status()
    desk.apdu(0x1E, (1).to_bytes(4, "big") + (777).to_bytes(4, "big"))
    outcome = desk.receive()
    assert (outcome.purchase.state, outcome.purchase.proved) == ("disputed", False)
    assert "settle" in outcome.words[0]


def test_the_same_report_again_changes_nothing(desk):
    desk.deliver(desk.sell())
    desk.read(50000)
    text = desk.report()
    first = desk.receive(text)
    before = ledger(desk.shop)
    again = desk.receive(text)
    assert (first.changed, again.changed) == (True, False)
    assert again.words == first.words
    assert ledger(desk.shop) == before


def test_an_older_report_never_moves_a_state_back(desk):
    reports = []
    desk.take(desk.sell())
    reports.append(desk.report())
    desk.offer()
    reports.append(desk.report())
    desk.status()
    desk.prove()
    reports.append(desk.report())
    assert orders.parse(reports[-1])["state"] == "not credited"
    desk.offer()
    desk.credit(10000)
    desk.receive()
    for text in reports:
        outcome = desk.receive(text)
        assert not outcome.changed
        assert "an older report" in outcome.words[0]
        assert states(desk.shop) == [("delivered", True)]


def test_offered_does_not_fall_back_to_stored(desk):
    desk.take(desk.sell())
    stored = desk.report()
    desk.offer()
    desk.receive()
    desk.receive(stored)
    assert states(desk.shop) == [("offered", False)]


def test_a_late_report_of_the_order_before_leaves_the_newer_one_alone(desk):
    desk.deliver(desk.sell(10000, "P1"))
    late = desk.report()
    desk.deliver(desk.sell(5000, "P2"))
    desk.receive()
    desk.receive(late)
    assert states(desk.shop) == [("delivered", True), ("delivered", True)]


def test_an_order_taken_means_the_one_before_was_delivered(desk):
    desk.deliver(desk.sell(10000, "P1"))  # its report never comes
    desk.take(desk.sell(5000, "P2"))
    desk.receive()
    assert states(desk.shop) == [("delivered", True), ("stored", False)]


def test_delivered_without_the_meters_proof_is_told_apart(desk):
    desk.deliver(desk.sell())
    outcome = desk.receive(desk.forge(proved_count=0))
    assert (outcome.purchase.state, outcome.purchase.proved) == ("delivered", False)
    assert outcome.words == ("Order 1, 100.00, count 1: delivered.",)
    assert desk.receive().purchase.proved
    desk.receive(desk.forge(proved_count=0))
    assert states(desk.shop) == [("delivered", True)]


def test_a_proved_count_alone_delivers_nothing(desk):
    desk.take(desk.sell())
    desk.receive(desk.forge(proved_count=99))
    assert states(desk.shop) == [("stored", False)]


# what is refused, without a trace


def refused(desk, text, why):
    before = ledger(desk.shop)
    with pytest.raises(VendError, match=why) as caught:
        receive(desk.shop, text)
    assert ledger(desk.shop) == before
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
    card = {"wattkey": 1, "type": "card", "card": desk.card.card, "meter": desk.card.meter, "order": 1, "count": 1}
    refused(desk, json.dumps({**card, "firmware": "0.1.0"}).encode(), "a card document, not a report")


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
    issue(other, new_chip("00000000000000b2"), "000000654321", "000000000043", card="0000000000000099")
    with pytest.raises(VendError, match="is not in this ledger"):
        receive(desk.shop, desk.forge(card="0000000000000099"))
    with pytest.raises(VendError, match="is not in this ledger"):
        receive(Shop.create(tmp_path / "empty"), desk.report())


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


# the reading


def test_the_first_reading_has_no_difference_yet(desk):
    desk.deliver(desk.sell())
    desk.read(50000, (20000, 30000))
    outcome = desk.receive()
    assert (outcome.reading.count, outcome.reading.read_at) == (1, "2026-11-20 09:30:15")
    assert (outcome.reading.total, outcome.reading.rate2, outcome.reading.rate3) == (50000, 30000, None)
    assert (outcome.reading.remaining, outcome.reading.overdraft, outcome.reading.bought) == (9000, 0, 10000)
    assert set(outcome.reading.usage().values()) == {None}


def test_usage_is_the_difference_per_rate_since_the_recharge_before(desk):
    desk.deliver(desk.sell(10000, "P1"))
    desk.read(50000, (20000, 30000))
    desk.deliver(desk.sell(5000, "P2"))
    desk.read(51234, (20234, 31000), at="261220093015")
    outcome = desk.receive()
    assert outcome.reading.usage() == {"total": 1234, "rate1": 234, "rate2": 1000, "rate3": None, "rate4": None}
    assert outcome.words[1:] == (
        "Used since the recharge before, as the meter told it (kWh): total 12.34, rate1 2.34, rate2 10.00.",
    )


def test_each_recharge_keeps_its_reading(desk):
    for n in (1, 2):
        desk.deliver(desk.sell(10000, f"P{n}"))
        desk.read(50000 * n)
        desk.receive()
    assert [(count, total) for _, count, _, total in ledger(desk.shop)[1]] == [(1, 50000), (2, 100000)]


def test_a_later_reading_after_the_same_recharge_replaces_it_and_an_older_one_does_not(desk):
    desk.deliver(desk.sell())
    desk.read(50000, at="261120093015")
    older = desk.report()
    desk.read(50700, at="261121093015")
    assert desk.receive(older).reading.total == 50000
    assert desk.receive().reading.total == 50700
    outcome = desk.receive(older)
    assert (outcome.reading.total, outcome.changed) == (50700, False)


def test_a_meter_clock_that_was_set_back_does_not_hide_the_later_reading(desk):
    desk.deliver(desk.sell())
    desk.read(50000, at="261120093015")
    desk.receive()
    desk.read(50700, at="250101000000")
    assert desk.receive().reading.total == 50700


def test_a_register_that_went_back_is_told(desk):
    desk.deliver(desk.sell(10000, "P1"))
    desk.read(50000)
    desk.deliver(desk.sell(5000, "P2"))
    desk.read(100)
    assert "went back" in desk.receive().words[1]


def test_the_cumulative_amount_is_held_against_the_ledger(desk):
    desk.deliver(desk.sell())
    desk.read(50000, bought=10000)
    assert len(desk.receive().words) == 1
    desk.read(50001, bought=10777)
    assert desk.receive().words[1:] == ("The meter says 107.77 was bought in all, this ledger 100.00: look into it.",)


def test_a_meter_with_purchases_elsewhere_is_not_suspected(desk):
    desk.deliver(desk.sell())
    desk.read(50000)
    assert len(desk.receive(desk.forge(read_count=2, bought="500.00")).words) == 1

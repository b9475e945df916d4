# test_vend_unknown_count.py - a meter has used a count that nobody here knows of: nothing is sold to it until that is
"""The chip has delivered count 1; the meter is then seen with a higher one, under its MAC."""

import pytest

from wattkey.orders import TYPE_CODES, pack, parse, size, unpack
from wattkey_host.crypto import cmac
from wattkey_host.testkeys import of_card
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.errors import VendError

from .conftest import METER, SOLD


@pytest.fixture
def used(desk):
    """Counts 2 and 3 went to somebody else; the card's second order tells of it."""
    desk.deliver(desk.sell())
    desk.receive()
    return desk


def shows(desk, proved):
    return desk.receive(desk.forge(proved_count=proved))


def elsewhere(desk, count, amount=500):
    return Desk(desk.shop).elsewhere(METER, count, amount)


def test_a_count_that_nobody_knows_stops_the_sale_and_says_which(used):
    shows(used, 3)
    with pytest.raises(VendError, match="does not know: count 2, 3. Ask the other channels") as refused:
        used.sell(payment="P2")
    assert refused.value.code == "count.unknown"


def test_when_every_one_is_noted_it_sells_again_with_the_next_count(used):
    shows(used, 3)
    elsewhere(used, 2)
    with pytest.raises(VendError, match="does not know: count 3"):
        used.sell(payment="P2")
    elsewhere(used, 3)
    assert used.sell(payment="P2").count == 4


def test_where_nobody_knows_the_report_is_recovered(used):
    report = used.forge(proved_count=3)
    used.receive(report)
    Desk(used.shop).recover(report)
    assert used.sell(payment="P2").count == 4
    assert Desk(used.shop).check().faults == []


def test_or_the_card_is_issued_anew_with_the_count_of_its_meter(used):
    shows(used, 3)
    row = Desk(used.shop).reissue(used.card.card, METER, count=3)
    used.hand(Desk(used.shop).chip_document(row))
    used.receive()
    assert used.sell(payment="P2").count == 4


def test_no_false_alarm_for_what_is_known(used):
    elsewhere(used, 2)
    used.sell(payment="P2")  # count 3, on its way
    shows(used, 2)
    assert used.sell(payment="P3").count == 4


def test_what_a_processor_tells_without_a_mac_stops_nobody(used):
    used.receive(used.forge(read_count=9, bought="900.00"))
    assert used.sell(payment="P2").count == 2


def first_report(shop, **changes):
    """Of the first card of a shop, which has taken no order."""
    blank = unpack("report", bytes([TYPE_CODES["report"]]) + bytes(size("report") - 1))
    doc = blank | {"card": "0000000000000001", "meter": METER, "issue": 1} | changes
    packed = pack(doc)[:-16]
    return packed + cmac(of_card(shop.keys, "0000000000000001")[1], packed)


def test_a_count_of_before_the_ledger_met_the_meter_is_none_of_ours(shop):
    desk = Desk(shop)
    desk.issue("00000000000000a1", METER, "000000000042", count=7)
    report = first_report(shop, proved_count=7)
    desk.receive_packed(report)
    assert desk.sell(METER, 1000, "P1", SOLD).count == 8


def test_a_note_that_is_withdrawn_is_unknown_again(used):
    elsewhere(used, 2)
    shows(used, 2)
    used.sell(payment="P2")
    Desk(used.shop).cancel("P2")
    Desk(used.shop).withdraw(METER, 2, 500)
    with pytest.raises(VendError, match="does not know: count 2"):
        used.sell(payment="P3")


def test_one_that_was_not_used_yet_is_not(used):
    elsewhere(used, 2)
    Desk(used.shop).withdraw(METER, 2, 500)
    assert used.sell(payment="P2").count == 2


def test_a_report_among_many_stops_it_too(used):
    Desk(used.shop).receive_many([parse(used.forge(proved_count=2))])
    with pytest.raises(VendError, match="does not know: count 2"):
        used.sell(payment="P2")

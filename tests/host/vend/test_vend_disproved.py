# test_vend_disproved.py - "not credited" needs another channel's record: what a handheld tells is no proof
import pytest

from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.errors import VendError

from .conftest import METER, four

NO_RECORD = "no other channel's record of it is noted"


@pytest.fixture
def lied(desk):
    """Our load was credited; the handheld's program tells the chip another amount, and a sum that fits the lie."""
    desk.take(desk.sell())
    desk.offer()
    desk.count, desk.bought = 1, 100_00
    desk.status()
    desk.prove()
    desk.apdu(0x1E, four(1, 777))
    desk.read(50000, bought=777)
    desk.receive()
    return desk


def test_credited_money_is_not_refunded_on_a_lying_handhelds_word(lied):
    assert lied.purchase().state == "disputed"
    assert Desk(lied.shop).evidence("P1").endswith("So that count brought 7.77; this purchase is 100.00.")
    with pytest.raises(VendError, match=NO_RECORD):
        Desk(lied.shop).settle("P1", credited=False)
    Desk(lied.shop).elsewhere(METER, 1, 777)  # typed by who believed the screen: no record of the other channel
    with pytest.raises(VendError, match=NO_RECORD):
        Desk(lied.shop).settle("P1", credited=False)
    assert lied.purchase().ending is None
    assert Desk(lied.shop).settle("P1", credited=True).ending == "credited"


def test_nor_where_the_meter_is_said_to_be_gone_but_has_proved_the_count(lied):
    with pytest.raises(VendError, match=NO_RECORD):
        Desk(lied.shop).settle("P1", credited=False, gone=True)


def settled(desk):
    desk.settle(False)
    desk.hand(Desk(desk.shop).end_document(desk.purchase())[1])
    desk.receive()
    return Desk(desk.shop)


def test_a_record_that_money_was_freed_on_is_not_withdrawn(lied):
    at = settled(lied)
    assert at.find("P1").free
    with pytest.raises(VendError, match="payment P1 was settled as not credited because of this note"):
        at.withdraw(METER, 1, 777)
    at.correct_settlement("P1", "the receipt was forged", credited=True)
    assert at.withdraw(METER, 1, 777)[0] == f"Count 1 of meter {METER} is not used elsewhere."
    assert at.check().faults == []


def test_the_record_stands_beside_the_evidence(lied):
    settled(lied)
    assert Desk(lied.shop).evidence("P1").endswith("Another channel has sold 7.77 with it: its receipt 1.")


def test_two_channels_that_claim_one_count_are_told_and_nothing_is_paid(desk):
    """A handheld can pass off another channel's recharge with our count as ours: the run file names no amount."""
    desk.deliver(desk.sell())
    desk.receive()
    with pytest.raises(VendError, match="is payment P1 of this shop, proved"):
        Desk(desk.shop).elsewhere(METER, 1, 100_00)
    words = Desk(desk.shop).elsewhere(METER, 1, 100_00, "receipt 7 of the bank")
    assert "Payment P1 was called delivered with that count: one of the two is not true." in words
    assert desk.purchase().state == "delivered"
    with pytest.raises(VendError, match="There is nothing to settle"):
        Desk(desk.shop).settle("P1", credited=False)

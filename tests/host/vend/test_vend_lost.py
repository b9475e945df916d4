# test_vend_lost.py - a lost handheld still holds its purchase: nothing on it is refunded before the meter has spoken
import pytest

from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.errors import VendError

NEW_SERIAL, THIRD_SERIAL = "00000000000000b2", "00000000000000c3"
DONE = 0x9000


def replaced(desk, serial=NEW_SERIAL, card=None):
    """The desk's handheld is lost; another one with a blank chip has taken its place."""
    row = Desk(desk.shop).replace(card or desk.card.card, serial)
    desk.chip = new_chip(serial)
    assert desk.hand(Desk(desk.shop).chip_document(row)) == DONE
    desk.receive()
    return row.card


def ended(desk):
    """The file that ends P1 is handed to the chip, and the report comes back."""
    assert desk.hand(Desk(desk.shop).end_document(desk.purchase())[1]) == DONE
    desk.receive()


@pytest.mark.parametrize("state", ["handed over", "loaded", "offered"])
def test_what_a_lost_handheld_may_load_is_not_taken_back_on_the_new_one(desk, state):
    purchase = desk.sell()
    if state != "handed over":
        desk.take(purchase)
    if state == "offered":
        desk.offer()
    desk.receive()
    lost = desk.chip
    new_card = replaced(desk)
    with pytest.raises(VendError, match=f"was on a lost card: .*Load it with card {new_card}"):
        Desk(desk.shop).cancel("P1")
    with pytest.raises(VendError, match="Only what was cancelled"):
        Desk(desk.shop).refund("P1")
    desk.chip, new = lost, desk.chip
    if state == "handed over":
        assert desk.hand(Desk(desk.shop).document(purchase)) == DONE
    desk.offer()
    desk.credit(purchase.amount)  # it has gone to the meter after all
    assert "Settle payment P1 as credited" in desk.receive().words[0]
    desk.chip = new
    Desk(desk.shop).settle("P1", credited=True)
    ended(desk)
    assert (desk.purchase().state, desk.purchase().free) == ("settled", False)


def test_the_new_one_loads_it_and_the_next_one_can_be_taken_back(desk):
    desk.take(desk.sell())
    desk.receive()
    replaced(desk)
    desk.deliver(desk.purchase())
    desk.receive()
    desk.take(desk.sell(5000, "P2"))
    Desk(desk.shop).cancel("P2")
    assert desk.hand(Desk(desk.shop).end_document(desk.purchase("P2"))[1]) == DONE
    desk.receive()
    assert [desk.purchase(p).state for p in ("P1", "P2")] == ["delivered", "cancelled"]


def test_with_another_count_the_lost_one_has_nothing_any_more(desk):
    desk.take(desk.sell())
    desk.receive()
    replaced(desk)
    desk.take(desk.purchase())
    desk.count, desk.bought = 1, 3000  # the count went to another channel
    desk.status()
    desk.prove()
    desk.receive()
    desk.settle(False)
    ended(desk)
    assert Desk(desk.shop).resell("P1").count == 2
    assert Desk(desk.shop).cancel("P1")


def test_when_the_meter_is_gone_too_the_seller_decides(desk):
    desk.take(desk.sell())
    desk.offer()
    desk.receive()
    replaced(desk)
    with pytest.raises(VendError, match="not known to be used"):
        Desk(desk.shop).settle("P1", credited=False)
    Desk(desk.shop).settle("P1", credited=False, gone=True)
    ended(desk)
    assert (desk.purchase().state, desk.purchase().free) == ("settled", True)


def test_a_report_that_comes_late_says_that_the_lost_one_had_let_go_of_it(desk):
    desk.take(desk.sell())
    Desk(desk.shop).cancel("P1")
    assert desk.hand(Desk(desk.shop).end_document(desk.purchase())[1]) == DONE
    late = desk.report()
    new_card = replaced(desk)
    with pytest.raises(VendError, match="was on a lost card"):
        Desk(desk.shop).cancel("P1")
    assert f"sold again as order 1 of card {new_card}" in desk.receive(late).words[0]
    Desk(desk.shop).cancel("P1")
    ended(desk)
    assert Desk(desk.shop).refund("P1").refunded


def test_a_replacement_that_is_lost_before_its_first_report_is_replaced(desk):
    desk.take(desk.sell())
    desk.receive()
    second = Desk(desk.shop).replace(desk.card.card, NEW_SERIAL)
    third = replaced(desk, THIRD_SERIAL, second.card)
    assert (desk.purchase().card, desk.purchase().count) == (third, 1)
    desk.deliver(desk.purchase())
    assert desk.receive().purchase.state == "delivered"

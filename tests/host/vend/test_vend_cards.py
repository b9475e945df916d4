# test_vend_cards.py - issue by file, re-issue, new keys, replacement: true only when the chip's report says so
from datetime import date

import pytest
from sqlalchemy import select

from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.testkeys import of_card, of_meter
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Card, Issue
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError

METER, OTHER, CUSTOMER, SERIAL = "000000123456", "000000654321", "000000000042", "00000000000000a1"
NEW_SERIAL = "00000000000000b2"
DONE = 0x9000


def card(desk, number=None):
    with desk.shop.transaction() as session:
        return session.get_one(Card, number or desk.card.card)


@pytest.fixture
def blank(tmp_path, desk):
    """A desk whose chip nobody has issued yet, and its shop."""
    desk.shop, desk.chip = Shop.create(tmp_path / "blank", seed=b"test"), new_chip(SERIAL)
    return desk


def test_a_blank_chip_is_issued_by_a_file_and_active_after_its_report(blank):
    row = Desk(blank.shop).issue(SERIAL, METER, CUSTOMER, count=3)
    text = Desk(blank.shop).chip_document(row)
    assert (row.file_name, Desk(blank.shop).chip_document(row)) == ("WK-0000000000000001-issue-1.json", text)
    assert len(text) < 4096
    assert CUSTOMER.encode() not in text
    with pytest.raises(VendError, match="no active card"):
        Desk(blank.shop).sell(METER, 100, "P1", date(2026, 11, 20))
    assert blank.hand(text) == DONE
    blank.receive()
    assert (card(blank).active, blank.chip.cells.count) == (True, 3)
    assert blank.sell().count == 4


def test_the_same_wish_is_the_same_document(blank):
    first = Desk(blank.shop).issue(SERIAL, METER, CUSTOMER)
    assert Desk(blank.shop).issue(SERIAL, METER, CUSTOMER).id == first.id


def test_a_wish_corrected_in_time_makes_the_first_file_void(blank):
    wrong = Desk(blank.shop).chip_document(Desk(blank.shop).issue(SERIAL, OTHER, CUSTOMER))
    right = Desk(blank.shop).chip_document(Desk(blank.shop).issue(SERIAL, METER, CUSTOMER))
    assert (blank.hand(right), blank.hand(wrong)) == (DONE, 0x6A84)
    blank.receive()
    assert card(blank).meter == METER


def test_whichever_file_the_chip_took_is_what_it_is(blank):
    wrong = Desk(blank.shop).chip_document(Desk(blank.shop).issue(SERIAL, OTHER, CUSTOMER))
    right = Desk(blank.shop).chip_document(Desk(blank.shop).issue(SERIAL, METER, CUSTOMER))
    assert blank.hand(wrong) == DONE
    blank.receive()
    assert card(blank).meter == OTHER
    assert blank.hand(right) == DONE
    blank.receive()
    assert card(blank).meter == METER


def test_the_second_card_of_a_meter_is_refused(desk):
    with pytest.raises(VendError, match="has an active card: 0000000000000001"):
        Desk(desk.shop).issue(NEW_SERIAL, METER, CUSTOMER)


def test_two_blank_chips_with_a_file_each_become_one_card(blank):
    first, second = (
        Desk(blank.shop).chip_document(Desk(blank.shop).issue(s, METER, CUSTOMER)) for s in (SERIAL, NEW_SERIAL)
    )
    assert blank.hand(first) == DONE
    blank.receive()
    blank.chip = new_chip(NEW_SERIAL)
    assert blank.hand(second) == DONE
    with pytest.raises(VendError, match="has an active card"):
        blank.receive()


def test_a_card_goes_to_another_meter(desk):
    desk.deliver(desk.sell())
    desk.receive()
    row = Desk(desk.shop).reissue(desk.card.card, OTHER, "000000000077", count=5)
    assert card(desk).meter == METER  # until it says so itself
    with pytest.raises(VendError, match="waits for a document"):
        desk.sell(payment="P2")
    late = desk.report()
    assert desk.hand(Desk(desk.shop).chip_document(row)) == DONE
    desk.receive(late)
    assert card(desk).meter == METER
    desk.receive()
    assert (card(desk).meter, card(desk).customer, card(desk).active) == (OTHER, "000000000077", True)
    purchase = Desk(desk.shop).sell(OTHER, 5000, "P2", desk.purchase().sold)
    assert (purchase.order, purchase.count, desk.hand(Desk(desk.shop).document(purchase))) == (2, 6, DONE)


@pytest.mark.parametrize("state", ["sold", "stored", "offered", "disputed"])
def test_no_card_is_issued_anew_over_undelivered_money(desk, state):
    purchase = desk.sell()
    if state != "sold":
        desk.take(purchase)
    if state == "offered":
        desk.offer()
    if state == "disputed":
        desk.dispute()
    desk.receive()
    with pytest.raises(VendError, match="Load it, cancel it or settle it first"):
        Desk(desk.shop).reissue(desk.card.card, OTHER)


def test_a_meter_that_was_exchanged(desk):
    """Loaded but not brought; the meter is taken off the wall: back with the money, on to the new meter."""
    desk.take(desk.sell())
    desk.receive()
    Desk(desk.shop).cancel("P1")
    desk.hand(Desk(desk.shop).end_document(desk.purchase())[1])
    desk.receive()
    desk.hand(Desk(desk.shop).chip_document(Desk(desk.shop).reissue(desk.card.card, OTHER)))
    desk.receive()
    again = Desk(desk.shop).resell("P1")
    assert (again.meter, again.order, again.count) == (OTHER, 2, 1)
    assert desk.hand(Desk(desk.shop).document(again)) == DONE


def test_new_keys_for_the_same_card_and_a_purchase_that_stays(desk):
    desk.take(desk.sell())
    desk.receive()
    desk.shop.keys = desk.shop.keys.rotate()
    row = Desk(desk.shop).rekey(desk.card.card)
    assert desk.hand(Desk(desk.shop).chip_document(row)) == DONE
    desk.receive()
    assert (card(desk).keys, desk.chip.cells.order_key) == (2, of_card(desk.shop.keys, desk.card.card, 2)[0])
    assert desk.chip.cells.load_key == of_meter(desk.shop.keys, METER, 1)[1]  # the meter has its old ones still
    with pytest.raises(VendError, match="has the latest keys"):
        Desk(desk.shop).rekey(desk.card.card)
    Desk(desk.shop).cancel("P1")
    assert desk.hand(Desk(desk.shop).end_document(desk.purchase())[1]) == DONE


def test_new_keys_of_the_meter_come_with_it(desk):
    desk.shop.keys = desk.shop.keys.rotate()
    assert desk.hand(Desk(desk.shop).chip_document(Desk(desk.shop).rekey(desk.card.card, meter_too=True))) == DONE
    desk.receive()
    assert desk.chip.cells.load_key == of_meter(desk.shop.keys, METER, 2)[1]
    assert Shop.open(desk.shop.folder).keys == desk.shop.keys


def test_no_new_keys_while_a_file_is_under_way(desk):
    desk.sell()
    desk.shop.keys = desk.shop.keys.rotate()
    with pytest.raises(VendError, match="under way"):
        Desk(desk.shop).rekey(desk.card.card)


def test_an_old_card_with_old_keys_goes_on_until_its_rekey(desk):
    desk.shop.keys = desk.shop.keys.rotate()
    desk.deliver(desk.sell())
    assert desk.receive().purchase.state == "delivered"


@pytest.fixture
def replaced(desk):
    """100.00 is on a handheld that is lost; its replacement is issued, and the order for it is out."""
    purchase = desk.sell()
    desk.take(purchase)
    desk.receive()
    desk.old_chip = desk.chip
    row = Desk(desk.shop).replace(desk.card.card, NEW_SERIAL)
    desk.chip = new_chip(NEW_SERIAL)
    assert desk.hand(Desk(desk.shop).chip_document(row)) == DONE
    desk.receive()
    desk.new_card = row.card
    return desk


def test_a_replacement_carries_the_same_count(replaced):
    purchase = replaced.purchase()
    assert (purchase.card, purchase.order, purchase.count) == (replaced.new_card, 1, 1)
    assert not card(replaced).active
    assert card(replaced, replaced.new_card).active
    replaced.deliver(purchase)
    assert replaced.receive().purchase.state == "delivered"
    assert replaced.sell(payment="P2").card == replaced.new_card


def test_a_replacement_asked_for_again_is_the_same(replaced):
    assert Desk(replaced.shop).replace(replaced.card.card, NEW_SERIAL).card == replaced.new_card
    with pytest.raises(VendError, match="is replaced"):
        Desk(replaced.shop).replace(replaced.card.card, "00000000000000c3")


@pytest.mark.parametrize("rotated", [False, True])
def test_a_replacement_that_is_issued_on_the_desk_can_still_take_what_was_on_the_way(desk, rotated):
    """The desk makes the document once more, with later keys perhaps: it starts before the order that moved."""
    desk.take(desk.sell())
    desk.receive()
    made = Desk(desk.shop).replace(desk.card.card, NEW_SERIAL)
    if rotated:
        desk.shop.keys = desk.shop.keys.rotate()
    again = Desk(desk.shop).issue(NEW_SERIAL, METER, CUSTOMER)
    assert (again.number == made.number) != rotated
    assert (again.order, again.count) == (made.order, made.count) == (0, 0)
    desk.chip = new_chip(NEW_SERIAL)
    assert desk.hand(Desk(desk.shop).chip_document(again)) == DONE
    desk.receive()
    desk.deliver(desk.purchase())
    assert desk.receive().purchase.state == "delivered"


def test_when_the_lost_one_was_faster_the_new_one_is_settled_and_nothing_refunded(replaced):
    """The finder brought it to the meter. The new card proves the count used; the old one's report says by whom."""
    replaced.take(replaced.purchase())
    new = replaced.chip
    replaced.chip = replaced.old_chip
    replaced.offer()
    replaced.credit(10000)
    old_report = replaced.report()
    replaced.chip = new
    replaced.status()
    replaced.prove()
    assert "used this count already" in replaced.receive().words[0]
    with pytest.raises(VendError, match="was on a lost card"):
        Desk(replaced.shop).cancel("P1")
    assert "delivered there. Settle payment P1 as credited" in replaced.receive(old_report).words[0]
    Desk(replaced.shop).settle("P1", credited=True)
    assert replaced.hand(Desk(replaced.shop).end_document(replaced.purchase())[1]) == DONE
    replaced.receive()
    purchase = replaced.purchase()
    assert (purchase.state, purchase.credited, purchase.free) == ("settled", True, False)
    assert replaced.sell(payment="P2").count == 2


def test_a_dispute_on_a_lost_card_is_settled_at_once(desk):
    desk.take(desk.sell())
    desk.dispute()
    desk.receive()
    Desk(desk.shop).replace(desk.card.card, NEW_SERIAL)
    desk.settle(False)
    assert (desk.purchase().state, desk.purchase().free) == ("settled", True)


def test_a_document_that_nobody_here_made_is_not_believed(desk):
    with pytest.raises(VendError, match="unknown to this ledger"):
        desk.receive(desk.forge(issue=7))
    with desk.shop.transaction() as session:
        assert [row.number for row in session.scalars(select(Issue))] == [1]

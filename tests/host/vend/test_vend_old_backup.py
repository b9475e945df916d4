# test_vend_old_backup.py - what happened since a backup the ledger has forgotten and the card tells: ways out
"""A backup is made in the middle; the seller goes on, the backup is put back, and the card's report is recovered."""

import shutil

import pytest

from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError

from .conftest import METER


@pytest.fixture
def put_back(desk, tmp_path):
    """Keep the ledger now; put it back later."""

    def keep():
        desk.shop.close()
        shutil.copytree(desk.shop.folder, tmp_path / "backup")

    def again():
        shutil.copy(desk.shop.folder / "keys.json", tmp_path / "backup" / "keys.json")
        desk.shop.close()
        desk.shop = Shop.open(tmp_path / "backup")
        Desk(desk.shop).restored()
        with pytest.raises(VendError, match="has not been heard since"):
            desk.sell(payment="too soon")
        return Desk(desk.shop).recover(desk.report())

    return keep, again


def take_back(desk, payment="P1"):
    Desk(desk.shop).cancel(payment)
    desk.hand(Desk(desk.shop).end_document(desk.purchase(payment))[1])
    desk.receive()


def dispute_and_settle(desk):
    desk.dispute()
    desk.receive()
    desk.hand(Desk(desk.shop).end_document(desk.settle(credited=True))[1])


def refunds(desk, payment="P1"):
    with pytest.raises(VendError, match="Look through the receipts since that backup"):
        Desk(desk.shop).refund(payment)
    assert Desk(desk.shop).refund(payment, checked=True).refunded
    assert Desk(desk.shop).check().faults == []


def test_taken_back_since(desk, put_back):
    keep, again = put_back
    desk.take(desk.sell())
    keep()
    take_back(desk)
    assert "the receipts tell" in " ".join(again().words)
    assert desk.purchase().state == "cancelled"
    assert desk.sell(payment="P2").count == 1
    refunds(desk)


def test_taken_back_since_and_its_count_sold_again(desk, put_back):
    keep, again = put_back
    desk.take(desk.sell())
    keep()
    take_back(desk)
    desk.deliver(desk.sell(payment="P2", amount=20_00))
    assert "taken back since that backup" in " ".join(again().words)
    assert (desk.purchase().state, desk.purchase("suspense 0000000000000001-2").state) == ("cancelled", "delivered")
    assert desk.sell(payment="P3").count == 2
    refunds(desk)


def test_taken_back_since_together_with_a_later_one(desk, put_back):
    keep, again = put_back
    desk.take(desk.sell())
    keep()
    desk.sell(payment="P2")
    rows = Desk(desk.shop).cancel("P1", later=True)
    desk.hand(Desk(desk.shop).end_document(rows[0])[1])
    again()
    assert desk.purchase().state == "cancelled"
    refunds(desk)


def test_delivered_since_and_a_later_one_taken_back(desk, put_back):
    keep, again = put_back
    first = desk.sell()
    keep()
    desk.deliver(first)
    desk.take(desk.sell(payment="P2"))
    take_back(desk, "P2")
    assert "delivered, as the card has gone on" in " ".join(again().words)
    assert desk.purchase().state == "delivered"
    desk.deliver(desk.sell(payment="P3"))


def test_ended_since_and_a_later_one_taken_back(desk, put_back):
    """The card has settled it, and says only that it has gone on: nothing stays open, and no money becomes free."""
    keep, again = put_back
    desk.take(desk.sell())
    keep()
    dispute_and_settle(desk)
    desk.receive()
    desk.take(desk.sell(payment="P2"))
    take_back(desk, "P2")
    again()
    assert (desk.purchase().open, desk.purchase().free) == (False, False)
    assert desk.sell(payment="P3").count == 2


def test_settled_since(desk, put_back):
    keep, again = put_back
    desk.take(desk.sell())
    keep()
    dispute_and_settle(desk)
    again()
    assert (desk.purchase().state, desk.purchase().credited) == ("settled", True)
    assert desk.sell(payment="P2").count == 2


def test_new_keys_since(desk, put_back):
    keep, again = put_back
    keep()
    Desk(desk.shop).rotate()
    desk.hand(Desk(desk.shop).chip_document(Desk(desk.shop).rekey(desk.card.card)))
    desk.receive()
    again()
    desk.deliver(desk.sell())
    desk.receive()
    assert desk.purchase().state == "delivered"


def test_issued_anew_since(desk, put_back):
    keep, again = put_back
    keep()
    desk.hand(Desk(desk.shop).chip_document(Desk(desk.shop).reissue(desk.card.card, METER, count=0)))
    again()
    desk.deliver(desk.sell())
    desk.receive()
    assert desk.purchase().state == "delivered"


def test_money_that_was_free_then_may_be_sold_again_since(desk, put_back):
    keep, again = put_back
    desk.take(desk.sell())
    take_back(desk)
    keep()
    desk.deliver(Desk(desk.shop).resell("P1"))
    again()
    with pytest.raises(VendError, match="may have been paid out or sold again"):
        Desk(desk.shop).resell("P1")
    refunds(desk)  # a receipt would have told


def test_what_becomes_free_afterwards_is_refunded_as_ever(desk, put_back):
    keep, again = put_back
    keep()
    again()
    desk.take(desk.sell())
    take_back(desk)
    assert Desk(desk.shop).refund("P1").refunded

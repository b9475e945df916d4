# test_vend_recover.py - a backup was put back: nothing is sold on what the ledger does not know, and it is built again
import shutil

import pytest

from wattkey_host.vend.book import receive
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import OlderLedger, VendError

from .conftest import METER, SOLD, Counter


@pytest.fixture
def older(desk, tmp_path):
    """A backup from before two purchases: one delivered, one on its way."""
    desk.deliver(desk.sell(payment="P1"))
    desk.receive()
    desk.shop.close()
    shutil.copytree(desk.shop.folder, tmp_path / "backup")
    desk.deliver(desk.sell(payment="P2", amount=20_00))
    desk.receive()
    desk.take(desk.sell(payment="P3", amount=30_00))
    counter = Counter(Shop.open(tmp_path / "backup"), desk.chip, desk.card)
    counter.count, counter.bought = desk.count, desk.bought
    return counter


def test_once_a_report_shows_an_unknown_order_nothing_is_sold(older):
    with pytest.raises(VendError, match="has taken order 3, which this ledger never sold"):
        older.receive()
    for _ in range(2):
        with pytest.raises(VendError, match=r"has taken order 3, .* `wattkey vend recover`"):
            older.sell(payment="P4")
    with pytest.raises(VendError, match="has taken order 3"):
        Desk(older.shop).replace(older.card.card, "00000000000000b2")


def test_a_report_among_many_that_shows_an_unknown_order_stops_the_sale_too(older):
    report = receive.parsed(older.report())
    (refused,) = Desk(older.shop).many("receive", [lambda book: receive.receive(book, report)])
    assert isinstance(refused, OlderLedger)
    with pytest.raises(VendError, match="has taken order 3"):
        older.sell(payment="P4")
    assert Desk(older.shop).check().faults == []


def test_reports_build_it_again_on_suspense(older):
    with pytest.raises(VendError):
        older.receive()
    outcome = Desk(older.shop).recover(older.report())
    assert "Who has paid for it?" in outcome.words[0]
    purchase = older.purchase("suspense 0000000000000001-3")
    assert (purchase.amount, purchase.count, purchase.state) == (30_00, 3, "loaded")
    older.offer()
    older.credit(30_00)
    older.receive()
    sold = older.sell(payment="P4")
    assert (sold.order, sold.count) == (4, 4)
    found = Desk(older.shop).check()
    assert found.faults == []
    assert {name: -cents for name, cents in found.accounts.items() if cents} == {
        "till": -200_00, "suspense": -30_00, "delivered": 130_00, "owed": 100_00,
    }  # fmt: skip


def test_what_was_taken_back_meanwhile_leaves_only_its_numbers(desk, tmp_path):
    desk.shop.close()
    shutil.copytree(desk.shop.folder, tmp_path / "backup")
    desk.take(desk.sell())
    Desk(desk.shop).cancel("P1")
    desk.hand(Desk(desk.shop).end_document(desk.purchase())[1])
    older = Desk(Shop.open(tmp_path / "backup"))
    with pytest.raises(VendError, match="has taken order 1"):
        older.receive(desk.report())
    assert "taken back" in older.recover(desk.report()).words[0]
    assert older.sell(METER, 100_00, "P1", SOLD).order == 2


def test_recover_says_it_again_without_harm(older):
    Desk(older.shop).recover(older.report())
    assert not Desk(older.shop).recover(older.report()).changed
    assert Desk(older.shop).check().faults == []


def test_after_a_restore_each_card_is_heard_before_anything_is_sold(desk):
    assert Desk(desk.shop).restored() == 1
    with pytest.raises(VendError, match="has not been heard since"):
        desk.sell()
    desk.receive()
    assert desk.sell().order == 1

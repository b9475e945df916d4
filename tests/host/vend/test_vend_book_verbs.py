# test_vend_book_verbs.py - counter-entries, cashing up, names that are erased, backups and their heads
import json
import sqlite3
from contextlib import closing

import pytest

from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.errors import VendError

from .conftest import CUSTOMER, METER

NAME = "Zhang Wei 张伟"


def accounts(desk):
    found = Desk(desk.shop).check()
    assert found.faults == []
    return {name: cents for name, cents in found.accounts.items() if cents}


@pytest.fixture
def refunded(desk):
    desk.take(desk.sell())
    Desk(desk.shop).cancel("P1")
    desk.hand(Desk(desk.shop).end_document(desk.purchase())[1])
    desk.receive()
    Desk(desk.shop).refund("P1")
    return desk


@pytest.fixture
def settled(desk):
    desk.take(desk.sell())
    desk.dispute()
    desk.receive()
    desk.settle(False)
    desk.hand(Desk(desk.shop).end_document(desk.purchase())[1])
    desk.receive()
    return desk


def test_a_refund_that_was_not_paid_out_has_a_counter_entry(refunded):
    assert accounts(refunded) == {}
    Desk(refunded.shop).correct_refund("P1", "the customer was gone")
    assert (refunded.purchase().free, accounts(refunded)) == (True, {"till": 100_00, "free": -100_00})
    with pytest.raises(VendError, match="P1 is not refunded"):
        Desk(refunded.shop).correct_refund("P1", "twice")
    assert Desk(refunded.shop).refund("P1").refunded


def test_a_wrong_settlement_has_a_counter_entry_both_ways(settled):
    at = Desk(settled.shop)
    assert not at.correct_settlement("P1", "the meter shows it", credited=True).free
    assert accounts(settled) == {"till": 100_00, "delivered": -100_00}
    with pytest.raises(VendError, match="There is nothing to correct"):
        at.correct_settlement("P1", "once more", credited=True)
    assert at.correct_settlement("P1", "that was another meter", credited=False).free
    assert accounts(settled) == {"till": 100_00, "free": -100_00}


def test_while_the_customer_has_the_money_a_settlement_stays(settled):
    Desk(settled.shop).refund("P1")
    with pytest.raises(VendError, match="P1 is refunded"):
        Desk(settled.shop).correct_settlement("P1", "the meter shows it", credited=True)
    assert accounts(settled) == {}


def test_what_was_paid_out_wrongly_and_is_kept_is_lost_until_it_is_brought(settled):
    at = Desk(settled.shop)
    at.refund("P1")
    assert not at.correct_settlement("P1", "the meter shows it, he keeps the money", credited=True, lost=True).free
    assert accounts(settled) == {"delivered": -100_00, "lost": 100_00}
    with pytest.raises(VendError, match="on the account of what is lost already"):
        at.correct_refund("P1", "he keeps it", lost=True)
    at.correct_refund("P1", "he has brought it")
    assert accounts(settled) == {"till": 100_00, "delivered": -100_00}


def test_such_a_correction_can_be_taken_back(settled):
    at = Desk(settled.shop)
    with pytest.raises(VendError, match="P1 is not refunded"):
        at.correct_settlement("P1", "nothing was paid out", credited=True, lost=True)
    at.refund("P1")
    at.correct_settlement("P1", "the meter shows it", credited=True, lost=True)
    row = at.correct_settlement("P1", "that was another meter", credited=False, lost=True)
    assert (row.free, row.refunded, accounts(settled)) == (False, True, {})


def test_what_was_paid_to_a_wrong_person_is_lost_and_the_customers_money_is_free(refunded):
    at = Desk(refunded.shop)
    assert at.correct_refund("P1", "a stranger had the slip", lost=True).free
    assert accounts(refunded) == {"lost": 100_00, "free": -100_00}
    at.refund("P1")
    assert accounts(refunded) == {"lost": 100_00, "till": -100_00}


@pytest.mark.parametrize("reason", ["", " ", "x" * 161, "two\nlines"])
def test_a_correction_needs_a_reason(refunded, reason):
    with pytest.raises(VendError, match="needs its reason"):
        Desk(refunded.shop).correct_refund("P1", reason)


def test_what_the_till_has_goes_to_the_bank_and_no_more(desk):
    desk.sell()
    at = Desk(desk.shop, "Li")
    assert at.cash_up(60_00, "slip 17") == 40_00
    assert accounts(desk) == {"till": 40_00, "bank": 60_00, "owed": -100_00}
    with pytest.raises(VendError, match=r"50\.00 cannot be taken out of the till\. There should be 40\.00 in it"):
        at.cash_up(50_00)
    with pytest.raises(VendError, match=r"0\.00 cannot be taken out"):
        at.cash_up(-1)
    assert at.cash_up(40_00) == 0


def test_a_name_is_erased_from_every_byte_and_the_book_stays(desk):
    at = Desk(desk.shop)
    at.name_customer(CUSTOMER, NAME)
    desk.shop.close()
    files = list(desk.shop.folder.glob("ledger.db*"))
    assert any(NAME.encode() in file.read_bytes() for file in files)
    at.erase_name(CUSTOMER)
    desk.shop.close()
    assert not any(NAME.encode() in file.read_bytes() for file in desk.shop.folder.glob("ledger.db*"))
    assert at.check().faults == []
    with pytest.raises(VendError, match="customer 000000000043 is not in this ledger"):
        at.erase_name("000000000043")


def test_heads_find_an_older_ledger_and_one_whose_end_was_cut(desk, tmp_path):
    desk.sell()
    at = Desk(desk.shop)
    older = at.backup(tmp_path)
    assert at.since_backup(older.heads.read_bytes()) == []
    desk.sell(payment="P2")
    (tmp_path / "later").mkdir()
    later = at.backup(tmp_path / "later")
    assert later.head != older.head
    desk.shop.close()
    (desk.shop.folder / "ledger.db").write_bytes(older.ledger.read_bytes())
    assert at.check().faults == []  # an older ledger holds in itself
    assert at.since_backup(later.heads.read_bytes()) == [f"event 4 of meter {METER} is gone since these heads"]
    assert older.ledger.stat().st_mode & 0o077 == 0


def test_heads_that_were_altered_are_refused(desk, tmp_path):
    doc = json.loads(Desk(desk.shop).backup(tmp_path).heads.read_bytes())
    doc["heads"][METER][0] += 1
    for text in (json.dumps(doc).encode(), b"[]", b"no"):
        with pytest.raises(VendError, match="heads"):
            Desk(desk.shop).since_backup(text)


def test_a_copy_is_whole_while_others_sell(desk, tmp_path):
    desk.sell()
    made = Desk(desk.shop).backup(tmp_path)
    with closing(sqlite3.connect(made.ledger)) as ledger:
        assert ledger.execute("SELECT payment FROM purchase").fetchall() == [("P1",)]

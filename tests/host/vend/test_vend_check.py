# test_vend_check.py - the book: each change an event under a MAC, money in entries, and what was altered is found
import pytest
from sqlalchemy import select, text

from wattkey_host.vend.book import history
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.history import Entry, Event, Report
from wattkey_host.vend.book.states import _NEXT, FINAL, NEWS, SOLD, after

from .conftest import METER


def events(desk):
    with desk.shop.reading() as session:
        rows = session.scalars(select(Event).where(Event.meter == METER).order_by(Event.number))
        return [(row.verb, row.who) for row in rows]


def accounts(desk):
    found = Desk(desk.shop).check()
    assert found.faults == []
    return {name: -cents for name, cents in found.accounts.items() if cents}


@pytest.fixture
def busy(desk):
    """One purchase delivered, one taken back and refunded, one taken back and on its way again."""
    desk.deliver(desk.sell(payment="P1"))
    desk.read(5000)
    desk.receive()
    for payment, amount in (("P2", 20_00), ("P3", 30_00)):
        desk.take(desk.sell(payment=payment, amount=amount))
        Desk(desk.shop, "Li").cancel(payment)
        desk.hand(Desk(desk.shop).end_document(desk.purchase(payment))[1])
        desk.receive()
    Desk(desk.shop, "Wang").refund("P2")
    Desk(desk.shop).resell("P3")
    return desk


def test_every_verb_leaves_an_event_that_says_who(busy):
    told = events(busy)
    verbs = [verb for verb, _ in told]
    assert verbs[:2] == ["issue", "receive"]
    assert verbs[2:] == ["sell", "receive"] + 2 * ["sell", "cancel", "receive"] + ["refund", "resell"]
    assert ("cancel", "Li") in told and ("refund", "Wang") in told


def test_what_changes_nothing_leaves_none(busy):
    before = events(busy)
    busy.receive()
    busy.sell(payment="P1")
    assert events(busy) == before


def test_money_is_on_the_accounts(busy):
    assert accounts(busy) == {"till": -130_00, "owed": 30_00, "delivered": 100_00}


def test_what_is_proved_not_credited_is_owed_still(desk):
    """The card's word `not credited` frees no money: it may be loaded again."""
    desk.take(desk.sell())
    desk.offer()
    desk.status()
    desk.prove()
    desk.receive()
    assert desk.purchase().state == "not credited"
    assert accounts(desk) == {"till": -100_00, "owed": 100_00}


@pytest.mark.parametrize(("credited", "account"), [(True, "delivered"), (False, "free")])
def test_what_is_settled_is_where_the_seller_has_decided(desk, credited, account):
    desk.take(desk.sell())
    desk.dispute()
    desk.receive()
    desk.hand(Desk(desk.shop).end_document(desk.settle(credited))[1])
    desk.receive()
    assert accounts(desk) == {"till": -100_00, account: 100_00}


def test_the_report_behind_a_refund_is_kept(busy):
    with busy.shop.reading() as session:
        kept = [row.packed for row in session.scalars(select(Report).where(Report.meter == METER))]
        assert len(kept) == len([verb for verb, _ in events(busy) if verb == "receive"])
        assert session.scalars(select(Entry).where(Entry.debit == "free", Entry.credit == "till")).one().cents == 20_00


ALTERED = {
    "an amount": "UPDATE purchase SET amount = 20000 WHERE payment = 'P1'",
    "a reference": "UPDATE purchase SET payment = 'P9' WHERE payment = 'P1'",
    "a state": "UPDATE carriage SET state = 'cancelled' WHERE purchase = 1",
    "that it was refunded": "UPDATE carriage SET refunded = 0 WHERE purchase = 2",
    "an entry": "UPDATE entry SET cents = 1 WHERE debit = 'free'",
    "an entry that is gone": "DELETE FROM entry WHERE debit = 'free'",
    "who": "UPDATE event SET who = 'nobody' WHERE verb = 'refund'",
    "when": "UPDATE event SET at = '2026-01-01 00:00:00.000000' WHERE verb = 'refund'",
    "a report": "UPDATE report SET packed = x'00' WHERE number = 4",
    "a step": "UPDATE step SET news = 'delivered' WHERE news = 'cancelled'",
    "an event that is gone": "DELETE FROM event WHERE number = 5",
    "a purchase out of nothing": "INSERT INTO carriage SELECT 99, 1, 99, card, 99, meter, 99, state, 0, 0, 0, 0, '', 0,"
    " 0, 0, 0 FROM carriage WHERE id = 1",
}


@pytest.mark.parametrize("sql", ALTERED.values(), ids=ALTERED.keys())
def test_what_was_altered_is_found(busy, sql):
    with busy.shop.transaction() as session:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        if "event" in sql:
            session.execute(text("PRAGMA ignore_check_constraints = ON"))
        for table in ("step", "entry", "report") if sql.startswith("DELETE FROM event") else ():
            session.execute(text(f"DELETE FROM {table} WHERE number = 5"))
        assert session.execute(text(sql)).rowcount
    assert Desk(busy.shop).check().faults


def test_digests_hold_no_customer(busy, monkeypatch):
    told = []
    monkeypatch.setattr("wattkey_host.vend.book.check.digest", lambda _keys, covered: told.append(covered) or "")
    Desk(busy.shop).check()
    assert told and not any(b"000000000042" in covered for covered in told)
    assert history.SHOP == ""


def test_no_news_moves_a_purchase_back():
    for state in _NEXT:
        for news in NEWS:
            then = after(state, news)
            assert then is None or then == state or state not in FINAL
            assert then != SOLD

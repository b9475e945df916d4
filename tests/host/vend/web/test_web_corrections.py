# test_web_corrections.py - a wrong refund or settlement at the counter, and money of before a backup was put back
import pytest

from fakes.counterpages import PASSWORD
from wattkey_host.vend.book.desk import Desk

TWO = {"second": "dee", "second_password": PASSWORD}


@pytest.fixture
def refunded(desk, supervisor):
    """P1 was taken back, and its money paid out."""
    desk.take(desk.sell(10000, "P1"))
    Desk(desk.shop).cancel("P1")
    desk.hand(Desk(desk.shop).end_document(desk.purchase())[1])
    desk.receive()
    supervisor.done("/refund", payment="P1")
    return desk


def sums(desk):
    found = Desk(desk.shop).check()
    assert found.faults == []
    return {name: cents for name, cents in found.accounts.items() if cents}


def test_a_refund_that_was_not_paid_out_is_taken_back_by_two(refunded, supervisor):
    assert "Correct what was wrong" in supervisor.see("/purchase", payment="P1")
    wish = {"payment": "P1", "what": "refund", "reason": "noted twice"}
    assert "second supervisor" in supervisor.refused("/correct", **wish)
    assert "reason" in supervisor.refused("/correct", **{**wish, "reason": " "}, **TWO)
    supervisor.done("/correct", **wish, **TWO)
    assert refunded.purchase().free
    assert sums(refunded) == {"till": 10000, "free": -10000}


def test_what_was_paid_to_a_wrong_person_is_lost_and_the_customer_has_his(refunded, supervisor):
    supervisor.done("/correct", payment="P1", what="refund", reason="wrong person", lost="1", **TWO)
    assert sums(refunded) == {"lost": 10000, "free": -10000}
    assert "Correct what was wrong" not in supervisor.see("/purchase", payment="P1")


def test_a_settlement_is_turned_round(desk, supervisor):
    desk.take(desk.sell(10000, "P1"))
    desk.dispute()
    desk.receive()
    Desk(desk.shop).settle("P1", credited=True)
    desk.hand(Desk(desk.shop).end_document(desk.purchase())[1])
    desk.receive()
    Desk(desk.shop).elsewhere(desk.purchase().meter, 1, 777, "its receipt 1")
    wish = {"payment": "P1", "reason": "its receipt was found"}
    assert "nothing was chosen" in supervisor.refused("/correct", **wish, **TWO).lower()
    supervisor.done("/correct", **wish, what="not_credited", **TWO)
    assert desk.purchase().free
    assert sums(desk) == {"till": 10000, "free": -10000}


def test_a_clerk_corrects_nothing(refunded, clerk):
    assert clerk.post("/correct", payment="P1", what="refund", reason="so", **TWO).status_code == 403


@pytest.mark.parametrize("path", ["/refund", "/resell"])
def test_after_a_backup_was_put_back_the_receipts_come_first(desk, supervisor, path):
    desk.take(desk.sell(10000, "P1"))
    Desk(desk.shop).cancel("P1")
    desk.hand(Desk(desk.shop).end_document(desk.purchase())[1])
    desk.receive()
    assert "A backup was put back" not in supervisor.see("/purchase", payment="P1")
    Desk(desk.shop).restored()
    desk.receive()
    assert "A backup was put back" in supervisor.see("/purchase", payment="P1")
    assert "receipts" in supervisor.refused(path, payment="P1")
    supervisor.done(path, payment="P1", checked="1")
    assert not desk.purchase().free

# test_vend_glance.py - the one question before a sale: whatever may stand in its way, it lets nothing of that through
import pytest
from sqlalchemy import event, text

from wattkey_host.vend.book import sell
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.errors import VendError

from .conftest import METER, SOLD

OTHER = "SELECT '0000000000000077', 'b7', meter, customer, 9, 1, keys, issue, 0, 0, 0, 1 FROM card"
SPOILED = {  # what makes a sale one of which there is more to say -> the code of that
    "card.none_active": ("UPDATE card SET active = 0",),
    "ledger.behind": ("UPDATE card SET seen = next_order",),
    "card.not_heard": ("UPDATE card SET heard = 0",),
    "count.unknown": ("UPDATE meter SET unknown = 2",),
    "count.at_end": ("UPDATE meter SET count = 4294967295",),
    "card.document_waits": ("UPDATE issue SET done = 0",),
    "order.ending": ("UPDATE carriage SET ending = 'cancel', last = 1",),
    "count.used": ("UPDATE carriage SET used = 1",),
    "order.disputed": ("UPDATE carriage SET state = 'disputed'",),
    "count.elsewhere": ("INSERT INTO elsewhere (meter, count, amount) SELECT meter, count, 1 FROM carriage",),
    "count.out": ("UPDATE card SET active = 0", f"INSERT INTO card {OTHER}"),
    "payment.sold_before": ("UPDATE purchase SET payment = 'P2', plain = 'p2', amount = 1",),
    "payment.reads_as": ("UPDATE purchase SET payment = 'p2', plain = 'p2'",),
}


@pytest.fixture
def looks(desk, monkeypatch):
    """What the question said, of each sale."""
    said, glance = [], sell.glance
    monkeypatch.setattr(sell, "glance", lambda *asked: said.append(glance(*asked)) or said[-1])
    return said


@pytest.mark.parametrize("code", SPOILED)
def test_what_stands_in_the_way_is_seen(desk, looks, code):
    desk.sell(payment="P1")
    with desk.shop.transaction() as session:
        for statement in SPOILED[code]:
            session.execute(text(statement))
    with pytest.raises(VendError) as refused:
        desk.sell(payment="P2")
    assert (refused.value.code, looks[0] is None, looks[1:]) == (code, False, [None])


@pytest.mark.parametrize("to", [METER, "0000000000000001"])
def test_it_says_what_the_rules_would_have_said(desk, looks, monkeypatch, to):
    first = Desk(desk.shop).sell(to, 100, "P1", SOLD)
    monkeypatch.setattr(sell, "glance", lambda *_asked: None)
    second = Desk(desk.shop).sell(to, 100, "P2", SOLD)
    assert [(way.order, way.count) for way in (first, second)] == [(1, 1), (2, 2)]
    assert looks[0] is not None
    assert Desk(desk.shop).check().faults == []


def test_a_document_that_a_later_one_made_void_holds_nothing_up(desk, looks):
    with desk.shop.transaction() as session:
        session.execute(text("UPDATE issue SET number = 2"))
        session.execute(text("UPDATE card SET issue = 2"))
        session.execute(text(
            "INSERT INTO issue (kind, card, number, meter, customer, \"order\", count, keys, meter_keys, done)"
            " SELECT kind, card, 1, meter, customer, 0, 0, 1, 1, 0 FROM issue"
        ))  # fmt: skip
    desk.sell()
    assert looks[0] is not None


def test_sales_of_one_transaction_follow_each_other_whatever_way_they_took(desk, looks):
    """A plain one changes rows that another one may have in the session's memory."""
    wishes = ("R-1", False), ("r-1", True), ("R-2", False), ("r-2", True), ("R-3", False)
    works = [
        lambda book, payment=payment, another=another: sell.sell(book, METER, 100, payment, SOLD, another=another)
        for payment, another in wishes
    ]
    done = Desk(desk.shop).many("sell", works)
    assert [(way.order, way.count) for way in done] == [(n, n) for n in range(1, 6)]
    assert [look is None for look in looks] == [False, True, False, True, False]
    assert Desk(desk.shop).check().faults == []


def test_a_plain_sale_asks_the_ledger_once(desk):
    asked = []
    event.listen(desk.shop.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: asked.append(statement))
    desk.sell()
    assert sum(statement.startswith("SELECT") for statement in asked) == 1

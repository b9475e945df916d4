# test_vend_plans.py - a sale and a report ask the ledger nothing that looks through a whole table
import pytest
from sqlalchemy import event, select, text

from wattkey.orders import unpack
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Purchase

QUESTIONS = ("SELECT", "UPDATE", "DELETE")
ASKED_FOR = ("SCAN CONSTANT ROW", "SCAN 2 CONSTANT ROWS", "SCAN last_of_each")


@pytest.fixture
def asked(desk):
    """What is asked of the ledger while a test sells and receives: (statement, parameters)."""
    seen = []

    @event.listens_for(desk.shop.engine, "before_cursor_execute")
    def _asked(_connection, _cursor, statement, parameters, _context, many):
        if statement.startswith(QUESTIONS):
            seen.append((statement, parameters[0] if many else parameters))

    return seen


def plans(desk, asked):
    with desk.shop.engine.connect() as connection:
        for statement, parameters in asked:
            for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters):
                yield row[3], statement


def test_a_sale_scans_nothing(desk, asked):
    desk.sell(payment="P1")
    desk.sell(payment="P2")
    desk.sell(payment="P2")
    assert len(asked) > 6
    assert [(plan, statement) for plan, statement in plans(desk, asked) if "SCAN" in plan] == []


def test_a_report_scans_nothing(desk, asked):
    desk.deliver(desk.sell())
    desk.read(5000)
    asked.clear()
    desk.receive()
    assert len(asked) > 10
    assert [(plan, statement) for plan, statement in plans(desk, asked) if "SCAN" in plan] == []


def test_many_reports_scan_nothing(desk, asked):
    """A fetch goes through what it asks for, and through no table."""
    desk.deliver(desk.sell())
    desk.read(5000)
    report = unpack("report", desk.apdu(0x24))
    asked.clear()
    Desk(desk.shop).receive_many([report])
    assert len(asked) > 8
    scans = {plan for plan, _ in plans(desk, asked) if "SCAN" in plan}
    assert [plan for plan in scans if not plan.startswith(ASKED_FOR)] == []


def test_a_scan_would_be_seen(desk, asked):
    with desk.shop.transaction() as session:
        session.scalars(select(Purchase.id).where(text("amount = 1"))).all()
    assert any("SCAN" in plan for plan, _ in plans(desk, asked))


def test_a_purchase_is_written_once(desk, asked):
    desk.deliver(desk.sell())
    desk.receive()
    desk.take(desk.sell(payment="P2"))
    Desk(desk.shop).cancel("P2")
    desk.hand(Desk(desk.shop).end_document(desk.purchase("P2"))[1])
    desk.receive()
    Desk(desk.shop).refund("P2")
    written = [statement for statement, _ in asked if not statement.startswith("SELECT")]
    assert written
    assert not any(statement.startswith(("UPDATE purchase", "UPDATE event", "DELETE")) for statement in written)

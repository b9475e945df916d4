# test_web_postgres.py - the counter over a ledger in a real PostgreSQL: every page, a sale, odd values
"""Skipped where Debian's programs are not there: apt install postgresql."""

import pytest
from sqlalchemy import text

from fakes.counterpages import PASSWORD, Browser
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book import engines
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.issue import issue
from wattkey_host.vend.web import people, reporting
from wattkey_host.vend.web.application import application
from wattkey_host.vend.web.counterroom import Counter
from wattkey_lab.bench.postgres import database, programs, server

pytestmark = pytest.mark.skipif(programs() is None, reason="no PostgreSQL here: apt install postgresql")
METER, CUSTOMER = "000000123456", "000000000042"
PAGES = (
    "/",
    "/?q=0001",
    "/?q=%00",
    "/day",
    "/audit",
    "/audit.csv",
    "/staff",
    f"/customer?number={CUSTOMER}",
    "/devices",
)


@pytest.fixture
def shop(tmp_path):
    with server("fsync=off") as url:
        made = Shop.create(tmp_path / "shop", seed=b"test", database=database(url, "counter"))
        yield made
        made.close()


def test_a_clerk_sells_within_limits_and_every_page_and_report_comes(shop, monkeypatch):
    issue(Desk(shop), new_chip("00000000000000a1"), METER, CUSTOMER)
    counter = Counter(shop.folder, shop)
    for name, role in (("bo", "supervisor"), ("anna", "clerk")):
        people.put(shop, "bo", name, role, PASSWORD)
    counter.has_people = True
    app = application(counter)
    clerk, supervisor = Browser(app, "anna"), Browser(app, "bo")
    for _ in range(2):
        clerk.done("/sell", to=METER, amount="100.00", payment="P1", close="1")
    assert "more than" in clerk.refused("/sell", to=METER, amount="6000.00", payment="P2", sure="1")
    clerk.done("/customer", number=CUSTOMER, name="李 明", telephone="0571")
    clerk.refused("/customer", number=CUSTOMER, name="a\0b", telephone="")
    clerk.done("/cash-up", amount="40.00")
    for path in PAGES:
        answer = supervisor.client.get(path, follow_redirects=True)
        assert answer.status_code == (409 if "%00" in path else 200), path
    for kind in reporting.KINDS:
        assert supervisor.get("/reports", kind=kind, since="2026-01-01").status_code == 200, kind
    monkeypatch.setattr(engines, "_ASLEEP_S", -1)
    with shop.reading() as session:  # the server goes away over night, and takes all other connections with it
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
        session.execute(text(f"{ended} current_database()"))
    assert clerk.get("/").status_code == 200
    assert "pg_dump" in supervisor.refused("/backup")
    assert Desk(shop).check().faults == []

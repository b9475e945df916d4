# test_web_report.py - reports: what they count, as a page and as CSV; and `vend watch`, which needs no page
import csv
import io
import json

import pytest

from fakes.counterpages import PASSWORD
from wattkey import orders
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.cli import watching as watch
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web import people, reporting

METER = "000000123456"
ALL = {"since": "2026-01-01", "until": "2026-12-31"}


def rows(person, kind, **days):
    text = person.get("/reports.csv", kind=kind, **(days or ALL)).text
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def sold(desk):
    """Two clerks on two days; the first purchase is delivered and read, the meter tells too much."""
    desk.deliver(desk.sell(10000, "P1"))
    desk.read(1000, (600, 400), bought=99900)
    desk.receive()
    desk.deliver(desk.sell(5000, "P2"))
    desk.read(3500, (2000, 1500), at="261121093015", bought=99900)
    desk.receive()
    Desk(desk.shop, "anna").sell(METER, 2500, "=P3", desk.purchase("P1").sold.replace(month=10))


def test_sales_are_summed_by_day_and_by_month_and_clerk(sold, auditor, desk):
    who = desk.purchase("P1").clerk
    assert rows(auditor, "days")[1:] == [["2026-10-20", "anna", "1", "25.00"], ["2026-11-20", who, "2", "150.00"]]
    assert rows(auditor, "months")[1:] == [["2026-10", "anna", "1", "25.00"], ["2026-11", who, "2", "150.00"]]
    assert rows(auditor, "days", since="2026-11-01", until="2026-11-19")[1:] == []


def test_what_is_not_delivered_and_what_was_used(sold, clerk):
    assert rows(clerk, "undelivered")[1:] == [["2026-10-20", "'=P3", "25.00", METER, "sold", "anna"]]
    used = rows(clerk, "usage")
    assert used[0][:4] == ["Customer", "Meter", "Read at", "total"]
    assert used[2] == ["000000000042", METER, "2026-11-21 09:30:15", "25.00", "14.00", "11.00", "", "", "90.00"]
    assert [row[2][:10] for row in rows(clerk, "hints")[1:]] == ["2026-11-20", "2026-11-21"]


def test_each_is_a_page_in_both_languages_and_no_other_is_there(sold, auditor):
    for kind in reporting.KINDS:
        assert "25.00" in auditor.see("/reports", kind=kind, **ALL) or kind == "hints"
        assert "当班" in auditor.see("/reports", kind=kind, lang="zh", **ALL)
    assert "no report" in auditor.get("/reports", kind="keys", lang="en").text


def test_watch_serves_a_drive_once_and_again_when_its_report_changes(desk, tmp_path, capsys):
    drive = tmp_path / "media" / "WATTKEY"
    (drive / "mail").mkdir(parents=True)
    blank = orders.unpack("card", bytes([4]) + bytes(orders.size("card") - 1))
    (drive / "mail" / "card.json").write_text(json.dumps({**blank, "serial": desk.card.serial}))
    desk.sell(10000, "P1")
    seen = watch.look(Desk(desk.shop), [tmp_path / "media"], {})
    assert "written: WK-0000000000000001-1.json" in capsys.readouterr().out
    assert watch.look(Desk(desk.shop), [tmp_path / "media"], seen) == seen
    assert capsys.readouterr().out == ""
    desk.take(desk.purchase())
    (drive / "mail" / "report.json").write_bytes(desk.report())
    watch.look(Desk(desk.shop), [tmp_path / "media"], seen)
    assert "card 0000000000000001" in capsys.readouterr().out
    assert desk.purchase().state == "loaded"


def test_a_web_shop_sells_once_for_a_payment_and_gets_409_for_another_content(clerk, desk):
    token = people.give_token(desk.shop, "bo", "webshop", "clerk")
    headers = {"authorization": f"Bearer {token}"}
    order = {"to": METER, "amount": "100.00", "payment": "SHOP-1"}

    def post(path, **options):
        return clerk.client.post(path, headers=headers, **options)

    first, again = post("/api/sales", json=order), post("/api/sales", json=order)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert first.json()["file"] == "WK-0000000000000001-1.json"
    other = post("/api/sales", json={**order, "amount": "100.01"})
    assert (other.status_code, set(other.json())) == (409, {"what", "do"})
    file = post("/api/sale/file", params={"payment": "SHOP-1"})
    assert desk.hand(file.content) == 0x9000
    report = desk.report()
    twice = report.replace(b"{", b'{"order": 1, ', 1)  # a key that stands there twice: refused as it is from a file
    with pytest.raises(VendError) as by_file:
        Desk(desk.shop).receive(twice)
    refused = post("/api/reports", content=twice)
    assert (refused.status_code, refused.json()["what"]) == (409, by_file.value.what)
    assert post("/api/reports", content=report).json()["state"] == "stored"
    state = clerk.client.get("/api/sale", params={"payment": "SHOP-1"}, headers=headers).json()["state"]
    assert (state, desk.purchase("SHOP-1").clerk) == ("loaded", "token webshop")
    assert clerk.client.get("/api/sale", params={"payment": "none"}, headers=headers).status_code == 404
    assert post("/api/sales", json={**order, "payment": "S2", "amount": "6000.00"}).status_code == 409  # its limit
    people.end_token(desk.shop, "bo", "webshop")
    assert post("/api/sales", json=order).status_code == 401
    assert PASSWORD not in clerk.client.get("/api/openapi.json").text

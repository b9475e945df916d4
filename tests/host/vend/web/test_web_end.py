# test_web_end.py - receive, take back, settle with two names, refund with its proof, cash up, audit
import csv
import io
import json

import pytest
from sqlalchemy import select

from fakes.counterpages import PASSWORD, words
from wattkey import orders
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.history import Event
from wattkey_host.vend.web import csvout, limits

METER = "000000123456"
TWO = {"second": "dee", "second_password": PASSWORD}


def events(desk, verb):
    with desk.shop.reading() as session:
        return list(session.scalars(select(Event).where(Event.verb == verb).order_by(Event.number)))


def upload(person, *texts):
    files = [("report", ("report.json", text)) for text in texts]
    return person.client.post("/receive", data={"csrf": person.csrf}, files=files)


def cancelled(desk, supervisor, payment="P1"):
    """P1 was loaded, wished back, and the handheld has done so."""
    desk.take(desk.sell(10000, payment))
    supervisor.done("/cancel", payment=payment)
    assert desk.hand(supervisor.post("/file", payment=payment).content) == 0x9000


def test_reports_are_received_and_a_bad_one_holds_up_no_other(clerk, desk):
    desk.take(desk.sell(10000, "P1"))
    good, forged = desk.report(), desk.report().replace(b'"mac": "', b'"mac": "00', 1)
    answer = upload(clerk, b"{}", good, forged)
    assert answer.status_code == 200
    assert "goes to the meter" in words(answer)
    assert words(answer).count("cannot be read") == 2
    assert desk.purchase().state == "loaded"
    assert events(desk, "receive")[-1].who == "anna"
    assert upload(clerk, b"").status_code == 409


def test_a_name_of_an_uploaded_file_is_of_no_use(clerk, desk, tmp_path):
    answer = clerk.client.post(
        "/receive", data={"csrf": clerk.csrf}, files={"report": ("../../shop/keys.json", b"{}", "application/json")}
    )
    assert answer.status_code == 409
    assert Desk(desk.shop).shop.keys.load(desk.shop.folder / "keys.json").generation == 1


def test_money_is_refunded_once_with_its_proof(supervisor, clerk, desk):
    cancelled(desk, supervisor)
    assert "was paid out" not in supervisor.see("/purchase", payment="P1")  # the report is not there yet
    assert "only what was cancelled" in supervisor.refused("/refund", payment="P1").lower()
    upload(clerk, desk.report())
    page = supervisor.see("/purchase", payment="P1")
    assert "MAC was verified just now" in page and "by anna" in page
    assert "was paid out" not in clerk.see("/purchase", payment="P1")
    supervisor.done("/refund", payment="P1")
    assert "refunded already" in supervisor.refused("/refund", payment="P1")
    assert [event.who for event in events(desk, "refund")] == ["bo"]


def test_a_proof_that_was_altered_shows_no_button_and_frees_no_money(supervisor, clerk, desk):
    cancelled(desk, supervisor)
    upload(clerk, desk.report())
    with desk.shop.transaction() as session:
        session.connection().exec_driver_sql("UPDATE report SET packed = zeroblob(length(packed))")
    assert "does not verify" in supervisor.see("/purchase", payment="P1")
    assert "nothing proves" in supervisor.refused("/refund", payment="P1").lower()
    assert events(desk, "refund") == []


def test_a_large_refund_needs_two_names(supervisor, clerk, desk):
    limits.set_to(desk.shop, "bo", {"sale": 100, "day": 100, "refund": 5000})
    cancelled(desk, supervisor)
    upload(clerk, desk.report())
    wrong = ({}, {"second": "bo", "second_password": PASSWORD}, {"second": "anna", "second_password": PASSWORD},
             {"second": "dee", "second_password": "not hers at all"})  # fmt: skip
    for second in wrong:
        assert "second supervisor" in supervisor.refused("/refund", payment="P1", **second)
    supervisor.done("/refund", payment="P1", **TWO)
    assert [event.who for event in events(desk, "refund")] == ["bo + dee"]


def test_not_credited_needs_two_names_and_credited_one(supervisor, clerk, desk):
    desk.take(desk.sell(10000, "P1"))
    desk.dispute()
    upload(clerk, desk.report())
    assert "then settle" in supervisor.see("/purchase", payment="P1")
    assert "second supervisor" in supervisor.refused("/settle", payment="P1", credited="no")
    assert "nothing was chosen" in supervisor.refused("/settle", payment="P1").lower()
    supervisor.done("/settle", payment="P1", credited="no", **TWO)
    supervisor.done("/settle", payment="P1", credited="yes")
    assert [event.who for event in events(desk, "settle")] == ["bo + dee", "bo"]


def test_five_wrong_passwords_of_the_second_close_that_door(supervisor, desk):
    desk.take(desk.sell(10000, "P1"))
    desk.dispute()
    desk.receive()
    for _ in range(5):
        supervisor.refused("/settle", payment="P1", credited="no", second="dee", second_password="wrong")
    assert "wrong passwords" in supervisor.refused("/settle", payment="P1", credited="no", **TWO)
    assert desk.purchase().ending is None


def test_the_day_has_what_was_sold_and_the_till_is_cashed_up_to_what_is_in_it(clerk, supervisor, desk):
    clerk.done("/sell", to=METER, amount="100.00", payment="P1", close="1")
    page = clerk.see("/day")
    assert "anna 1 100.00" in page and "in the till: 100.00" in page
    assert "cannot be taken out" in clerk.refused("/cash-up", amount="100.01")
    clerk.done("/cash-up", amount="60.00")
    assert "in the till: 40.00" in clerk.see("/day")
    assert [event.reason for event in events(desk, "cash up")] == ["60.00 of 100.00"]
    assert Desk(desk.shop).check().faults == []
    assert "no day" in clerk.get("/day", day="tomorrow").text


def test_the_day_lists_what_waits_too_long_and_readings_that_disagree(auditor, desk):
    desk.deliver(desk.sell(10000, "P1"))
    desk.read(1000, bought=99900)
    desk.receive()
    desk.sell(5000, "P2")
    with desk.shop.transaction() as session:
        session.connection().exec_driver_sql("UPDATE purchase SET at = '2026-01-02 03:04:05'")
    page = auditor.see("/day")
    assert "P2 50.00" in page and "P1 100.00" not in page
    assert "999.00" in page


def test_every_event_is_found_by_who_and_exported_without_formulas(auditor, clerk, desk):
    clerk.done("/sell", to=METER, amount="100.00", payment="=1+1", close="1")
    Desk(desk.shop, "=cmd|' /C calc'!A0").sell(METER, 100, "P2", desk.purchase("=1+1").sold)
    assert "anna sell" in auditor.see("/audit", who="anna")
    text = auditor.get("/audit.csv").text
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    sales = [row for row in rows if row["verb"] == "sell"]
    assert {row["who"] for row in sales} == {"anna", "'=cmd|' /C calc'!A0"}
    assert {row["money"] for row in sales} == {"100.00", "1.00"}
    assert "The book holds" in words(auditor.post("/audit"))


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@x", "\t=1", "＝1"])
def test_no_cell_is_a_formula(value):
    assert csvout.cell(value) == f"'{value}"


def test_people_limits_and_tokens_are_changed_by_a_supervisor_and_each_is_an_event(supervisor, desk):
    supervisor.done("/staff", name="eve", role="clerk", password=PASSWORD)
    supervisor.done("/limits", sale="1.00", day="2.00", refund="0.50")
    token = words(supervisor.post("/token", name="webshop", role="clerk"))
    assert "not shown again" in token
    supervisor.done("/token-end", name="webshop")
    for wrong in ({"role": "king"}, {"name": "a b"}, {"password": "short"}):
        supervisor.refused("/staff", **{"name": "eve", "role": "clerk", "password": "", **wrong})
    assert "nobody would be supervisor" not in supervisor.see("/staff")
    told = [event.reason for event in events(desk, "people")][-3:]
    assert told == ["person: eve, clerk, new password", "token: webshop, clerk", "token ended: webshop"]
    assert events(desk, "limits")[0].who == "bo"


def test_the_last_supervisor_stays(supervisor, desk):
    supervisor.done("/staff", name="dee", role="clerk", password="")
    assert "nobody would be supervisor" in supervisor.refused("/staff", name="bo", role="auditor", password="").lower()


def test_a_plugged_in_handheld_is_heard_tidied_and_given_what_waits(clerk, counter, desk, tmp_path):
    drive = tmp_path / "media" / "user" / "WATTKEY"
    (drive / "mail").mkdir(parents=True)
    counter.roots = (tmp_path / "media",)
    blank = orders.unpack("card", bytes([4]) + bytes(orders.size("card") - 1))
    card = {**blank, "serial": desk.card.serial}
    (drive / "mail" / "card.json").write_text(json.dumps(card))
    desk.sell(10000, "P1")
    assert str(drive) in clerk.see("/devices")
    assert "Written: WK-0000000000000001-1.json" in words(clerk.post("/devices", drive=str(drive)))
    assert desk.purchase().state == "handed over"
    desk.take(desk.purchase())
    desk.offer()
    desk.credit(10000)
    (drive / "mail" / "report.json").write_bytes(desk.report())
    page = words(clerk.post("/devices", drive=str(drive)))
    assert "report was received" in page and "Removed" in page
    assert not list(drive.glob("WK-*"))
    assert desk.purchase().proved
    assert "not plugged in" in clerk.refused("/devices", drive=str(tmp_path))

# test_vend_cli_many.py - many at once, again after a cut; and a large ledger page by page
import json

import pytest

from wattkey import orders
from wattkey_host.sim.chip.factory import open_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.cli import batch

CUSTOMER = "000000000042"
METERS = [f"{n:012d}" for n in range(1, 8)]


@pytest.fixture
def many(seller):
    """A shop with a card for each meter, each with its chip, as the batch has made them."""
    seller.run("init", "--plain")
    rows = [f"{n:016x},{meter},{CUSTOMER}" for n, meter in enumerate(METERS, 1)]
    (seller.folder / "chips.csv").write_text("\n".join(["serial,meter,customer", *rows]), "utf-8-sig")
    for n, meter in enumerate(METERS, 1):
        seller.run("issue", "--meter", meter, "--customer", CUSTOMER, "--chip", seller.folder / f"{n}.chip")
    return seller


def csv(seller, *rows):
    file = seller.folder / "sales.csv"
    file.write_text("\n".join(["meter,amount,payment,sold", *rows]))
    return file


def rows_of(seller, *words):
    return [row["payment"] for row in seller.json("ledger", *words)["purchases"]]


def test_a_table_of_sales_is_sold_and_what_is_refused_says_why(many):
    file = csv(
        many, *(f"{meter},10.00,P{n}" for n, meter in enumerate(METERS)),
        "999999999999,10.00,unknown", f"{METERS[0]},ten,wrong", f"{METERS[0]},0.00,nothing",
        f"{METERS[1]},5.00,p1", f"{METERS[1]},5.00,late,2999-01-01",
    )  # fmt: skip
    to = many.folder / "out"
    to.mkdir()
    told = many.json("sell", "--csv", file, "--to", to, code=1)
    assert told["done"] == len(METERS)
    assert [row["where"] for row in told["refused"]] == [
        "line 10", "line 13", "line 9, payment unknown", "line 11, payment nothing", "line 12, payment p1",
    ]  # fmt: skip
    why = " ".join(row["why"] for row in told["refused"])
    for words in ("'ten' is no amount", "in the future", "no active card", "0.00 cannot be sold", "reads as 'P1'"):
        assert words in why
    assert len(list(to.glob("WK-*.json"))) == len(METERS)
    assert {row["state"] for row in many.json("ledger")["purchases"]} == {"handed over"}


def test_cut_off_it_goes_on(many, monkeypatch):
    file = csv(many, *(f"{meter},10.00,P{n}" for n, meter in enumerate(METERS)))
    monkeypatch.setattr(batch, "AT_ONCE", 3)
    real, calls = Desk.many, []

    def killed(self, verb, works):
        calls.append(verb)
        if len(calls) == 3:
            raise OSError("killed")
        return real(self, verb, works)

    monkeypatch.setattr(Desk, "many", killed)
    many.run("sell", "--csv", file, code=1)
    assert len(rows_of(many)) == 6
    monkeypatch.setattr(Desk, "many", real)
    assert many.json("sell", "--csv", file) == {"done": 7, "refused": []}
    assert len(rows_of(many)) == 7
    assert many.json("check")["faults"] == []


def test_folders_of_reports_are_received(many):
    folder = many.folder / "reports"
    folder.mkdir()
    for n in (1, 2, 3):
        packed, status = open_chip(many.folder / f"{n}.chip").apdu(bytes([0x90, 0x24, 0, 0]))
        assert status == 0x9000
        (folder / f"{n}.json").write_text(json.dumps(orders.unpack("report", packed)))
    (folder / "none.json").write_text("{}")
    told = many.json("receive", folder, code=1)
    assert told["done"] == 3
    assert [row["where"].rpartition("/")[2] for row in told["refused"]] == ["none.json"]
    assert many.json("receive", folder / "1.json", folder / "2.json") == {"done": 2, "refused": []}


def test_what_cannot_be_recovered_is_told_and_the_rest_is(many):
    packed, _ = open_chip(many.folder / "1.chip").apdu(bytes([0x90, 0x24, 0, 0]))
    folder = many.folder / "reports"
    folder.mkdir()
    (folder / "broken.json").write_text("{}")
    (folder / "whole.json").write_text(json.dumps(orders.unpack("report", packed)))
    told = many.run("recover", folder, code=1)
    assert "broken.json: the report cannot be read" in told.stdout
    assert "The card has not taken an order yet." in told.stdout
    assert "1 done, 1 refused." in told.stdout


def test_chips_are_issued_by_a_table(seller):
    seller.run("init", "--plain")
    file = seller.folder / "chips.csv"
    file.write_text(f"serial,meter,customer,count\n{1:016x},{METERS[0]},{CUSTOMER},\nxyz,{METERS[1]},{CUSTOMER},3\n")
    to = seller.folder / "out"
    to.mkdir()
    told = seller.json("issue", "--csv", file, "--to", to, code=1)
    assert (told["done"], [row["where"] for row in told["refused"]]) == (1, ["line 3, chip xyz"])
    assert [path.name for path in to.iterdir()] == ["WK-0000000000000001-issue-1.json"]


def test_the_ledger_by_what_is_asked_and_page_by_page(many):
    file = csv(many, *(f"{meter},10.00,P{n},2026-11-{10 + n}" for n, meter in enumerate(METERS)))
    many.run("sell", "--csv", file)
    assert rows_of(many, "--meter", METERS[2]) == ["P2"]
    assert rows_of(many, "--card", "0000000000000004") == ["P3"]
    assert rows_of(many, "--payment", "P5") == ["P5"]
    assert rows_of(many, "--since", "2026-11-12", "--until", "2026-11-13") == ["P2", "P3"]
    assert len(rows_of(many, "--open")) == 7
    first = many.json("ledger", "--rows", "4")
    assert (len(first["purchases"]), first["more"]) == (4, True)
    rest = many.json("ledger", "--rows", "4", "--page", "2")
    assert (len(rest["purchases"]), "more" in rest) == (3, False)


def test_nothing_is_cut_when_it_goes_into_a_file(many):
    payment = "a very long reference of a payment that no narrow terminal shows"
    many.run("sell", "--meter", METERS[0], "--amount", "10.00", "--payment", payment)
    assert payment in many.run("ledger").stdout

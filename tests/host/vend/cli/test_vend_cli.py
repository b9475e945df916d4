# test_vend_cli.py - `wattkey vend`: what is said where
"""Through the application itself."""

import json
from datetime import date, timedelta

from typer.testing import CliRunner

from wattkey import orders
from wattkey_host.cli import app
from wattkey_host.sim.chip.factory import open_chip
from wattkey_host.testkeys import of_card, of_meter
from wattkey_host.vend.keys import Keys

METER, CUSTOMER = "000000123456", "000000000042"
ORDER = "WK-0000000000000001-1.json"


def test_init_makes_a_shop_once(seller):
    assert seller.json("init") == {"shop": str(seller.folder / "shop"), "sealed": True}
    result = seller.run("init", code=1)
    assert "is a shop already" in result.stderr
    assert result.stdout == ""


def test_the_default_shop_is_a_folder_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["vend", "init"])
    assert result.exit_code == 0
    assert "Back up" in result.stdout
    assert (tmp_path / "shop" / "ledger.db").exists()


def test_issue_makes_the_chip_and_its_card(seller):
    seller.run("init")
    card = seller.issue()
    assert (card["card"], card["meter"], card["active"], card["next_order"]) == ("0000000000000001", METER, True, 1)
    cells = open_chip(seller.folder / "chip").cells
    assert (cells.serial.hex(), cells.meter.hex(), cells.issue) == (card["serial"], METER, 1)
    assert seller.issue() == card


def test_sell_writes_the_file_and_says_where(issued):
    sold = issued.sell("--to", issued.drive, "--sold", "2020-11-20")
    assert sold == {
        "payment": "P1",
        "card": "0000000000000001",
        "order": 1,
        "meter": METER,
        "count": 1,
        "amount": "100.00",
        "sold": "2020-11-20",
        "close": True,
        "state": "handed over",
        "proved": False,
        "used": False,
        "ending": None,
        "credited": None,
        "refunded": False,
        "file": ORDER,
        "path": str(issued.drive / ORDER),
    }
    doc = orders.parse((issued.drive / ORDER).read_bytes())
    assert (doc["amount"], doc["sold"], doc["close"]) == ("100.00", "2020-11-20", 1)


def test_sell_again_writes_the_same_file_anywhere(issued):
    outbox = issued.folder / "outbox"
    outbox.mkdir()
    first = issued.sell("--to", issued.drive, "--no-close")
    again = issued.sell("--to", outbox, "--no-close")
    assert {**again, "path": ""} == {**first, "path": ""}
    assert (outbox / ORDER).read_bytes() == (issued.drive / ORDER).read_bytes()


def test_sell_without_a_folder_tells_how_to_get_the_file(issued):
    result = issued.run("sell", "--card", "0000000000000001", "--amount", "100.00", "--payment", "P1")
    assert "--to" in result.stdout
    assert issued.sell()["path"] is None


def test_sell_never_overwrites_a_file_and_the_sale_stands(issued):
    (issued.drive / ORDER).write_bytes(b"precious")
    options = ("--meter", METER, "--amount", "100.00", "--payment", "P1", "--to", issued.drive)
    assert "another file" in issued.run("sell", *options, code=1).stderr
    assert (issued.drive / ORDER).read_bytes() == b"precious"
    (issued.drive / ORDER).unlink()
    assert issued.sell("--to", issued.drive)["order"] == 1


def test_a_drive_that_cannot_be_written_says_that_the_sale_stands(issued, monkeypatch):
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError(30, "Read-only file system")))
    options = ("--meter", METER, "--amount", "100.00", "--payment", "P1", "--to", issued.drive, "--json")
    result = issued.run("sell", *options, code=1)
    assert "Read-only file system" in result.stderr
    assert "The ledger stands" in result.stderr
    assert result.stdout == ""


def test_receive_takes_the_report_from_the_drive(issued):
    issued.sell("--to", issued.drive)
    issued.device()
    told = issued.json("receive", issued.drive)
    assert (told["card"], told["state"], told["changed"], told["reading"]) == ("0000000000000001", "stored", True, None)
    assert (told["purchase"]["state"], told["purchase"]["amount"], told["removed"]) == ("loaded", "100.00", [])
    assert (issued.drive / ORDER).exists()
    again = issued.json("receive", issued.drive / "mail" / "report.json")
    assert {**again, "changed": True} == told


def test_a_whole_round_ends_proved_with_usage_and_a_tidy_drive(desk, seller):
    """The chip in RAM plays the meter's part; the shop is the one that the commands use."""
    seller.sell("--to", seller.drive)
    desk.deliver(desk.sell())
    desk.read(50000, (20000, 30000))
    (seller.drive / "mail" / "report.json").write_bytes(desk.report())
    told = seller.json("receive", seller.drive)
    assert (told["state"], told["purchase"]["proved"], told["removed"]) == ("delivered", True, [ORDER])
    desk.deliver(desk.sell(5000, "P2"))
    desk.read(51234, (20234, 31000))
    (seller.drive / "mail" / "report.json").write_bytes(desk.report())
    reading = seller.json("receive", seller.drive)["reading"]
    assert reading["used_kwh"] == {"total": 12.34, "rate1": 2.34, "rate2": 10.0, "rate3": None, "rate4": None}
    assert reading["kwh"]["total"] == 512.34
    assert (reading["remaining"], reading["overdraft"], reading["bought"]) == ("90.00", "0.00", "150.00")
    book = seller.json("ledger")
    assert [(p["amount"], p["state"], p["proved"]) for p in book["purchases"]] == [
        ("100.00", "delivered", True),
        ("50.00", "delivered", True),
    ]
    assert [r["count"] for r in book["readings"]] == [1, 2]
    assert sorted(p.name for p in seller.drive.iterdir()) == ["mail"]


def test_a_sale_too_small_for_the_light_is_warned_of_and_sold(desk, seller):
    desk.deliver(desk.sell())
    desk.read(50000, left=(0, 10_00))
    desk.receive()

    def sale(payment, amount):
        return seller.run("sell", "--card", desk.card.card, "--payment", payment, "--amount", amount).output

    small = sale("P2", "5.00")
    assert "WARNING: as the meter told its balance last, 5.00 may not bring the light back: at least 12.01," in small
    assert "order 2, count 2" in small
    assert "WARNING" not in sale("P3", "7.01")


def test_a_line_of_a_table_that_is_too_small_for_the_light_is_warned_of_and_sold(desk, seller):
    desk.deliver(desk.sell())
    desk.read(50000, left=(0, 10_00))
    desk.receive()
    table = seller.folder / "sales.csv"
    table.write_text(f"card,amount,payment\n{desk.card.card},5.00,P2\n{desk.card.card},7.01,P3\n")
    said = seller.run("sell", "--csv", table).output
    warned = [line for line in said.splitlines() if "WARNING" in line]
    assert len(warned) == 1
    assert warned[0].startswith("line 2, payment P2: WARNING: as the meter told its balance last, 5.00 may not")
    assert "2 done, 0 refused." in said
    table.write_text(f"card,amount,payment\n{desk.card.card},2.99,P4\n")
    assert "at least 3.00, and" in seller.run("sell", "--csv", table, "--allow", "5.00").output


def test_the_ledger_is_a_table_for_people(desk, seller, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    desk.deliver(desk.sell(payment="[red]P1"))
    desk.read(50000)
    desk.receive()
    shown = seller.run("ledger").stdout
    for words in ("Cards", "Purchases", "[red]P1", "100.00", "delivered, proved by the meter", "Used since"):
        assert words in shown


def test_an_empty_ledger_says_so(seller):
    seller.run("init")
    assert "empty" in seller.run("ledger").stdout
    assert seller.json("ledger") == {"cards": [], "purchases": [], "readings": []}


def test_with_json_the_words_are_on_stderr(issued):
    result = issued.run("sell", "--meter", METER, "--amount", "100.00", "--payment", "P1", "--json")
    assert "order 1" in result.stderr
    assert json.loads(result.stdout)["order"] == 1


def test_no_key_and_no_mac_is_ever_shown(issued):
    shown = ""
    for options in ((), ("--json",)):
        result = issued.run(
            "sell", "--meter", METER, "--amount", "9.00", "--payment", "P1", "--to", issued.drive, *options
        )
        shown += result.output
    issued.device()
    for command in (("receive", issued.drive), ("ledger",)):
        shown += issued.run(*command).output + issued.run(*command, "--json").output
    keys = Keys.load(issued.folder / "shop" / "keys.json", lambda: "a passphrase for tests")
    secret = [*of_card(keys, "0000000000000001"), *of_meter(keys, METER)]
    assert not [key for key in secret if key.hex() in shown]
    for file in (issued.drive / ORDER, issued.drive / "mail" / "report.json"):
        assert orders.parse(file.read_bytes())["mac"] not in shown


def test_a_sale_in_the_future_is_refused(issued):
    tomorrow = (date.today() + timedelta(days=2)).isoformat()
    sale = ("sell", "--meter", METER, "--amount", "1.00", "--payment", "P1")
    assert "is in the future" in issued.run(*sale, "--sold", tomorrow, code=2).stderr
    assert issued.json("ledger")["purchases"] == []
    assert issued.json(*sale, "--sold", date.today().isoformat())["order"] == 1


def test_a_reference_that_reads_as_another_sells_with_a_word(issued):
    issued.sell(payment="R-1")
    sale = ("sell", "--meter", METER, "--amount", "100.00", "--payment", "r\u20131")
    assert "add --another" in issued.run(*sale, code=1).stderr
    assert issued.json(*sale, "--another")["order"] == 2

# test_vend_cli_life.py - the commands of a card's life, typed one after the other
import json

import pytest
from typer.testing import CliRunner

from wattkey import orders
from wattkey_host.cli import app
from wattkey_host.sim.chip.factory import new_chip, open_chip

METER, OTHER, CUSTOMER = "000000123456", "000000654321", "000000000042"
CARD, SERIAL = "0000000000000001", "00000000000000a1"
INS = {"issue": 0x04, "purchase": 0x06, "rekey": 0x08, "cancel": 0x0A, "settle": 0x0C, "unlock": 0x0E}


def give(chip, path):
    """What the device does with a file; then it publishes its report beside it."""
    doc = orders.parse(path.read_bytes())
    assert chip.apdu(bytes([0x90, INS[doc["type"]], 0, 0]) + orders.pack(doc))[1] == 0x9000
    report = orders.unpack("report", chip.apdu(b"\x90\x24\0\0")[0])
    (path.parent / "mail" / "report.json").write_text(json.dumps(report))


def publish_card(seller, chip):
    """mail/card.json of a blank handheld."""
    card = {**orders.unpack("card", bytes([4]) + bytes(orders.size("card") - 1)), "serial": chip.cells.serial.hex()}
    (seller.drive / "mail" / "card.json").write_text(json.dumps(card))


def test_a_blank_handheld_is_issued_on_its_own_drive(seller):
    seller.run("init")
    chip = new_chip(SERIAL)
    publish_card(seller, chip)
    made = seller.json("issue", "--drive", seller.drive, "--meter", METER, "--customer", CUSTOMER)
    assert (made["kind"], made["card"], made["done"]) == ("issue", CARD, False)
    assert "no active card" in seller.run("sell", "--meter", METER, "--amount", "1.00", "--payment", "P", code=1).stderr
    give(chip, seller.drive / made["file"])
    seller.run("receive", seller.drive)
    assert seller.json("ledger")["cards"][0]["active"]


@pytest.mark.parametrize("ways", [(), ("--serial", SERIAL, "--chip", "chip")])
def test_a_chip_is_named_in_one_way(seller, ways):
    seller.run("init")
    assert "name one of" in seller.run("issue", "--meter", METER, "--customer", CUSTOMER, *ways, code=2).stderr


def test_a_purchase_is_taken_back_sold_again_and_its_file_written_anew(issued):
    chip = open_chip(issued.folder / "chip")
    issued.sell("--to", issued.drive)
    gone = issued.json("cancel", "--payment", "P1", "--to", issued.drive)
    assert (gone["ending"], gone["state"]) == ("cancel", "handed over")
    give(chip, issued.drive / f"WK-{CARD}-cancel-1.json")
    told = issued.json("receive", issued.drive)
    assert (told["state"], told["purchase"]["state"]) == ("cancelled", "cancelled")
    assert "is cancelled" in issued.run("file", "--payment", "P1", code=1).stderr
    again = issued.json("resell", "--payment", "P1")
    assert (again["order"], again["count"], again["state"]) == (2, 1, "sold")
    written = issued.json("file", "--payment", "P1", "--to", issued.drive)
    first = (issued.drive / f"WK-{CARD}-2.json").read_bytes()
    assert written["state"] == "handed over"
    (issued.drive / f"WK-{CARD}-2.json").unlink()
    issued.run("file", "--payment", "P1", "--to", issued.drive)
    assert (issued.drive / f"WK-{CARD}-2.json").read_bytes() == first


def test_a_refund_is_noted_only_when_the_money_is_free(issued):
    chip = open_chip(issued.folder / "chip")
    issued.sell()
    assert "Only what was cancelled" in issued.run("refund", "--payment", "P1", code=1).stderr
    issued.run("cancel", "--payment", "P1", "--to", issued.drive)
    give(chip, issued.drive / f"WK-{CARD}-cancel-1.json")
    issued.run("receive", issued.drive)
    again = issued.run("sell", "--meter", METER, "--amount", "100.00", "--payment", "P1", code=1)
    assert "buys nothing any more. Take another reference, or resell it" in again.stderr
    assert issued.json("refund", "--payment", "P1")["refunded"]
    assert "refunded already, on 2" in issued.run("refund", "--payment", "P1", code=1).stderr
    assert "refunded" in issued.run("resell", "--payment", "P1", code=1).stderr


def test_settling_tells_the_evidence_and_wants_a_decision(issued):
    issued.sell()
    assert issued.run("settle", "--payment", "P1", code=2).stderr
    refused = issued.run("settle", "--payment", "P1", "--not-credited", code=1)
    assert "cumulative purchase amount" in refused.stdout
    assert "not known to be used" in refused.stderr


def test_reissue_rekey_unlock_replace_write_their_files(issued):
    chip = open_chip(issued.folder / "chip")
    made = issued.json("reissue", "--card", CARD, "--meter", OTHER, "--count", 3, "--to", issued.drive)
    give(chip, issued.drive / made["file"])
    issued.run("receive", issued.drive)
    assert issued.json("rotate") == {"generation": 2}
    made = issued.json("rekey", "--card", CARD, "--to", issued.drive)
    give(chip, issued.drive / made["file"])
    issued.run("receive", issued.drive)
    unlocked = issued.json("unlock", "--card", CARD, "--to", issued.drive)
    give(chip, issued.drive / unlocked["file"])
    made = issued.json("replace", "--card", CARD, "--serial", SERIAL, "--to", issued.drive)
    new = new_chip(SERIAL)
    give(new, issued.drive / made["file"])
    issued.run("receive", issued.drive)
    cards = issued.json("ledger")["cards"]
    assert [(card["meter"], card["active"], card["lost"]) for card in cards] == [
        (OTHER, False, True),
        (OTHER, True, False),
    ]
    assert new.cells.load_key == chip.cells.load_key


def test_another_channel_is_noted(issued):
    told = issued.json("elsewhere", "--meter", METER, "--count", 1, "--amount", "30.00")
    assert (told["count"], issued.sell()["count"]) == (1, 2)


def test_keys_are_plain_only_on_request(seller, monkeypatch):
    monkeypatch.delenv("WATTKEY_PASSPHRASE")
    assert "Set WATTKEY_PASSPHRASE" in seller.run("init", code=1).stderr
    assert seller.json("init", "--plain")["sealed"] is False
    seller.run("ledger")


def test_a_sealed_shop_wants_its_passphrase(issued, monkeypatch):
    monkeypatch.setenv("WATTKEY_PASSPHRASE", "another")
    assert "passphrase is wrong" in issued.run("ledger", code=1).stderr
    monkeypatch.delenv("WATTKEY_PASSPHRASE")
    assert "Set WATTKEY_PASSPHRASE" in issued.run("ledger", code=1).stderr
    file = issued.folder / "passphrase"
    file.write_text("a passphrase for tests\n")
    monkeypatch.setenv("WATTKEY_KEYFILE", str(file))
    issued.run("ledger")


def test_at_a_terminal_the_passphrase_is_asked_for(seller, monkeypatch):
    monkeypatch.delenv("WATTKEY_PASSPHRASE")
    monkeypatch.setattr("wattkey_host.vend.cli.console.person_there", lambda: True)
    command = ["vend", "init", "--shop", str(seller.folder / "shop")]
    assert CliRunner().invoke(app, command, input="five words of no kin\nfive words of no kin\n").exit_code == 0
    command[1] = "ledger"
    assert CliRunner().invoke(app, command, input="five words of no kin\n").exit_code == 0
    assert CliRunner().invoke(app, command, input="guess\n").exit_code == 1


@pytest.mark.parametrize("weak", ["secret", "passwordpassword"])
def test_a_weak_passphrase_makes_no_shop(seller, monkeypatch, weak):
    monkeypatch.setenv("WATTKEY_PASSPHRASE", weak)
    assert "the passphrase is too weak" in seller.run("init", code=1).stderr
    assert not (seller.folder / "shop").exists()


def test_whoever_issues_under_the_public_test_key_is_told(seller):
    seller.run("init")
    for serial, meter in ((SERIAL, METER), ("57574b0000000007", OTHER)):
        issued = seller.run(
            "issue", "--serial", serial, "--meter", meter, "--customer", "000000000042", "--to", seller.drive
        )
        assert "public test key of simulated chips: anybody can open the file" in issued.stdout
    told = seller.run("issue", "--chip", seller.folder / "c", "--meter", "000000111111", "--customer", "000000000042")
    assert "public test key" in told.stdout


def test_under_a_factory_key_of_ones_own_nothing_is_said(seller):
    seller.run("init", "--plain")
    seller.folder.joinpath("factory.txt").write_text("00" * 16)
    seller.run("factory-key", "--from", seller.folder / "factory.txt")
    issued = seller.run(
        "issue", "--serial", SERIAL, "--meter", METER, "--customer", "000000000042", "--to", seller.drive
    )
    assert "public test key" not in issued.stdout

# test_vend_cli_box.py - readings of a box on the command line: from a drive or a file, into ledger and CSV
import csv

import pytest

from wattkey.box import readings
from wattkey.box.boxmeter import BoxMeter
from wattkey.box.packed import pack


def meter(number, standard, values, state="read", turn=1):
    entry = BoxMeter(bytes.fromhex(f"{number:012d}"), standard, 1200)
    entry.values, entry.state, entry.pass_number = values, state, turn
    return entry


BOX = [
    meter(1, 1997, (600, 100, 200, 300)),
    meter(2, 1997, (1000, 100, 200, 300, 400)),
    meter(3, 2007, (600, 100, 200, 300)),
    meter(4, 2007, (1000, 100, 200, 300, 400), "silent"),
]


def put(seller, entries=BOX):
    slots = dict(enumerate(entries, 1))
    content = b"".join(readings.slot(n, pack(slots[n]) if n in slots else None) for n in range(1, 65))
    (seller.drive / "mail" / "readings.json").write_bytes(content)
    return seller.drive / "mail" / "readings.json"


@pytest.fixture
def shop(seller):
    seller.run("init")
    return seller


def test_readings_are_taken_once_from_a_drive_or_a_file(shop):
    file = put(shop)
    expected = {"new": 3, "known": 0, "silent": ["000000000004"], "bad": []}
    assert shop.json("receive", shop.drive) == {"box": expected}
    assert shop.json("receive", file) == {"box": {**expected, "new": 0, "known": 3}}
    put(shop, [meter(1, 1997, (700, 200, 200, 300), turn=2)])
    assert shop.json("receive", file)["box"]["new"] == 1
    assert [row["pass"] for row in shop.json("readings")["readings"]] == ["1", "2", "1", "1"]


def test_they_come_beside_a_report(issued):
    issued.sell("--to", issued.drive)
    issued.device()
    put(issued)
    outcome = issued.json("receive", issued.drive)
    assert outcome["box"]["new"] == 3
    assert outcome["state"] == "stored"


def test_csv_has_each_register_under_its_name(shop, tmp_path):
    put(shop)
    shop.run("receive", shop.drive)
    shop.run("readings", "--csv", tmp_path / "box.csv")
    with (tmp_path / "box.csv").open(newline="") as file:
        first, second, third = csv.DictReader(file)
    assert (first["meter"], first["total"], first["sharp"], first["peak"]) == ("000000000001", "6.00", "", "1.00")
    assert (second["sharp"], second["valley"]) == ("1.00", "4.00")
    assert (third["rate1"], third["rate3"], third["peak"]) == ("1.00", "3.00", "")


def test_a_meter_of_698_45_and_one_with_many_rates_come_back_too(shop, tmp_path):
    put(shop, [meter(1, 698, (1000, 100, 200, 300, 400)), meter(2, 698, (1000, 100, 200, 300, 250, None))])
    assert shop.json("receive", shop.drive)["box"]["new"] == 2
    shop.run("readings", "--csv", tmp_path / "box.csv")
    with (tmp_path / "box.csv").open(newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["standard"], first["sharp"], first["valley"], first["rate4"]) == ("698", "1.00", "4.00", "")
    assert (second["rate1"], second["rate3"], second["rate4"], second["valley"]) == ("1.00", "3.00", "2.50", "")


def test_a_damaged_line_is_named_and_the_others_are_taken(shop):
    file = put(shop)
    content = bytearray(file.read_bytes())
    content[256 + 40] ^= 1
    file.write_bytes(content)
    box = shop.json("receive", file)["box"]
    assert (box["new"], box["bad"]) == (2, ["meter 2: damaged: the check does not agree"])


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + b" ", lambda t: t.replace(b"  ", b"")])
def test_an_edited_file_is_refused_and_nothing_is_taken(shop, change):
    file = put(shop)
    file.write_bytes(change(file.read_bytes()))
    assert "unedited" in shop.run("receive", file, code=1).output
    assert shop.json("readings") == {"readings": []}


def test_an_empty_file_brings_nothing_and_hides_no_missing_report(shop):
    (shop.drive / "mail" / "readings.json").write_bytes(readings.empty())
    assert "there is no report" in shop.run("receive", shop.drive, code=1).output

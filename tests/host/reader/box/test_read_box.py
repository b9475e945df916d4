# test_read_box.py - `wattkey read --box` against `wattkey meter --box`: CSV, JSON, exit status, a line that breaks
import csv
import json

import pytest
from typer.testing import CliRunner

from fakes.brokenline import BreakingLine
from wattkey.box.collector import Collector
from wattkey_host.cli import app
from wattkey_host.meter.boxmeters import BOX, Spec
from wattkey_host.reader.box.reader import listed, read_box

THREE = Spec("000000000001", rates=3, energy=("1.00", "2.00", "3.00"), end_mark=True, answer_ms=1)
FOUR = Spec("000000000002", energy=("1.00", "2.00", "3.00", "4.00"), needs_fe=4, answer_ms=1)
NEW = Spec("000000000003", standard="2007", energy=("0.01", "0.02", "0.03", "0.04"), answer_ms=1)
DEAD = Spec("000000000004", silent=True)
LIAR = Spec("000000000005", also_answers=("000000000004",), answer_ms=1)


@pytest.fixture
def box_list(tmp_path):
    """A list of meters as on the drive."""

    def write(*lines):
        file = tmp_path / "meters.json"
        file.write_text(json.dumps({"wattkey": 1, "type": "meters", **{str(n): s for n, s in enumerate(lines, 1)}}))
        return file

    return write


def packed(words):
    """Without the frame and the line ends that the terminal puts around and into words."""
    return "".join(words.replace("│", " ").split())


def read(where, file, *more, patience=3):
    words = ["read", "--to", where, "--box", file, "--timeout", patience, *more]
    return CliRunner().invoke(app, [str(word) for word in words])


def test_every_kind_in_one_pass_as_csv(served, box_list):
    where = served(THREE, FOUR, NEW)
    result = read(where, box_list(THREE.address, f"{FOUR.address} 1997", f"{NEW.address} 2007"))
    assert result.exit_code == 0
    three, four, new = csv.DictReader(result.stdout.splitlines())
    assert (three["state"], three["standard"], three["rates"], three["baud"]) == ("read", "1997", "3", "1200")
    assert [three[name] for name in ("total", "sharp", "peak", "flat", "valley")] == [
        "6.00",
        "",
        "1.00",
        "2.00",
        "3.00",
    ]
    assert [four[name] for name in ("total", "sharp", "valley")] == ["10.00", "1.00", "4.00"]
    assert (new["standard"], new["total"], new["sharp"]) == ("2007", "0.10", "0.01")


def test_ctrl_c_tells_what_was_read(served, box_list, tmp_path, monkeypatch):
    """And the CSV is whole: every meter has its line."""
    file, where, one = tmp_path / "out.csv", served(THREE, NEW), Collector.read

    async def read_until(self, entry):
        if entry.address.hex() == NEW.address:
            raise KeyboardInterrupt
        return await one(self, entry)

    monkeypatch.setattr(Collector, "read", read_until)
    result = read(where, box_list(THREE.address, NEW.address), "--csv", file, "--json")
    assert result.exit_code == 130
    assert result.stderr.endswith("wattkey: interrupted. Meters read: 1 of 2; the others are told as unread\n")
    assert json.loads(result.stdout.splitlines()[-1])["read"] == 1
    assert [line["state"] for line in csv.DictReader(file.open())] == ["read", "unread"]


def test_a_silent_meter_stops_nobody_and_shows_in_the_exit_status(served, box_list, tmp_path):
    file = tmp_path / "out.csv"
    where = served(DEAD, LIAR)
    result = read(
        where, box_list(f"{DEAD.address} 1997", f"{LIAR.address} 1997"), "--csv", file, "--json", patience=0.3
    )
    assert result.exit_code == 5
    said = json.loads(result.stdout.splitlines()[-1])
    assert (said["meters"], said["read"], said["silent"], said["unsure"]) == (2, 1, 1, 0)
    assert [one["state"] for one in said["readings"]] == ["silent", "read"]
    assert said["readings"][0]["energy"] == {}
    assert [line["state"] for line in csv.DictReader(file.open())] == ["silent", "read"]
    assert f"meter 1, {DEAD.address}: silent" in result.stderr
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"wattkey": 1, "type": "meters", "1": "12"}', "meter 1: 12 is no number of 12 digits"),
        ('{"wattkey": 1, "type": "order"}', "not a WattKey list of meters"),
        ("[", "meters.json"),
    ],
)
def test_a_bad_list_is_refused_before_anything_is_asked(tmp_path, text, words):
    file = tmp_path / "meters.json"
    file.write_text(text)
    result = read("socket://127.0.0.1:9", file)
    assert result.exit_code == 2
    assert packed(words) in packed(result.stderr)


@pytest.mark.parametrize("more", [("--id", "9010"), ("--scan",), ("--watch", "1"), ("--raw",)])
def test_a_box_goes_with_no_other_question(box_list, more):
    assert read("socket://127.0.0.1:9", box_list(THREE.address), *more).exit_code == 2


def test_nobody_on_the_line_is_told(box_list):
    result = read("socket://127.0.0.1:1", box_list(THREE.address))
    assert result.exit_code == 5
    assert "socket://127.0.0.1:1" in result.stderr or "connect" in result.stderr


def test_the_file_is_whole_though_the_line_breaks(box_list, tmp_path, capsys):
    line, file = BreakingLine(), tmp_path / "out.csv"
    entries = listed(box_list(THREE.address, FOUR.address))
    assert read_box(entries, lambda: line, file, as_json=False) == 5
    assert [one["state"] for one in csv.DictReader(file.open())] == ["unread", "unread"]
    assert "unplugged" in capsys.readouterr().err
    assert line.closed


def test_a_box_file_says_whom_to_ask():
    assert len(listed(BOX)) == 64


def test_a_box_takes_no_options_of_a_single_meter(tmp_path):
    file = tmp_path / "box.toml"
    file.write_text('meter = [{ address = "000000000001" }]')
    words = ["meter", "--box", str(file), "--listen", "127.0.0.1:0", "--rates", "3"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert packed("stands in the file") in packed(result.stderr)

# test_search_box.py - a search of a box: over the bits of a pair, from a PC, and what a served box says to everybody
import json

import pytest
from typer.testing import CliRunner

from fakes.brokenline import BreakingLine, unplugged
from wattkey.box.boxmeter import BoxMeter
from wattkey.box.meterlist import parse
from wattkey.box.scan import Scan
from wattkey.dlt645.frame import Frame, Scanner
from wattkey.dlt645.values import ANYONE
from wattkey_host.cli import app
from wattkey_host.meter.boxmeters import Spec, load
from wattkey_host.meter.boxserved import ServedBox
from wattkey_host.reader.box.seeker import as_list, search_box
from wattkey_host.sim.clock import VirtualClock
from wattkey_lab.bench.box_search import search

ONE, TWO = Spec("000000000001", answer_ms=1), Spec("000000000002", answer_ms=1)
LATE = Spec("000000000003", answer_ms=250)
TOTAL = Frame(ANYONE, 0x01, b"\x10\x90")


def invoked(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.parametrize("delays", [(20, 20), (20, 24), (46, 69), (30, 250)])
@pytest.mark.parametrize("preambles", [(0, 0), (4, 0), (4, 4)])
def test_two_with_the_same_last_digits_are_found_whatever_their_bits_do_to_each_other(delays, preambles):
    specs = [
        Spec(number, standard="2007", answer_ms=delay, preamble=fe)
        for number, delay, fe in zip(("001307376250", "001307533950"), delays, preambles, strict=True)
    ]
    found = search(specs)
    assert sorted(number for number, *_ in found.found) == [spec.address for spec in specs]
    assert found.judged(specs)["phantom"] == 0


def test_the_command_tells_what_a_search_costs():
    result = invoked("box", "--search", "--meters", 6, "--json")
    assert result.exit_code == 0
    said = json.loads(result.stdout.splitlines()[-1])
    assert (said["meters"], said["found"], said["missed"], said["phantom"], said["silent"]) == (6, 6, 0, 0, 0)
    assert 100 < said["asked"] < 300
    assert said["took_s"] < said["asked"] * 1.2


def test_ctrl_c_tells_who_was_found(served, monkeypatch):
    one = Scan.next

    async def next_until(self, told):
        if self.count:
            raise KeyboardInterrupt
        return await one(self, told)

    monkeypatch.setattr(Scan, "next", next_until)
    result = invoked("read", "--to", served(ONE, TWO), "--search", "--timeout", 0.3, "--json")
    assert result.exit_code == 130
    assert result.stderr.endswith("wattkey: interrupted. Meters found: 1; not all numbers were asked\n")
    assert len(json.loads(result.stdout)) == 3  # its version, its type, one meter


def test_a_silent_meter_is_not_found():
    specs = [load()[0], Spec("000000000077", silent=True)]
    assert search(specs).judged(specs) | {"asked": 0, "took_s": 0} == {
        **{"meters": 2, "found": 1, "silent": 1, "missed": 0, "phantom": 0},
        **{"asked": 0, "took_s": 0},
    }


def said(*specs):
    """What a client hears of a served box after one question to all."""
    clock = VirtualClock()
    heard = []
    ServedBox(list(specs), clock, lambda line: None).asked(TOTAL, heard.append)
    clock.advance(2_000_000)
    return heard


def test_those_who_answer_together_spoil_each_other_and_one_behind_the_other_do_not():
    def numbers(data):
        scanner = Scanner()
        scanner.feed(data)
        frame = scanner.next(idle=True)
        return frame and frame.address.hex()

    assert [numbers(data) for data in said(ONE)] == [ONE.address]
    assert [numbers(data) for data in said(ONE, LATE)] == [ONE.address, LATE.address]
    together = said(ONE, TWO)
    assert len(together) == 1
    assert numbers(together[0]) is None


def test_from_a_pc_it_prints_a_list_that_can_be_read(served, tmp_path):
    where = served(ONE, LATE)
    result = invoked("read", "--to", where, "--search", "--timeout", "0.9")
    assert result.exit_code == 0
    assert [entry.address.hex() for entry in parse(result.stdout.encode())] == [ONE.address, LATE.address]
    assert json.loads(result.stdout)["1"] == f"{ONE.address} 1997"
    assert f"meter {LATE.address}" in result.stderr
    file = tmp_path / "meters.json"
    file.write_text(result.stdout)
    assert invoked("read", "--to", where, "--box", file, "--timeout", "0.5").exit_code == 0


def test_nobody_on_the_line_is_an_exit_status(served):
    result = invoked("read", "--to", served(), "--search", "--timeout", "0.05", "--json")
    assert result.exit_code == 5
    assert json.loads(result.stdout) == {"ok": False, "error": "no meter was found", "status": 5}


def test_it_goes_alone():
    result = invoked("read", "--to", "socket://127.0.0.1:1", "--search", "--id", "9010")
    assert result.exit_code == 2
    assert "--search" in result.stderr


def test_a_line_that_is_not_there_is_told():
    result = invoked("read", "--to", "/dev/no-such-port", "--search")
    assert result.exit_code == 5
    assert "no-such-port" in result.stderr


def gone_after_1997(line):
    """One meter is on the line, which is gone when the next edition is asked."""

    def hears(data):
        if data[12:13] != b"\x01":
            unplugged(data)
        ServedBox([ONE], line.clock.world, lambda told: None).asked(TOTAL, line.say)

    return hears


def test_who_was_found_is_told_though_the_line_breaks(capsys):
    line = BreakingLine(gone_after_1997)
    assert search_box(lambda: line, as_json=True) == 5
    out = capsys.readouterr()
    assert json.loads(out.out)["1"] == f"{ONE.address} 1997 1200"
    assert "the line is gone: unplugged" in out.err
    assert line.closed


def test_the_list_says_edition_and_speed_where_there_is_one():
    entries = [BoxMeter(bytes.fromhex("000000000001"), 1997, 2400)]
    assert as_list(entries, True)["1"] == "000000000001 1997 2400"
    assert as_list(entries, False)["1"] == "000000000001 1997"

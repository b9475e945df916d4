# test_vend_cli_refused.py - `wattkey vend` and wrong input: the exit status, and words that help
"""1 for what cannot be done, 2 for what makes no sense; nothing is sold in either case."""

from pathlib import Path

import pytest

METER, CUSTOMER = "000000123456", "000000000042"


REFUSED = {
    "no shop": (("ledger",), "vend init"),
    "a folder without a report": (("receive", "."), "no report"),
    "an unknown meter": (("sell", "--meter", "000000999999", "--amount", "1.00", "--payment", "P"), "Issue one first"),
    "an amount too high": (("sell", "--meter", METER, "--amount", "100000.00", "--payment", "P"), "99999.99"),
    "no chip's memory": (("issue", "--chip", "report", "--meter", METER, "--customer", CUSTOMER), "no simulated chip"),
    "no report": (("receive", "report"), "cannot be read"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_ends_with_1_and_says_what_to_do(seller, name, monkeypatch):
    monkeypatch.chdir(seller.folder)
    Path("report").write_text("{}")
    if name != "no shop":
        seller.run("init")
    (command, *options), words = REFUSED[name]
    result = seller.run(command, *options, code=1)
    assert words in result.stderr
    assert result.stderr.startswith("wattkey: ")
    assert "Traceback" not in result.output
    assert result.stdout == ""


WRONG = {
    "neither card nor meter": ("sell", "--amount", "1.00", "--payment", "P"),
    "both": ("sell", "--card", "1" * 16, "--meter", METER, "--amount", "1.00", "--payment", "P"),
    "no amount": ("sell", "--meter", METER, "--payment", "P"),
    "an amount without cents": ("sell", "--meter", METER, "--amount", "100", "--payment", "P"),
    "a short meter number": ("sell", "--meter", "123456", "--amount", "1.00", "--payment", "P"),
    "a short card number": ("sell", "--card", "17", "--amount", "1.00", "--payment", "P"),
    "a folder that is not there": (
        "sell", "--meter", METER, "--amount", "1.00", "--payment", "P", "--to", "nowhere",
    ),
    "a date that is none": ("sell", "--meter", METER, "--amount", "1.00", "--payment", "P", "--sold", "2026-02-30"),
    "a short customer number": ("issue", "--chip", "c", "--meter", METER, "--customer", "42"),
    "a negative count": ("issue", "--chip", "c", "--meter", METER, "--customer", CUSTOMER, "--count", "-1"),
    "a path that is not there": ("receive", "nowhere"),
    "an unknown option": ("ledger", "--all"),
}  # fmt: skip


@pytest.mark.parametrize("usage", WRONG.values(), ids=WRONG.keys())
def test_wrong_usage_ends_with_2_and_sells_nothing(issued, usage, monkeypatch):
    monkeypatch.chdir(issued.folder)
    result = issued.run(*usage, code=2)
    assert "Usage" in result.stderr
    assert issued.json("ledger")["purchases"] == []
    assert not Path("c").exists()


def test_without_the_simulator_there_is_no_simulated_chip(issued, monkeypatch):
    monkeypatch.setattr("wattkey_host.vend.live.chip.SIMULATED", "wattkey_host.no_simulator.factory")
    result = issued.run("issue", "--chip", "another", "--meter", METER, "--customer", CUSTOMER, code=1)
    assert "no simulated chip in this installation (wattkey_host.no_simulator is missing)" in result.stderr
    assert "--port" in result.stderr

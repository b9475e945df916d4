# test_selling_page.py - the commands of docs/selling.md, typed as they stand there
import re
import shlex

from typer.testing import CliRunner

from wattkey_host import device_root
from wattkey_host.cli import app

PAGE = (device_root() / "docs/selling.md").read_text(encoding="utf-8")
LINES = [line.strip().split("       #")[0] for line in PAGE.splitlines() if line.startswith("    .venv/bin/wattkey")]
LIVE = next(number for number, line in enumerate(LINES) if " sim " in line)
PORT = "127.0.0.1:8700"


def run(line):
    return CliRunner().invoke(app, shlex.split(line.removeprefix(".venv/bin/wattkey ")), env={"COLUMNS": "200"})


def test_the_page_works_as_typed(tmp_path, monkeypatch, sim):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WATTKEY_PASSPHRASE", "a phrase of several words")
    assert re.search(r"^    mkdir DRIVE$", PAGE, re.MULTILINE)
    (tmp_path / "DRIVE").mkdir()
    done = [run(line) for line in LINES[:LIVE]]
    assert [one.exit_code for one in done] == [0, 0, 0, 1, 0], [one.output for one in done]  # no report yet, as it says
    assert "there is no report" in done[3].output
    assert "handed over" in done[4].output

    start, issue, sell = LINES[LIVE:]
    handheld = sim(*shlex.split(start.replace(PORT, "127.0.0.1:0"))[2:])
    at = handheld.see("beam: ").split("socket://")[1].strip()
    handheld.see("Point at the")
    issued = run(issue.replace(PORT, at))
    assert issued.exit_code == 0, issued.output
    handheld.keys("ok")
    handheld.seller()
    sold = run(sell.replace(PORT, at))
    assert sold.exit_code == 0, sold.output
    assert "The card has taken it" in sold.output

# test_ids_cli.py - `wattkey ids`: the search of the catalogue

import json

from typer.testing import CliRunner

from wattkey_host.cli import app


def ids(*arguments):
    return CliRunner().invoke(app, ["ids", *arguments])


def test_both_languages_find_the_same_line():
    english, chinese = ids("remaining amount"), ids("剩余金额")
    assert english.exit_code == chinese.exit_code == 0
    line = next(line for line in english.stdout.splitlines() if "00900200" in line)
    assert line.split()[:2] == ["2007", "00900200"]
    assert "balance" in line and "yuan" in line and "剩余金额" in line
    assert line.split()[1] in chinese.stdout


def test_json_is_one_object_last_on_stdout():
    answer = json.loads(ids("--json", "--standard", "1997", "901F").stdout.splitlines()[-1])
    assert [(i["id"], i["bytes"]) for i in answer["identifiers"]] == [("901F", None)]


def test_one_of_a_long_series_is_found_too():
    assert "0001020C" in ids("0001020C").stdout


def test_a_long_list_is_cut_and_says_so():
    assert len(ids("energy").stdout.splitlines()) == 40
    assert "more: --all" in ids("energy").stderr
    assert len(ids("energy", "--all").stdout.splitlines()) > 100


def test_nothing_found_and_wrong_use():
    nothing = ids("xyzzy")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert "xyzzy" in nothing.stderr
    assert ids("energy", "--standard", "2013").exit_code == 2

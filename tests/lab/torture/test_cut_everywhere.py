# test_cut_everywhere.py - a slice of `wattkey torture`: the first of every kind of harm at every kind of operation
"""In a process of its own, because it forks; one for all runs, so that each finds loaded what it needs. A single point
needs no fork. All points: make torture."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app

SERVER = """
import json, sys
from typer.testing import CliRunner
from wattkey_host.cli import app

for line in sys.stdin:
    result = CliRunner().invoke(app, ["torture", *json.loads(line)])
    print(json.dumps([result.exit_code, result.stdout, result.stderr]), flush=True)
"""


@pytest.fixture(scope="module")
def torture():
    """`torture(*options)` -> exit status, stdout, stderr."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-P", "-c", SERVER], stdin=pipe, stdout=pipe, text=True) as server:

        def run(*options):
            print(json.dumps(options), file=server.stdin, flush=True)
            return json.loads(server.stdout.readline())

        yield run
        server.stdin.close()


def in_here(*options):
    result = CliRunner().invoke(app, ["torture", *options])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def slice_(torture):
    status, out, err = torture("--every", "900", "--prove", "5", "--json")
    return status, json.loads(out.splitlines()[-1]), err


def test_no_promise_is_broken(slice_):
    status, figures, err = slice_
    assert status == 0, err
    assert [figures[name] for name in ("lost", "doubled", "refundable", "stuck")] == [0, 0, 0, 0], err


def test_every_kind_of_harm_was_done(slice_):
    _, figures, err = slice_
    kinds = ("handheld", "meter", "cable", "cable, no battery", "torn", "pc")
    assert [kind for kind in kinds if f"│ {kind} " not in err] == []
    assert figures["cut_points"] >= 40


def test_what_was_merged_ends_as_it_would_have_ended_alone(slice_):
    _, figures, err = slice_
    assert figures["proved"] > 0
    assert figures["differ"] == 0, err


def test_the_second_life_holds_the_promises_too(torture):
    """Cancel, unlock and rekey: what is taken back is paid back, and never credited."""
    status, out, err = torture("--life", "card", "--every", "1000", "--kinds", "2", "--json")
    figures = json.loads(out.splitlines()[-1])
    assert status == 0, err
    assert [figures[name] for name in ("lost", "doubled", "refundable", "stuck")] == [0, 0, 0, 0], err
    assert figures["cut_points"] >= 15
    assert in_here("--life", "none")[0] == 2


@pytest.mark.parametrize(("personality", "first"), [("harshest", "0"), ("SY", "2")])
def test_another_meter_program_breaks_no_promise(torture, personality, first):
    """A kind in four, another one with each. All points: `wattkey torture --personality NAME`."""
    few = ("--every", "4000", "--kinds", "4", "--first", first)
    status, out, err = torture("--personality", personality, *few, "--json")
    figures = json.loads(out.splitlines()[-1])
    assert status == 0, err
    assert figures["cut_points"] >= 8
    assert [figures[name] for name in ("lost", "doubled", "refundable", "stuck")] == [0, 0, 0, 0], err
    assert figures["credited"] > 0


def test_one_point_again_by_its_number():
    status, out, _ = in_here("--point", "500")
    assert status == 0
    assert out.startswith("point 500, in 'recharge 100.00'")
    assert "the customer and the seller did: drop the file" in out


def test_a_number_that_does_not_exist():
    status, _, err = in_here("--point", "1000000")
    assert status == 1
    assert "there are only" in err

# test_box_figures.py - the box through the device's own collector and driver: every value right, how long it may take,
# and what docs/performance.md says of it
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_host.meter.boxmeters import Spec, load
from wattkey_host.reader.box.passes import judge, run
from wattkey_lab.bench.box_figures import BOUNDS, figures, measured
from wattkey_lab.docs.cli import BOX_PAGES, PAGES

ROOT = Path(__file__).parents[3]


def test_the_box_is_what_it_is_said_to_be():
    specs = load()
    kinds = [(spec.standard, spec.rates) for spec in specs]
    assert (kinds.count(("1997", 3)), kinds.count(("1997", 4)), kinds.count(("2007", 4))) == (32, 24, 8)
    assert sum(spec.silent for spec in specs) == sum(bool(spec.also_answers) for spec in specs) == 1
    assert [spec.answer_ms for spec in specs].count(500) == 1
    assert any(spec.end_mark for spec in specs) and any(spec.needs_fe == 4 for spec in specs)
    assert sum(spec.clock_ahead_s != 0 for spec in specs) == 1
    assert len({spec.values for spec in specs}) == 64


@pytest.mark.parametrize("twice", [False, True], ids=["read once", "read twice"])
def test_every_pass_reads_every_meter_that_answers(twice):
    row = measured(64, twice)
    for one in (row.first, row.trial, row.learned):
        assert judge(load(), one.readings) == {"meters": 64, "read_right": 63, "wrong": 0, "silent": 1, "unsure": 0}


def test_first_and_learned_pass_stay_near_the_floor():
    found = figures(64)
    assert {name: found[name] for name, bound in BOUNDS.items() if found[name] > bound} == {}
    assert found["first_ratio"] > found["learned_ratio"] > 1


@pytest.mark.parametrize("name", BOX_PAGES)
def test_what_is_written_of_it_is_fresh(name):
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](ROOT), "run `wattkey docs`"


def test_only_who_needs_the_fe_bytes_gets_them():
    """And who answers later than the first trial waits, with the meter behind it, whose answer the late one spoils."""
    told = [reading.preamble for reading in measured(64).learned.readings]
    slow = [n for n, spec in enumerate(load()) if spec.answer_ms > 300]
    wanted = [4 if spec.needs_fe or spec.silent else 0 for spec in load()]
    odd = [n for n, (fe, need) in enumerate(zip(told, wanted, strict=True)) if fe != need]
    assert set(odd) <= {place for n in slow for place in (n, n + 1)}
    assert [told[n] for n in odd] == [4] * len(odd)


def test_the_floor_is_what_one_exchange_takes():
    """Three rates: 14 bytes out, 4 FE and 30 bytes back, 50 ms between."""
    (first, _, learned) = run([Spec("000000000001", rates=3, answer_ms=50)])
    assert first.floor_s == learned.floor_s == pytest.approx((14 + 34) * 11 / 1200 + 0.05)
    assert (first.asked, learned.asked) == (1, 1)


def test_a_meter_that_answers_for_its_neighbour_spoils_it_but_is_never_taken_for_it():
    specs = [Spec("000000000001", answer_ms=60), Spec("000000000002", also_answers=("000000000001",), answer_ms=60)]
    for one in run(specs):
        found = judge(specs, one.readings)
        assert found["wrong"] == 0
        assert one.readings[1].state == "read"


def test_the_meter_behind_a_silent_one_is_asked_at_the_usual_speed_first():
    specs = [Spec("000000000001", silent=True), Spec("000000000002")]
    first, _, learned = run(specs)
    assert first.asked - first.silent_asked == learned.asked - learned.silent_asked == 1
    assert learned.silent_asked < first.silent_asked


def test_the_command_prints_the_figures():
    result = CliRunner().invoke(app, ["box", "--meters", "4", "--json"])
    assert result.exit_code == 0
    said = json.loads(result.stdout.splitlines()[-1])
    assert (said["meters"], said["read_right"], said["wrong"], said["silent"]) == (4, 4, 0, 0)
    assert said["without_parity"]["learned_ratio"] > said["learned_ratio"]

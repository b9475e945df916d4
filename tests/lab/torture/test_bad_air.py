# test_bad_air.py - a few recharges through each kind of bad air: nothing is lost; the page shows what was measured
"""All of them, and the figures of docs/air.md: wattkey torture air --write."""

import re
from pathlib import Path

import pytest

from wattkey_lab.torture.air.badair import Figures, drawn, measure, page
from wattkey_lab.torture.air.noise import KINDS, RATES

ROOT = Path(__file__).parents[3]
HARMLESS = ("clear", "bit errors 0.0001", "echo", "late", "stretched", "duplicated", "reordered", "another meter")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_nothing_is_lost_in_it(scenes, kind):
    figures = measure(scenes, kind, 2)
    assert figures.broken == 0
    if kind.name in HARMLESS:
        assert figures.within_three == 2


def test_worse_air_takes_longer_or_does_not_come_through(scenes):
    by_name = {kind.name: kind for kind in KINDS}
    clear, bad = (measure(scenes, by_name[name], 4) for name in ("clear", "bit errors 0.01"))
    assert bad.within_three < clear.within_three


def test_the_page_has_a_row_for_every_kind():
    shown = (ROOT / "docs/air.md").read_text()
    assert re.findall(r"^\| ([^|]+) \| [^|]+ \| \d+ %", shown, re.MULTILINE) == [kind.name for kind in KINDS]


def test_page_and_plot_are_made_from_the_figures():
    figures = [Figures(kind.name, 10, 4, 7, 1, 0, 9.5, 12.25) for kind in KINDS]
    assert page(figures).count("| 40 % | 70 % | 1 | 9.5 s | 12.2 s | 0 |") == len(KINDS)
    assert drawn(figures).count("<polyline") == 5 + 3
    assert all(f">{rate:g}<" in drawn(figures) for rate in RATES)

# test_plot.py - a line in a figure stands where the axis says that it stands
import re

import pytest

from wattkey_host import device_root
from wattkey_lab.docs.plot import plot

LABEL = re.compile(r'<text x="12.0" y="([\d.]+)"[^>]*>(\d+)%<')
LINE = re.compile(r'<polyline points="([^"]+)" stroke="#(?!ddd)')


def told(svg):
    """Highest point of each line, in percent by the labels of the axis."""
    labels = sorted((float(y) - 4, int(percent)) for y, percent in LABEL.findall(svg))
    (top, most), (bottom, least) = labels[0], labels[-1]
    heights = [min(float(point.split(",")[1]) for point in line.split()) for line in LINE.findall(svg)]
    return [least + (most - least) * (bottom - y) / (bottom - top) for y in heights]


@pytest.mark.parametrize("top", [1, 0.8])
def test_a_point_stands_at_its_height_on_the_axis(top):
    svg = plot("title", "axis", {"a": [(1, 0.1), (64, 0.78)], "b": [(1, 0.0), (64, 0.4)]}, top)
    assert told(svg) == pytest.approx([78, 40], abs=0.1)


def test_the_figure_of_the_box_says_what_its_table_says():
    svg = (device_root() / "docs/img/box.svg").read_text(encoding="utf-8")
    page = (device_root() / "docs/performance.md").read_text(encoding="utf-8")
    first = [float(row.split("|")[4]) for row in page.splitlines() if re.match(r"\| \d+ \| [\d.]+ s \|", row)]
    assert told(svg)[0] == pytest.approx(100 * (max(first) - 1), abs=0.2)
    assert "top:" not in svg

# test_docs.py - what the pages say about files is so

import re
from pathlib import Path

import pytest

from wattkey import ports

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_relative_link_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_driver_shown_is_the_driver_shipped():
    (shown,) = re.findall(r"```python\n(.*?)\n```", (ROOT / "docs/drivers.md").read_text(), re.DOTALL)
    assert shown == (ROOT / "drivers/screen_console.py").read_text().rstrip()
    assert len(shown.splitlines()) < 40


@pytest.mark.parametrize("port", [ports.Link, ports.Esam, ports.Keys, ports.Screen, ports.Store, ports.Drive])
def test_what_a_port_is_asked_for_is_on_the_page(port):
    (row,) = re.findall(rf"^\| {port.__name__} \|.*", (ROOT / "docs/drivers.md").read_text(), re.MULTILINE)
    names = [name for name in vars(port) if name[0] != "_" and not name.isupper()]
    of_the_core = {"waiting"}  # a flow leaves it there for the outbox; no driver knows of it
    assert [name for name in names if f"`{name}`" not in row and name not in of_the_core] == []


def test_every_driver_is_on_the_page():
    page = (ROOT / "docs/drivers.md").read_text()
    drivers = {p.stem for p in (ROOT / "drivers").glob("*_*.py")} - {"clock_board"}
    assert [name for name in sorted(drivers) if f"`{name}`" not in page] == []

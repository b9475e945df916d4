# test_docs.py - what the pages say about files is so

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from wattkey import ports
from wattkey.firmware import Firmware
from wattkey.power import Power
from wattkey_lab.docs.flowcheck import problems

ROOT = Path(__file__).parents[2]
ROOMS = ("lib", "drivers", "flows", "host", "lab", "tests")
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_relative_link_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


HOUSE = ARCHITECTURE.partition("## The house\n")[2].partition("\nThe root of the rep")[0]


def folders(*rooms):
    """The folders of these rooms that hold files, by their ways from the root."""
    ways = {path.parent.relative_to(ROOT) for room in rooms for path in (ROOT / room).rglob("*.*")}
    return sorted(way.as_posix() for way in ways if "__pycache__" not in way.parts)


def test_each_folder_stands_in_the_tree_of_the_house():
    """Those of tests stand below, where they are no room of the house."""
    shown = HOUSE.partition("\n    tests/ ")[0]
    assert [folder for folder in folders("lib", "host", "lab") if f"{folder.rpartition('/')[2]}/" not in shown] == []


def test_each_folder_of_tests_and_docs_mirrors_a_room_or_stands_in_the_tree():
    shown = HOUSE.partition("\n    tests/ ")[2]
    for way in folders("tests", "docs"):
        room, _, rest = way.partition("/")
        above = (ROOT / rest, ROOT / "lib/wattkey" / rest.removeprefix("lib/"))
        mirrors = room == "tests" and any(path.exists() or path.with_suffix(".py").exists() for path in above)
        assert mirrors or f"{way.rpartition('/')[2]}/" in shown, way


@pytest.mark.parametrize(
    ("heading", "room"), [("`host/touch/`", "host/touch"), ("file | what it is for | loaded", "lib/wattkey/box")]
)
def test_the_table_of_a_room_has_each_of_its_files(heading, room):
    table = ARCHITECTURE.partition(f"\n| {heading}")[2].partition("\n\n")[0]
    assert table
    files = {path.name for path in (ROOT / room).glob("*.py")} - ({"__init__.py"} if room.startswith("host") else set())
    assert [name for name in sorted(files) if f"`{name}`" not in table] == []


def test_each_method_that_the_pages_name_is_of_that_class():
    """`Class.member`, of a class of ours: a method, or something that its objects carry."""
    members = defaultdict(set)
    for path in (path for room in ROOMS[:-1] for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                names = {getattr(one, key, None) for one in ast.walk(node) for key in ("name", "attr", "id")}
                members[node.name] |= names
    named = {found for page in PAGES for found in re.findall(r"`([A-Z]\w+)\.([a-z]\w*)(?:\(\))?`", page.read_text())}
    assert ("Meter", "load") in named
    assert [(owner, name) for owner, name in sorted(named) if owner in members and name not in members[owner]] == []


def test_each_python_file_that_is_named_is_there():
    """By the pages, and by what stands in the sources."""
    here = {path.relative_to(ROOT).as_posix() for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    here |= {path.name for path in ROOT.glob("*.py")}
    sources = [ROOT / name for name in sorted(here) if not name.startswith("tests/")]
    others = {"asyncio/core.py", "flows/hello.py", "lib/a.py"}  # Adafruit's; the one that a page makes; an example
    drive = {"drivers/keys_few.py", "drivers/screen_words.py"}  # where torture/cuts/parts come to lie
    named = {
        (page.name, word)
        for page in [*PAGES, *sources]
        for word in re.findall(r"(?<![\w./{}<>*-])([a-z0-9_/]+\.py)\b(?!['\"])", page.read_text())
    }
    ends = {name[at:] for name in here for at in range(len(name)) if at == 0 or name[at - 1] == "/"}
    assert sorted(place for place in named if place[1].lstrip("/") not in ends | others | drive) == []


def test_the_driver_shown_is_the_driver_shipped():
    (shown,) = re.findall(r"```python\n(.*?)\n```", (ROOT / "docs/drivers.md").read_text(), re.DOTALL)
    assert shown == (ROOT / "drivers/screen_console.py").read_text().rstrip()
    assert len(shown.splitlines()) < 40


@pytest.mark.parametrize(
    "port", [ports.Link, ports.Esam, ports.Keys, ports.Screen, ports.Store, ports.Drive, Power, Firmware]
)
def test_what_a_port_is_asked_for_is_on_the_page(port):
    (row,) = re.findall(rf"^\| {port.__name__} \|.*", (ROOT / "docs/drivers.md").read_text(), re.MULTILINE)
    names = [name for name in vars(port) if name[0] != "_" and not name.isupper()]
    of_the_core = {"waiting", "image"}  # notes between flows and mailbox; no driver knows of them
    assert [name for name in names if f"`{name}`" not in row and name not in of_the_core] == []


def test_the_flow_shown_is_sound_but_for_its_words():
    (shown,) = re.findall(r"```python\n(.*?)\n```", (ROOT / "docs/adding-a-flow.md").read_text(), re.DOTALL)
    names: dict = {}
    exec(shown, names)
    wrong = problems(names["FLOW"])
    assert wrong
    assert [problem for problem in wrong if "hello" not in problem.partition(": ")[2]] == []


def test_every_driver_is_in_a_suite_of_its_port():
    """In the list of test_<port>_port.py, or with tests of its own."""
    suites = {path.stem: path.read_text() for path in (ROOT / "tests/drivers").glob("test_*.py")}
    for driver in {path.stem for path in (ROOT / "drivers").glob("*_*.py")} - {"uart_line", "uart_pio"}:
        port, name = driver.split("_", 1)
        listed = [f'"{word}"' in suites[f"test_{port}_port"] for word in (driver, name)]
        assert any(listed) or f"test_{driver}" in suites, driver


def test_every_driver_is_on_the_page():
    page = (ROOT / "docs/drivers.md").read_text()
    drivers = {p.stem for p in (ROOT / "drivers").glob("*_*.py")} - {"clock_board"}
    assert [name for name in sorted(drivers) if f"`{name}`" not in page] == []

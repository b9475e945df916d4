# test_names.py - one name for one thing: a file's name says what is in it, wherever it lies
"""In a traceback, a list of tabs or a commit a file is seen without its folder."""

from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
EVERYWHERE = {"__init__.py", "cli.py"}  # of a package; a command line of each part
TWINS = {"machine.py", "uart.py", "world.py"}  # the simulated board and the emulated Pico, with one face
BOARD = ROOT / "host/sim/hw"  # the modules of CircuitPython have CircuitPython's names


def test_no_two_files_of_the_pc_have_one_name():
    places = defaultdict(list)
    for path in (*(ROOT / "host").rglob("*.py"), *(ROOT / "lab").rglob("*.py")):
        if path.parent != BOARD and path.name not in EVERYWHERE:
            places[path.name].append(str(path.relative_to(ROOT)))
    assert {name: found for name, found in places.items() if len(found) > 1 and name not in TWINS} == {}
    assert all(len(places[name]) == 2 for name in TWINS)

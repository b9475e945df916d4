# test_names.py - one name for one thing: a file's name says what is in it, wherever it lies
"""In a traceback, a list of tabs or a commit a file is seen without its folder."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
EVERYWHERE = {"__init__.py", "cli.py"}  # of a package; a command line of each part
TWINS = {"machine.py", "uart.py", "world.py"}  # the simulated board and the emulated Pico, with one face
ALIKE = {  # a file of the device, and one of the PC about the same thing
    "aim.py": "the beam between handheld and meter",
    "errors.py": "what is refused, in words",
    "meter.py": "the meter",
    "pin.py": "the card's PIN; in the simulated chip",
    "purchases.py": "the page of purchases",
    "readings.py": "what meters tell",
    "registers.py": "energy for each tariff rate",
    "relay.py": "the meter's relay",
    "scan.py": "the search for a meter",
    "seller.py": "the seller's session; in the simulated chip",
    "update.py": "a newer firmware for a handheld",
    "usage.py": "the read-back; in the simulated chip",
}
BOARD = ROOT / "host/sim/hw"  # the modules of CircuitPython have CircuitPython's names
LANGUAGES = {"Asker", "OwnAsker", "Scanner"}  # one face, a class for each language or envelope; files take any of them
RETIRED = {"entry", "entries", "turn", "rollcall", "roster"}  # CONTRIBUTING.md, the last pair; pages.turn is a verb
MESSAGE = "is the terminal itself (TERMINAL_ADDRESS)"  # what a person reads beside the name of the setting


def test_no_two_files_of_the_pc_have_one_name():
    places = defaultdict(list)
    for path in (*(ROOT / "host").rglob("*.py"), *(ROOT / "lab").rglob("*.py")):
        if path.parent != BOARD and path.name not in EVERYWHERE:
            places[path.name].append(str(path.relative_to(ROOT)))
    assert {name: found for name, found in places.items() if len(found) > 1 and name not in TWINS} == {}
    assert all(len(places[name]) == 2 for name in TWINS)


def test_a_file_of_the_pc_has_the_name_of_a_device_file_only_where_both_are_about_one_thing():
    device = {
        path.name for path in (*ROOT.glob("*.py"), *(ROOT / "lib").rglob("*.py"), *(ROOT / "drivers").glob("*.py"))
    }
    pc = {path.name for room in ("host", "lab") for path in (ROOT / room).rglob("*.py") if path.parent != BOARD}
    assert device & pc - EVERYWHERE == set(ALIKE)


def test_no_two_public_classes_of_one_room_have_one_name():
    """Rooms: lib, and each folder of host and lab. Where both are imported, nobody knows which one is meant."""
    rooms = [ROOT / "lib", *(path for top in ("host", "lab") for path in (ROOT / top).iterdir() if path.is_dir())]
    twice = []
    for room in rooms:
        places = defaultdict(list)
        for path in room.rglob("*.py"):
            if path.parent != BOARD:
                for node in ast.parse(path.read_text()).body:
                    if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                        places[node.name].append(str(path.relative_to(ROOT)))
        twice += [(name, found) for name, found in places.items() if len(found) > 1]
    assert [(name, found) for name, found in twice if name not in LANGUAGES] == []
    assert {name for name, _ in twice} == LANGUAGES


def test_nothing_about_a_box_has_a_name_that_was_retired():
    """The device in its box is a gateway where it is asked, and a collection terminal where it reads by itself."""
    found = []
    for path in (*(ROOT / "lib/wattkey/box").glob("*.py"), *(ROOT / "host/reader/box").glob("*.py")):
        text = path.read_text()
        nodes = ast.walk(ast.parse(text))
        named = {node.id if isinstance(node, ast.Name) else getattr(node, "arg", "") for node in nodes}
        words = " ".join(text.split()).replace(MESSAGE, "").lower()
        found += [(path.name, name) for name in sorted(named & RETIRED)]
        found += [(path.name, word) for word in re.findall(r"(?<!collection )\bterminals?\b", words)]
    assert found == []

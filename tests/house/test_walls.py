# test_walls.py - who may know whom: read from the imports themselves

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from wattkey_host.drive.contents import PROGRAMS

ROOT = Path(__file__).parents[2]
HARDWARE = {
    "alarm", "analogio", "bitmaptools", "board", "busio", "digitalio", "displayio", "fontio", "i2cdisplaybus",
    "keypad", "memorymap", "microcontroller", "nvm", "os", "pwmio", "rp2pio", "storage", "supervisor", "terminalio",
    "usb_cdc", "usb_hid", "usb_midi", "watchdog",
}  # fmt: skip
NOT_ON_BOARD = {"contextlib", "dataclasses", "enum", "functools", "logging", "pathlib", "typing"}
DRIVERS = {p.stem for p in (ROOT / "drivers").glob("*.py")}
FLOWS = {p.stem for p in (ROOT / "flows").glob("*.py")}
PC = {"wattkey_host", "host", "wattkey_lab", "lab"}
LAB = {"wattkey_lab", "lab"}
CORE = {"wattkey"}


@cache
def statements(path):
    """(import, only for the type checker) of each that stands in a file; several tests ask for those of each file."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    blocks = [node for node in nodes if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"]
    optional = {id(inner) for block in blocks for inner in ast.walk(block)}
    return [(node, id(node) in optional) for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]


def imports(path):
    """(name, only for the type checker) of everything a file imports."""
    for node, optional in statements(path):
        if isinstance(node, ast.Import):
            yield from ((alias.name, optional) for alias in node.names)
        else:
            yield "." * node.level + (node.module or ""), optional


def modules(path):
    """Every module that a file may import, `from package import module` too, and names that are none."""
    nodes = [node for node, _ in statements(path) if isinstance(node, ast.ImportFrom)]
    return {n for n, _ in imports(path)} | {f"{node.module}.{alias.name}" for node in nodes for alias in node.names}


def strangers(path, banned, optional=True):
    """What a file imports of `banned`; with optional=False only what it cannot do without."""
    return sorted({n for n, maybe in imports(path) if n.split(".")[0] in banned and (optional or not maybe)})


core = sorted((ROOT / "lib" / "wattkey").rglob("*.py"))
drivers = sorted((ROOT / "drivers").glob("*.py"))
flows = sorted((ROOT / "flows").glob("*.py"))
host = sorted((ROOT / "host").rglob("*.py"))
lab = sorted((ROOT / "lab").rglob("*.py"))
device = [*core, *drivers, *flows, *(ROOT / program for program in PROGRAMS)]
rooms = pytest.mark.parametrize


def name(path):
    return str(path.relative_to(ROOT))


@rooms("path", core, ids=name)
def test_the_core_knows_no_hardware_no_driver_no_pc(path):
    assert strangers(path, HARDWARE | DRIVERS | PC) == []


@rooms("path", flows, ids=name)
def test_flows_are_data_and_import_only_the_table_helpers(path):
    assert {n for n, _ in imports(path)} <= {"wattkey.flow", "wattkey.menu"}
    body = ast.parse(path.read_text()).body
    assert all(isinstance(node, ast.Expr | ast.ImportFrom | ast.Assign) for node in body)


@rooms("path", drivers, ids=name)
def test_a_driver_knows_its_hardware_and_its_port_only(path):
    assert strangers(path, PC | FLOWS) == []
    inside = {n for n, _ in imports(path) if n.split(".")[0] in CORE}
    ports = {"wattkey.ports", "wattkey.power", "wattkey.firmware", "wattkey.sound"}
    assert inside <= {"wattkey", "wattkey.errors", "wattkey.page", "wattkey.gdw3762"} | ports


@rooms("path", device, ids=name)
def test_device_files_import_nothing_the_board_lacks(path):
    assert strangers(path, NOT_ON_BOARD, optional=False) == []


@rooms("path", host, ids=name)
def test_what_people_run_needs_nothing_of_what_proves_it(path):
    assert strangers(path, LAB) == []


def test_two_command_lines_load_the_lab_by_its_name():
    """Its commands, and the emulated Pico under the page of the simulator; each says what is missing without it."""
    assert {name(path) for path in host if "wattkey_lab" in path.read_text()} == {
        "host/cli.py", "host/commandtable.py", "host/touch/cli.py",
    }  # fmt: skip


def test_makers_of_pages_read_nothing_of_the_tests():
    """An installed lab has none."""
    makers = [path for path in lab if path.parent.name in ("docs", "badinput")]
    assert makers
    assert [name(path) for path in makers if re.search(r"[\"']tests[/\"']", path.read_text())] == []


@rooms("path", [*host, *lab], ids=name)
def test_the_pc_never_imports_a_driver_or_a_flow_as_a_module(path):
    assert strangers(path, DRIVERS - {"painter"} | {"drivers", "flows"}) == []


def closure(files, banned):
    """The files of the PC that these import, and so on; none may import what begins with one of `banned`."""
    todo, seen = sorted(files), set()
    while todo:
        path = todo.pop()
        seen.add(path)
        names = {n.replace("wattkey_host", "host").replace(".", "/") for n in modules(path)}
        assert not [n for n in names if n.startswith(banned)], path
        found = {ROOT / (n + end) for n in names if n.startswith("host/") for end in (".py", "/__init__.py")}
        todo += [file for file in found - seen if file.exists()]
    return seen


def test_the_seller_does_without_the_simulator_and_the_lab():
    """Nor does anything know them that the seller's programs import: the simulated chip is loaded by its name."""
    seen = closure((ROOT / "host" / "vend").rglob("*.py"), ("host/sim", "wattkey_lab"))
    assert ROOT / "host" / "crypto.py" in seen


def test_who_asks_or_plays_a_meter_does_without_the_seller():
    """`wattkey read`, `meter` and `chip`, and the ports that they open."""
    rooms = [path for room in ("reader", "meter", "sim/chip") for path in (ROOT / "host" / room).rglob("*.py")]
    seen = closure([*rooms, ROOT / "host" / "line.py"], ("host/vend", "wattkey_lab"))
    assert ROOT / "host" / "serialport.py" in seen


def test_publishing_uses_no_core_and_no_driver_but_for_the_readings_of_a_box():
    assert strangers(ROOT / "boot.py", CORE | DRIVERS) == []
    assert strangers(ROOT / "publish.py", CORE | DRIVERS) == ["wattkey.box"]
    body = ast.parse((ROOT / "publish.py").read_text()).body
    lazy = [ast.unparse(node) for function in body if isinstance(function, ast.FunctionDef) for node in function.body]
    assert "from wattkey.box import readings" in lazy  # a core that is broken keeps no report from the seller


@rooms("path", device, ids=name)
def test_device_files_have_one_idiom_for_types(path):
    text = path.read_text()
    assert "except ImportError" not in text
    assert ("if TYPE_CHECKING:" in text) == ("\nTYPE_CHECKING = False\n" in text)


def test_python_m_pytest_works_at_the_root():
    """Python puts the root, where our code.py is, in front of its own library."""
    command = [sys.executable, "-m", "pytest", "-q", "tests/lib/test_values.py"]
    bare = {name: value for name, value in os.environ.items() if name not in ("PYTHONSAFEPATH", "PYTHONPATH")}
    run = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_our_code_py_does_not_shadow_the_standard_library():
    program = "import pdb, code; print(code.__file__)"
    out = subprocess.run([sys.executable, "-P", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert Path(out.stdout.strip()) != ROOT / "code.py"

# test_agreement.py - what stands in two places says the same in both
"""Versions, libraries, pins, drivers, lists of device files; read from the files themselves."""

import ast
import tomllib
from pathlib import Path

import pytest

from wattkey import VERSION
from wattkey_host.drive import contents
from wattkey_host.sim import adafruit
from wattkey_host.sim.world import OLED_ADDRESS, WIRING

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SETTINGS = tomllib.loads((ROOT / "settings.toml").read_text())
SIMULATED = adafruit.pins((ROOT / "requirements-sim.txt").read_text())
# settings.toml -> what is wired there
PINS = {
    "IR_TX": "",  # the LED has a transistor
    "IR_RX": WIRING["ir"][1],
    "IR_CARRIER": WIRING["carrier"][0],
    "SCREEN_SCL": WIRING["i2c"][0],
    "SCREEN_SDA": WIRING["i2c"][1],
    "KEYS_ROWS": ",".join(WIRING["keypad rows"]),
    "KEYS_COLS": ",".join(WIRING["keypad columns"]),
    "ESAM_SCK": WIRING["spi"][0],
    "ESAM_MOSI": WIRING["spi"][1],
    "ESAM_MISO": WIRING["spi"][2],
    "ESAM_CS": WIRING["esam select"][0],
}
PARTS = ("LINK", "ESAM", "KEYS", "SCREEN")


def calls(path, function):
    """The constant arguments of every call of `function` in a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == function:
            yield tuple(arg.value for arg in node.args if isinstance(arg, ast.Constant))


DEFAULTS = dict(call for path in sorted((ROOT / "drivers").glob("*.py")) for call in calls(path, "settings"))


def test_one_version():
    assert PROJECT["project"]["version"] == VERSION


def test_the_change_log_begins_with_this_version_or_what_is_to_come():
    heads = [line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## ")]
    assert VERSION in heads[0] or "unreleased" in heads[0].lower()


def test_circup_brings_the_libraries_that_the_simulator_runs():
    named = (ROOT / "requirements.txt").read_text().split()
    brought = {name.partition("/")[0].removesuffix(".py") for d in contents.LIBRARIES for name in adafruit.files(d)}
    assert brought == set(named)
    assert len(named) == len(contents.LIBRARIES) == len(set(named))


def test_every_library_of_the_simulator_is_pinned_and_installed():
    assert set(contents.LIBRARIES) < set(SIMULATED)
    assert all(SIMULATED.values())
    assert adafruit.lacking(SIMULATED) == []


def test_a_missing_library_is_told_in_one_line_with_the_command_that_brings_it():
    lacking = adafruit.lacking({**SIMULATED, "no-such-library": "1.0", "adafruit-circuitpython-ticks": "0.0"})
    assert lacking == ["adafruit-circuitpython-ticks==0.0", "no-such-library==1.0"]
    line = str(adafruit.LibrariesMissing(lacking))
    assert "\n" not in line
    assert "lacks adafruit-circuitpython-ticks==0.0 and 1 more; " in line
    assert line.endswith(f"-m pip install --no-deps -r {ROOT / 'requirements-sim.txt'}")


@pytest.mark.parametrize("name", PINS)
def test_a_pin_is_the_same_in_settings_driver_and_simulator(name):
    assert SETTINGS[name] == PINS[name] == DEFAULTS[name]


def test_the_other_defaults_are_what_is_simulated():
    assert DEFAULTS["VBUS_SENSE"] == "VBUS_SENSE"  # its name on the Pico, where it is:
    assert WIRING["vbus"] == ("GP24",)
    assert int(DEFAULTS["SCREEN_ADDRESS"], 0) == OLED_ADDRESS


def test_settings_name_nothing_that_nobody_reads():
    read = {name for name, *_ in calls(ROOT / "code.py", "settings")} | set(DEFAULTS) | set(PARTS)
    assert {name for name in SETTINGS if not name.startswith("CIRCUITPY_")} - read == set()


def test_the_parts_in_settings_are_the_ones_that_start_without_it():
    started = {port.upper(): driver for port, driver, *_ in calls(ROOT / "code.py", "parts.start")}
    assert {port: SETTINGS[port] for port in PARTS} == {port: started[port] for port in PARTS}
    assert all((ROOT / "drivers" / f"{port.lower()}_{driver}.py").is_file() for port, driver in started.items())

# test_once.py - numbers of the chip and of the meter's protocol stand in one place each; elsewhere their names
"""The chip: profile.py, and words.py for the simulated one. The meter: ids.py and codes.py."""

import ast
import re
from pathlib import Path

from wattkey import profile
from wattkey.dlt645 import codes, ids
from wattkey_host.sim.chip import words

ROOT = Path(__file__).parents[2]
FILES = {
    path.relative_to(ROOT).as_posix(): path.read_text()
    for folder in ("lib", "drivers", "flows", "host", "lab")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
STATUS_WORDS = {number for number in vars(words).values() if isinstance(number, int)}
COMMANDS = {profile.header(row.split()[0])[:2] for row in profile.PROFILE.strip().splitlines()}
IDENTIFIERS = {number for name, number in vars(ids).items() if name.isupper() and number > 0xFFFF}
IDENTIFIERS |= {codes.ENERGY_2007}
# as they stand in DATA, low byte first; 1997 has two bytes, which are found in anything
WIRE = {number.to_bytes(4, "little") for number in IDENTIFIERS} | {codes.OURS}


def spelled(numbers, digits):
    """The files in which one of these numbers is written out, in hex."""
    found = re.compile("|".join(f"0x{number:0{digits}X}" for number in sorted(numbers)) + r"\b", re.IGNORECASE)
    return {name for name, text in FILES.items() if found.search(text)}


def test_status_words_of_the_chip():
    """The driver knows the two that concern a frame, not a command: busy, and damaged on its way."""
    assert spelled(STATUS_WORDS, 4) == {
        "lib/wattkey/profile.py", "host/sim/chip/words.py", "drivers/esam_spi.py",
    }  # fmt: skip


def test_commands_of_the_chip():
    """CLA INS as bytes, or as hex with P1 P2."""
    ins = "|".join(f"{command[1]:02x}" for command in sorted(COMMANDS))
    found = re.compile(rf"\\x90\\x({ins})\\0\\0|\b90({ins})0000\b", re.IGNORECASE)
    assert {name for name, text in FILES.items() if found.search(text)} == {"lib/wattkey/profile.py"}


def test_identifiers_that_the_device_asks_for():
    assert spelled(IDENTIFIERS, 8) == {"lib/wattkey/dlt645/ids.py", "lib/wattkey/dlt645/codes.py"}


def test_identifiers_in_wire_order():
    """As bytes, or as hex."""
    found = {}
    for name, text in FILES.items():
        written = [ast.literal_eval(literal) for literal in re.findall(r'\bb"(?:[^"\\\n]|\\.)*"', text)]
        written += [bytes.fromhex(hexes) for hexes in re.findall(r'"((?:[0-9A-Fa-f]{2})+)"', text)]
        if there := {wire.hex() for wire in WIRE for one in written if wire in one}:
            found[name] = there
    assert found == {"lib/wattkey/dlt645/codes.py": {codes.OURS.hex()}}


def test_control_codes_of_frames_have_names():
    """No frame is made with a number, and none is looked at with one."""
    made = re.compile(r"\bFrame\([^()]*, 0x|\bcontrol \| 0x|\.control (?:==|not in|in) \(?0x")
    assert {name for name, text in FILES.items() if made.search(text)} == set()


def test_headers_that_a_meters_macs_cover():
    """Command headers of its secure element: crypto.py, which the simulated chips and the shop share."""
    found = re.compile(r"\b(04D68[268]|8432010C)", re.IGNORECASE)
    assert {name for name, text in FILES.items() if found.search(text)} == {"host/crypto.py"}


def test_control_codes_that_the_simulated_meter_obeys():
    """Its tables have the names of codes.py, which has them all."""
    keys = re.compile(r"^ {4}0x[01][0-9A-F]: ", re.MULTILINE)
    tables = ("host/meter/commands_1997.py", "host/meter/commands_2007.py", "host/meter/prepaid/access.py")
    assert [name for name in tables if keys.search(FILES[name])] == []

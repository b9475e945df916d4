# test_wiring.py - the drawing of the wires says what settings.toml says, and no pin has two wires
import tomllib
from collections import Counter

import pytest

from wattkey_host import device_root
from wattkey_host.sim.world import WIRING
from wattkey_lab.docs.wiring import PARTS, PINS, POWER, SUPPLY, joined, wiring

SETTINGS = tomllib.loads((device_root() / "settings.toml").read_text())
WIRES = list(joined(SETTINGS))


def test_every_pin_of_the_settings_is_drawn():
    named = {pin for name, value in SETTINGS.items() if str(value).startswith("GP") for pin in str(value).split(",")}
    drawn = {name for _, _, name, _ in WIRES if name not in POWER}
    assert drawn == named


def test_what_is_drawn_is_what_is_simulated():
    simulated = {
        pin
        for part in ("carrier", "i2c", "keypad rows", "keypad columns", "spi", "esam select", "ir")
        for pin in WIRING[part]
    }
    if not SETTINGS["IR_TX"]:  # the other leg of a bare LED, which a transistor does not need
        simulated.remove(WIRING["ir"][0])
    assert {name for _, _, name, _ in WIRES if name not in POWER} == simulated


def test_no_signal_pin_has_two_wires():
    assert {name: n for name, n in Counter(name for _, _, name, _ in WIRES if name not in POWER).items() if n > 1} == {}


def test_the_numbers_are_those_of_the_board():
    assert len(set(PINS.values()) | set(POWER.values())) == len(PINS) + len(POWER)
    assert not set(PINS.values()) & {3, 8, 13, 18, 23, 28, 33, 38}  # ground
    assert (PINS[0], PINS[15], PINS[16], PINS[22], PINS[28]) == (1, 20, 21, 29, 34)


def test_the_picture_follows_the_settings(tmp_path):
    text = (device_root() / "settings.toml").read_text()
    (tmp_path / "settings.toml").write_text(text.replace('ESAM_CS = "GP17"', 'ESAM_CS = "GP14"'))
    assert "GP14, pin 19" in wiring(tmp_path) and "GP17, pin 22" not in wiring(tmp_path)
    assert "GP17, pin 22" in wiring(device_root())
    assert all(part.name in wiring(tmp_path) for part in (SUPPLY, *PARTS))


def test_a_transistor_takes_the_place_of_the_second_pin_where_the_link_makes_bursts_by_itself():
    led = {own: name for part, own, name, _ in joined({**SETTINGS, "LINK": "ir_pio"}) if part.colour == "#c92a2a"}
    assert led == {"base, 1 kΩ": SETTINGS["IR_CARRIER"], "LED +, 22 Ω": "VSYS"}


def test_the_switch_that_can_be_switched_off_is_drawn_where_the_settings_name_its_pin():
    supply = {own: name for part, own, name, _ in joined({**SETTINGS, "POWER_OFF": "GP15"}) if part.name == SUPPLY.name}
    assert supply == {"OUT +, by a diode": "VSYS", "OUT -": "GND", "OFF, 100 kΩ to GND": "GP15"}


def test_a_pin_that_a_pico_lacks_is_not_drawn(tmp_path):
    with pytest.raises(KeyError):
        list(joined({**SETTINGS, "ESAM_CS": "GP23"}))

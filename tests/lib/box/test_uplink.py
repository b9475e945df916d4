# test_uplink.py - the uplink before it begins: list and last pass put together, settings that are wrong
import asyncio
import json

import pytest

from fakes.drive import FakeDrive
from wattkey.box import readings
from wattkey.box.boxmeter import BoxMeter
from wattkey.box.packed import pack
from wattkey.box.uplink import make
from wattkey.device import Device
from wattkey.ports import Clock, Link

ONE, TWO = "000000000001", "000000000002"


def listed(*lines):
    return json.dumps({"wattkey": 1, "type": "meters"} | {str(n): line for n, line in enumerate(lines, 1)}).encode()


def meters_of(noun):
    """What the gateway knows of its meters."""
    return [noun.polling.meter(place) for place in range(1, noun.polling.count + 1)]


def passed(*entries):
    """The readings file after a pass over these."""
    return b"".join(readings.slot(n, pack(entries[n - 1]) if n <= len(entries) else None) for n in range(1, 65))


def known(number, standard, *values):
    entry = BoxMeter(bytes.fromhex(number), standard, 2400)
    entry.preamble, entry.thrifty, entry.state, entry.pass_number, entry.values = 0, True, "read", 7, values
    return entry


@pytest.fixture
def opened(monkeypatch):
    """`opened(meters, readings, **settings)` -> (outcome, code, noun, what the driver was asked to be)."""

    def run(meters=None, last=None, **settings):
        files = {"/mail/meters.json": meters, "/mail/readings.json": last}
        device = Device({"UPLINK": "serial", **settings}.get, Clock())
        device.drive = FakeDrive({name: text for name, text in files.items() if text is not None})
        asked = []

        def spare(name, setting, clock):
            asked.append((name, setting("SERIAL_TX", "GP0"), setting("SERIAL_BAUD", "1200")))
            return Link() if name == "link_serial" else None

        monkeypatch.setattr("wattkey.box.uplink.spare", spare)
        noun = make(device)
        return asyncio.run(noun.open()), device.facts.get("code"), noun, asked

    return run


def test_the_list_is_enough(opened):
    outcome, _, noun, asked = opened(listed(ONE, TWO + " 1997"))
    assert outcome == "ok"
    assert [(entry.address.hex(), entry.standard) for entry in meters_of(noun)] == [(ONE, 0), (TWO, 1997)]
    assert asked == [("link_serial", "GP0", "1200")]


def test_the_driver_takes_its_settings_under_the_uplinks_name(opened):
    *_, asked = opened(listed(ONE), UPLINK_TX="GP12", UPLINK_BAUD="9600", SERIAL_TX="GP4")
    assert asked == [("link_serial", "GP12", "9600")]


def test_what_the_last_pass_learned_is_known(opened):
    _, _, noun, _ = opened(listed(TWO, ONE), passed(known(ONE, 1997, 600, 100, 200, 300)))
    two, one = meters_of(noun)
    assert (two.standard, two.values) == (0, ())
    assert (one.standard, one.baud, one.preamble, one.pass_number) == (1997, 2400, 0, 7)
    assert (one.names, one.values) == (("total", "peak", "flat", "valley"), (600, 100, 200, 300))


@pytest.mark.parametrize("says", [" 2007", " 9600", " 2007 9600"])
def test_what_has_answered_goes_before_what_the_list_says(opened, says):
    """Else a list that is wrong would be right again after each power dip."""
    _, _, noun, _ = opened(listed(ONE + says), passed(known(ONE, 1997, 600, 100, 200, 300)))
    (meter,) = meters_of(noun)
    assert (meter.standard, meter.baud, meter.rates) == (1997, 2400, 3)


def test_of_a_meter_that_was_never_read_the_list_knows_more(opened):
    """What the file says of it is what an older list said."""
    silent = known(ONE, 1997)
    silent.state = "silent"
    for says, standard, baud in ((" 2007", 2007, 0), (" 9600", 1997, 9600), ("", 1997, 2400)):
        _, _, noun, _ = opened(listed(ONE + says), passed(silent))
        assert (meters_of(noun)[0].standard, meters_of(noun)[0].baud) == (standard, baud)


def test_without_a_list_the_meters_of_the_last_pass_are_served(opened):
    outcome, _, noun, _ = opened(None, passed(known(ONE, 1997, 600)))
    assert outcome == "ok"
    assert [entry.address.hex() for entry in meters_of(noun)] == [ONE]


@pytest.mark.parametrize(
    ("meters", "settings", "code"),
    [
        (None, {}, "T50"),
        (listed(ONE, ONE), {}, "T29"),
        (b"{", {}, "T22"),
        (listed(ONE), {"UPLINK": "pigeon"}, "P11"),
        (listed(ONE), {"UPLINK_PATIENCE": "long"}, "P11"),
        (listed(ONE), {"TERMINAL_ADDRESS": "12"}, "P11"),
        (listed(ONE), {"UPLINK_ANSWERS": "last"}, "P11"),  # nothing would make the last reading younger
        (listed(TWO, ONE), {"TERMINAL_ADDRESS": ONE}, "T29"),
        (listed(ONE), {"TERMINAL_ADDRESS": "00000000000A"}, "P11"),
    ],
)
def test_what_is_wrong_has_its_code(opened, meters, settings, code):
    assert opened(meters, **settings)[:2] == ("problem", code)

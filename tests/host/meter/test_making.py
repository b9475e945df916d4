# test_making.py - what a meter is put together from: with or without money, with a language more
import pytest

from wattkey.dlt645.frame import Frame, encode
from wattkey_host.meter.making import build, local_meter
from wattkey_host.meter.prepaid import MeterKeys
from wattkey_host.meter.setup import Setup
from wattkey_host.sim.clock import VirtualClock

NUMBER = "000000123456"


def asked(meter, control, data):
    """What it says to a question."""
    out = []
    meter.speak = out.append
    for byte in encode(Frame(bytes.fromhex(NUMBER), control, data), 4):
        meter.hear(byte)
    meter.clock.advance(1_000_000)
    return b"".join(out)


def test_a_meter_that_is_not_prepaid_has_power_and_nothing_to_buy():
    meter = build(Setup(NUMBER, prepaid=False, preamble=0), VirtualClock())
    assert not meter.is_prepaid
    assert meter.powered
    assert meter.consume("3.00", 2) == 3
    assert asked(meter, 0x03, bytes.fromhex("FF028107") + bytes(4)) == b""
    assert asked(meter, 0x1C, bytes(16)) == b""
    assert asked(meter, 0x11, bytes.fromhex("00029000"))[8] == 0xD1
    with pytest.raises(LookupError, match="not prepaid"):
        meter.prepaid.charge(1)


@pytest.mark.parametrize("prepaid", [True, False])
def test_its_customer_number_is_told_in_both_editions_prepaid_or_not(prepaid):
    meter = build(Setup(NUMBER, "000000777777", prepaid=prepaid), VirtualClock())
    assert meter.store.get("2007", "0400040E") == meter.store.get("1997", "C033") == bytes.fromhex("777777000000")


def test_a_customer_number_that_the_chip_takes_is_told_at_once():
    meter = build(Setup(NUMBER), VirtualClock())
    meter.prepaid.open_remotely("000000888888")
    assert meter.store.get("2007", "0400040E") == bytes.fromhex("888888000000")


class Echo:
    """A language of one word: it says every byte 5A back, doubled."""

    def __init__(self):
        self.addresses = []

    def ear(self, speak):
        return EchoEar(speak)

    def move(self, address):
        self.addresses.append(address.hex())


class EchoEar:
    def __init__(self, speak):
        self._speak = speak

    def hear(self, data):
        if b"\x5a" in data:
            self._speak(b"\x5a\x5a")

    def silence(self):
        pass

    def clear(self):
        pass


def test_a_language_more_is_heard_on_every_line_and_the_first_one_still_is():
    meter = build(Setup(NUMBER, preamble=0), VirtualClock())
    echo = Echo()
    meter.learn(echo)
    said, elsewhere = [], []
    meter.speak = said.append
    meter.hear(0x5A)
    meter.line(elsewhere.append).hear(b"\x01\x5a")
    assert (said, elsewhere) == ([b"\x5a\x5a"], [b"\x5a\x5a"])
    assert asked(meter, 0x13, b"")[8] == 0x93
    meter.move(bytes.fromhex("000000000009"))
    assert echo.addresses == ["000000000009"]


@pytest.mark.parametrize("wrong", [{"address": "12"}, {"customer": "12345678901x"}, {"also_answers": ("1",)}])
def test_a_number_that_is_none_makes_no_meter(wrong):
    with pytest.raises(ValueError, match="12 digits"):
        build(Setup(**wrong), VirtualClock())


def test_at_its_eye_a_local_meter_has_no_blocks_and_no_parameters_but_its_own():
    meter = local_meter(NUMBER, "000000654321", MeterKeys(*[bytes(16)] * 3), VirtualClock())
    assert meter.store.get("2007", "0001FF00") == bytes(20)
    assert meter.store.get("2007", "0001FFFF") is None
    assert meter.store.get("2007", "04000204") is None
    assert meter.store.get("1997", "9010") is None

# test_ledlight.py - what another eye makes of the LED's edges: only a carrier in the right bits is a byte
import pytest

from wattkey_host.sim.air import Air
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.eye import BIT_US
from wattkey_host.sim.ledlight import LedLight


def heard(values, carrier=38_000.0, duty=0.5, baud=1200.0, parity=0, stop=True, gap_us=0.0):
    """The bytes that arrive when these are sent like that."""
    clock = VirtualClock()
    air = Air(clock)
    light = LedLight(clock, air)
    at = 1000.0
    for value in values:
        bits = [0, *(value >> n & 1 for n in range(8)), value.bit_count() % 2 ^ parity, int(stop)]
        for n, bit in enumerate(bits):
            for k in range(0 if bit else int(carrier / baud)):
                rise = at + n * 1e6 / baud + k * 1e6 / carrier
                clock.advance(max(0, rise - clock.now_us))
                light.edge(rise, True)
                light.edge(rise + duty * 1e6 / carrier, False)
        at += len(bits) * 1e6 / baud + gap_us
    clock.advance(20_000)
    return bytes(byte.value for byte in air.log)


DATA = bytes([0x00, 0xFF, 0x68, 0x16, 0x55, 0xFE])


@pytest.mark.parametrize("gap_us", [0, 100, 30_000])
@pytest.mark.parametrize("baud", [1180, 1200, 1220])
@pytest.mark.parametrize("carrier", [37_000, 38_000, 39_000])
def test_bytes_arrive_within_the_receivers_tolerance(carrier, baud, gap_us):
    assert heard(DATA, carrier, baud=baud, gap_us=gap_us) == DATA


@pytest.mark.parametrize(
    "how",
    [
        {"carrier": 30_000},
        {"carrier": 45_000},
        {"duty": 0.1},
        {"duty": 0.9},
        {"baud": 2400},
        {"parity": 1},
        {"stop": False},
    ],
    ids=str,
)
def test_anything_else_is_no_byte(how):
    assert heard(b"\x55", **how) == b""


def test_a_byte_that_breaks_off_is_none():
    clock = VirtualClock()
    air = Air(clock)
    light = LedLight(clock, air)
    light.edge(0.0, True)
    assert air.shining
    light.out()
    clock.advance(30_000)
    assert not air.shining
    assert air.log == []


def test_a_byte_has_the_time_of_its_first_light_and_of_its_stop_bit():
    clock = VirtualClock()
    air = Air(clock)
    light = LedLight(clock, air)
    for k in range(9 * 32):  # a zero: start bit, data, parity
        light.edge(500 + k * BIT_US / 32, True)
        light.edge(500 + (k + 0.5) * BIT_US / 32, False)
    clock.advance(30_000)
    (byte,) = air.log
    assert (byte.start_us, byte.end_us) == (500, round(500 + 11 * BIT_US))

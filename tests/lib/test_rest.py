# test_rest.py - when the rest of a device begins, and when it may be switched off: not while a file is out of date
import asyncio

import pytest

from fakes.clock import FakeClock
from wattkey.errors import PartBroken
from wattkey.ports import Store
from wattkey.power import Power
from wattkey.rest import Rest


class Stop(Exception):
    """The test has seen enough."""


class Hands(Power):
    """Battery, screen, keys, drive, person, presenter, post and outbox in one: notes what it is told."""

    touched, asleep, low = 0, False, ""

    def __init__(self, clock, end_ms):
        self.clock, self.end_ms, self.told = clock, end_ms, []
        self.percent, self.flat, self.cable, self.left, self.tries = 80, False, False, None, True
        self.store = Store()
        self.screen = self.keys = self.drive = self.person = self.presenter = self.outbox = self

    def level(self):
        if self.clock.ticks_ms() >= self.end_ms:
            raise Stop
        return self.percent

    def empty(self):
        return self.flat

    def off(self):
        self.told.append("off")

    def dim(self, level):
        self.told.append(level)

    def sleep(self):
        self.told.append("dark")

    def wake(self):
        self.told.append("light")

    def woken(self):
        self.touched += 1

    def attached(self):
        return self.cable

    async def nap(self, ms):
        self.clock.skip(ms)
        return False

    async def outdated(self):
        return self.left

    def may_publish(self, kind, packed):
        return self.tries


def live(seconds, flow="", **how):
    """So long nobody does anything; what the device did, each thing once."""
    clock = FakeClock()
    hands = Hands(clock, clock.ticks_ms() + seconds * 1000)
    for name, value in how.items():
        setattr(hands, name, value)
    rest = Rest(hands, hands, hands)
    if flow:
        rest.begin(flow)
    with pytest.raises(Stop):
        asyncio.run(rest.run())
    return list(dict.fromkeys(hands.told)), hands


@pytest.mark.parametrize(
    ("seconds", "told"), [(19, []), (25, [8]), (65, [8, "dark"]), (290, [8, "dark"]), (310, [8, "dark", "off"])]
)
def test_dim_dark_off(seconds, told):
    assert live(seconds)[0] == told


def test_what_is_left_to_publish_keeps_it_on_unless_it_cannot_be():
    assert "off" not in live(4000, left=(2, b"report"))[0]
    assert "off" in live(4000, left=(2, b"report"), tries=False)[0]


def test_never_during_a_flow_nor_with_a_cable():
    assert live(4000, flow="about")[0] == []
    assert live(4000, cable=True)[0] == []


def test_only_a_low_battery_stands_on_the_first_page():
    assert [live(5, percent=percent)[1].low for percent in (-1, 0, 20, 21)] == ["", "0%", "20%", ""]


def test_an_empty_battery_begins_nothing_at_a_meter_and_everything_else():
    hands = Hands(FakeClock(), 0)
    hands.flat = True
    rest = Rest(hands, hands, hands)
    for flow in ("recharge", "close", "read", "seller", "collect", "uplink", "aim", "read_back"):
        with pytest.raises(PartBroken) as broken:
            rest.begin(flow)
        assert broken.value.code == "P13"
    rest.begin("about")

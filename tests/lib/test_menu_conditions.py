# test_menu_conditions.py - what the menus look at: the chip, the relay as it was seen last, the box, settings.toml
import asyncio

import pytest

from wattkey import info, menu, ports
from wattkey.wallet import Wallet

STATE = {name: code for code, name in enumerate(info.STATES)}


class Chip(ports.Esam):
    """Answers INFO; `order` of the purchase it holds, its state, whether it permits closing."""

    def __init__(self):
        self.order, self.state, self.close, self.issue = 7, "delivered", 1, 1

    async def apdu(self, command):
        numbers = b"".join(n.to_bytes(4, "big") for n in (self.order, self.order, 100_00))
        who = b"\2" + bytes(8) + self.issue.to_bytes(4, "big") + bytes(14)
        return who + numbers + bytes([self.close, STATE[self.state]]) + bytes(4) + b"\0\3", 0x9000


class Memory(ports.Store):
    """Keeps what it is given."""

    def __init__(self):
        self.kept = {}

    def get(self, key):
        return self.kept.get(key, b"")

    def put(self, key, value):
        self.kept[key] = value
        return True


class Bench:
    def __init__(self, **settings):
        self.chip, self.store = Chip(), Memory()
        self.settings = settings
        self.start()

    def start(self):
        """The device starts: what it knew in RAM is gone."""
        self.wallet = Wallet(self.chip, {}, self.store)
        self.conditions = menu.Conditions(self.wallet, self.settings.get)

    def holds(self, name):
        asyncio.run(self.conditions.look())
        return self.conditions.hold(name)


def test_every_condition_that_is_declared_can_be_asked_for():
    bench = Bench()
    for name in menu.OF_CHIP + menu.OF_DEVICE + menu.SETTINGS:
        assert bench.holds(name) in (True, False), name


def test_what_is_in_no_list_is_no_condition():
    bench = Bench(UPLNIK="serial")
    with pytest.raises(AttributeError):
        bench.holds("UPLNIK")


@pytest.mark.parametrize(("settings", "seen"), [({}, False), ({"UPLINK": ""}, False), ({"UPLINK": "serial"}, True)])
def test_a_setting_holds_where_settings_toml_has_something_under_its_name(settings, seen):
    assert Bench(**settings).holds("UPLINK") is seen


def test_what_the_chip_says_is_asked_for_anew_at_each_look():
    bench = Bench()
    assert (bench.holds("ready"), bench.holds("unread")) == (False, True)
    bench.chip.state = "stored"
    assert (bench.holds("ready"), bench.holds("unread")) == (True, False)


def test_a_box_is_there_when_the_home_loop_has_seen_it():
    bench = Bench()
    assert not bench.holds("box")
    bench.conditions.box = True
    assert bench.holds("box")


def test_the_relay_is_to_be_closed_until_the_meter_has_said_that_it_is_even_over_a_restart():
    bench = Bench()
    assert bench.holds("to_close")
    bench.wallet.relay_is_closed()
    assert not bench.holds("to_close")
    bench.start()
    assert not bench.holds("to_close")
    assert bench.holds("closable")  # the menu behind the first page still offers it


def test_the_next_order_asks_for_the_relay_again():
    bench = Bench()
    bench.holds("to_close")
    bench.wallet.relay_is_closed()
    bench.chip.order += 1
    assert bench.holds("to_close")


def test_a_relay_that_the_order_does_not_let_us_close_is_not_to_be_closed():
    bench = Bench()
    bench.chip.close = 0
    assert not bench.holds("to_close")

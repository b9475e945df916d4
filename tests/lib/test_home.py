# test_home.py - what the first page offers: the purchase, the relay until it is known to be closed
import asyncio

import pytest

from wattkey import info, ports
from wattkey.home import Home
from wattkey.menu import Menu, entry, menu, submenu
from wattkey.wallet import Wallet

STATE = {name: code for code, name in enumerate(info.STATES)}
MENU = menu(
    "home",
    entry("menu.recharge", "recharge", "ready"),
    entry("menu.close", "close", "to_close"),
    submenu("menu.main", "main"),
)


class Chip(ports.Esam):
    """Answers INFO: the order that it holds, its state, whether it permits closing."""

    def __init__(self):
        self.order, self.state, self.close = 7, "delivered", 1

    async def apdu(self, command):
        numbers = b"".join(n.to_bytes(4, "big") for n in (self.order, self.order, 100_00))
        who = b"\2" + bytes(8) + b"\0\0\0\1" + bytes(14)
        return who + numbers + bytes([self.close, STATE[self.state]]) + bytes(4) + b"\0\3", 0x9000


class Memory(ports.Store):
    """Keeps what it is given."""

    def __init__(self):
        self.kept, self.room = {}, 200

    def get(self, key):
        return self.kept.get(key, b"")

    def put(self, key, value):
        if not self.room:
            return False
        self.room -= 1
        self.kept[key] = value
        return True

    def tidy(self, unless):
        self.room = 200 if self.room < unless else self.room


class Page:
    """The presenter; it remembers what it was to show."""

    def menu(self, name, labels, selected, amount):
        self.labels, self.selected = labels, selected

    def idle(self, issued, disputed, label):
        self.labels = [label]

    def host(self, there):
        return False


class Still:
    """A clock that stands."""

    def ticks_ms(self):
        return 0


class Enough(BaseException):
    """The loop has turned often enough."""


class Person:
    """Presses a key while the device looks at its drive; is the drive's mail part and the loop's clock as well."""

    box = images = False

    def __init__(self):
        self.keys, self.dozes, self.looks = [], [], 0

    def pressed(self):
        return bool(self.keys)

    def key(self):
        return self.keys.pop() if self.keys else ""

    def ticks_ms(self):
        return 0

    def since(self, start):
        return -start

    async def doze_ms(self, ms):
        self.dozes.append(ms)
        if len(self.dozes) == 2:
            raise Enough

    def resumed(self):
        return ""

    def held(self):
        return False

    async def look(self, idle, due):
        self.looks += 1
        self.keys.append("down")

    @property
    def mailbox(self):
        raise AssertionError("the drive is looked at before the key is answered")


class Device:
    def __init__(self):
        self.chip, self.store, self.page = Chip(), Memory(), Page()
        self.start()

    def start(self):
        """What it knew in RAM is gone."""
        self.wallet = Wallet(self.chip, {}, self.store)
        shown = Menu(MENU, lambda name: (), {}.get)
        self.home = Home(shown, self.start, self.wallet, None, self.page, Still())

    @property
    def offers(self):
        """The labels of the first page."""
        asyncio.run(self.home.first_page())
        return self.page.labels


@pytest.fixture
def device():
    return Device()


def test_a_purchase_that_waits_is_offered_to_be_loaded(device):
    device.chip.state = "stored"
    assert device.offers == ["menu.recharge", "menu.main"]


def test_the_relay_is_offered_until_the_meter_has_said_that_it_is_closed_and_a_restart_forgets_nothing(device):
    assert device.offers == ["menu.close", "menu.main"]
    device.wallet.relay_is_closed()
    assert device.offers == ["menu.main"]
    device.start()
    assert device.offers == ["menu.main"]


def test_the_next_order_asks_for_the_relay_again(device):
    assert device.offers == ["menu.close", "menu.main"]
    device.wallet.relay_is_closed()
    device.chip.order += 1
    assert device.offers == ["menu.close", "menu.main"]


def test_a_relay_that_the_chip_does_not_let_us_close_is_not_offered(device):
    device.chip.close = 0
    assert device.offers == ["menu.main"]


def test_where_the_store_is_full_the_relay_is_not_asked_for_until_the_next_start(device):
    """After 255 purchases: once the page to close it stood again behind every closing."""
    device.store.room = 0
    assert device.offers == ["menu.close", "menu.main"]
    device.wallet.relay_is_closed()
    assert device.offers == ["menu.main"]
    device.start()
    assert device.offers == ["menu.close", "menu.main"]
    device.chip.order += 1
    device.wallet.relay_is_closed()
    device.store.room = 1
    assert device.offers == ["menu.close", "menu.main"]


def test_room_is_made_in_time_and_not_sooner(device):
    device.store.room = 33
    device.wallet.make_room()
    assert device.store.room == 33
    device.store.room = 31
    device.wallet.make_room()
    assert device.store.room == 200


def test_a_key_that_comes_while_the_drive_is_looked_at_is_answered_next(device):
    """Not behind a second look, because something is to be published, and not behind a turn's rest."""
    device.chip.state = "stored"
    person = Person()
    home = Home(Menu(MENU, lambda name: (), {}.get), device.start, device.wallet, person, device.page, person)
    with pytest.raises(Enough):
        asyncio.run(home.run(person, []))
    assert (person.looks, person.keys, person.dozes[0]) == (1, [], 0)
    assert device.page.selected == 1

# test_wallet_orders.py - the wallet over the simulated chip: the seller's orders, and the PIN
import asyncio
import json

import pytest

from wattkey import orders
from wattkey.errors import TryAgain
from wattkey.pin import Pin
from wattkey.ports import Esam, Store
from wattkey.wallet import TAKEN, Wallet
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.ledger import Issue
from wattkey_host.vend.keys import Keys
from wattkey_host.vend.personal import packed

SERIAL, CARD, CUSTOMER, METER = "0102030405060708", "0000000000000042", "000000778899", "000000123456"


class ChipEsam(Esam):
    """The simulated chip without its pins."""

    def __init__(self, chip):
        self.chip = chip

    async def apdu(self, command):
        return self.chip.apdu(command)


def issue_document(keys, count=0):
    """The packed document that makes the chip the card."""
    row = Issue(
        kind="issue", card=CARD, number=1, meter=METER, customer=CUSTOMER, order=0, count=count,
        keys=keys.generation, meter_keys=keys.generation,
    )  # fmt: skip
    return packed(keys, SERIAL, row)


class Desk:
    """A wallet, its facts, and the chip behind it."""

    def __init__(self, folder):
        self.facts = {}
        self.keys = Keys.create(folder / "keys.json", seed=b"wallet")
        self.chip = new_chip(SERIAL)
        self.wallet = Wallet(ChipEsam(self.chip), self.facts, Store())

        self.pin = Pin(self.wallet, self.facts)

    def run(self, method, *args):
        """A method of the wallet, or of the PIN ("pin.give")."""
        noun, _, verb = method.rpartition(".")
        return asyncio.run(getattr(self.pin if noun else self.wallet, verb)(*args))

    def take(self, text):
        """An order from a file."""
        order = orders.parse(text)
        return self.run("take", order["type"], orders.pack(order))

    @property
    def info(self):
        return self.run("info")


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_a_blank_handheld_is_issued_by_a_file(desk):
    assert (desk.info.issued, desk.info.issue, desk.info.serial.hex()) == (False, 0, SERIAL)
    text = json.dumps(orders.unpack("issue", issue_document(desk.keys, count=3))).encode()
    assert len(text) < 1024
    assert CUSTOMER.encode() not in text
    assert desk.take(text) == TAKEN
    assert (desk.info.issued, desk.info.card.hex(), desk.info.meter.hex()) == (True, CARD, METER)
    assert desk.take(text) == "T34"


@pytest.fixture
def issued(desk):
    assert desk.run("take", "issue", issue_document(desk.keys)) == TAKEN
    return desk


def test_a_pin_is_set_asked_for_and_given(issued):
    assert issued.info.pin == "none"
    assert issued.run("pin.give", "1234") == "none"
    assert issued.run("pin.change", "", "1234") == "ok"
    issued.chip.power_on()
    assert issued.info.pin == "set"
    assert (issued.run("pin.give", "9999"), issued.facts["tries"]) == ("wrong", 4)
    assert issued.run("pin.give", "1234") == "ok"
    assert (issued.info.pin, issued.info.tries) == ("given", 5)
    assert issued.run("pin.change", "1234", "") == "ok"
    assert issued.info.pin == "none"


def test_a_pin_tried_too_often_is_blocked(issued):
    issued.run("pin.change", "", "1234")
    issued.chip.power_on()
    assert [issued.run("pin.give", "0000") for _ in range(5)] == ["wrong"] * 4 + ["blocked"]
    assert (issued.info.pin, issued.info.tries, issued.run("pin.give", "1234")) == ("set", 0, "blocked")


@pytest.mark.parametrize("bad", ["123", "123456789", "12a4", " 1234"])
def test_what_is_no_pin_never_reaches_the_chip(issued, bad):
    with pytest.raises(ValueError, match="4 to 8 digits"):
        issued.run("pin.give", bad)
    with pytest.raises(ValueError, match="4 to 8 digits"):
        issued.run("pin.change", "", bad)


def test_a_load_without_the_pin_says_so(issued, monkeypatch):
    monkeypatch.setattr(type(issued.chip), "apdu", lambda _chip, _command: (b"", 0x6984))
    with pytest.raises(TryAgain) as caught:
        issued.run("release")
    assert caught.value.code == "T48"

# test_vend_factory.py - the factory key of the chips that are bought: set by a command, before the first card
import pytest
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_host.crypto import disperse
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.memory import Cells, Memory
from wattkey_host.testkeys import opened
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError

FACTORY, METER, CUSTOMER, SERIAL = b"made by a maker!", "000000123456", "000000000042", "57574b0000000001"


@pytest.fixture
def shop(tmp_path):
    return Shop.create(tmp_path / "shop", b"seed")


def run(shop, *words, typed=""):
    return CliRunner().invoke(app, ["vend", "factory-key", "--shop", str(shop.folder), *map(str, words)], input=typed)


def test_a_chip_of_that_maker_takes_its_document_and_nobody_else_opens_it(shop, tmp_path):
    file = tmp_path / "factory.txt"
    file.write_text(FACTORY.hex() + "\n")
    ended = run(shop, "--from", file)
    assert (ended.exit_code, "The factory key is set" in ended.output) == (0, True)
    assert FACTORY.hex() not in ended.output
    desk = Desk.open(shop.folder)
    document = desk.chip_order(desk.issue(SERIAL, METER, CUSTOMER)).packed
    real = Chip(Memory(Cells(bytes.fromhex(SERIAL), disperse(FACTORY, bytes.fromhex(SERIAL)))))
    assert real.apdu(b"\x90\x04\0\0" + document) == (b"", 0x9000)
    with pytest.raises(ValueError, match="not under the public test key"):
        opened(document, SERIAL)
    assert desk.check().faults == []


def test_it_can_be_typed_twice_and_put_back(shop):
    assert run(shop, typed=f"{FACTORY.hex()}\n{FACTORY.hex()}\n").exit_code == 0
    desk = Desk.open(shop.folder)
    assert not desk.shop.keys.test_chips
    desk.set_factory(b"WattKey TEST KEY")
    assert Desk.open(shop.folder).shop.keys.test_chips


@pytest.mark.parametrize("content", [b"", b"00", b"g" * 32, b"\xff\xfe\x00", b"00" * 17])
def test_what_is_no_key_is_refused_in_words(shop, tmp_path, content):
    file = tmp_path / "factory.txt"
    file.write_bytes(content)
    ended = run(shop, "--from", file)
    assert (ended.exit_code, "that is no factory key. It is 16 bytes" in ended.output) == (1, True)
    assert Desk.open(shop.folder).shop.keys.test_chips


def test_it_is_not_changed_under_the_chips_that_need_it(desk):
    with pytest.raises(VendError, match="1 chips of this shop were made cards under the factory key"):
        Desk(desk.shop).set_factory(FACTORY)
    assert Desk.open(desk.shop.folder).shop.keys.test_chips


def test_a_wrong_one_can_be_put_right_before_a_chip_has_taken_a_document(shop):
    desk = Desk(shop)
    desk.set_factory(bytes(16))
    row = desk.issue(SERIAL, METER, CUSTOMER)
    desk.set_factory(FACTORY)
    real = Chip(Memory(Cells(bytes.fromhex(SERIAL), disperse(FACTORY, bytes.fromhex(SERIAL)))))
    assert real.apdu(b"\x90\x04\0\0" + desk.chip_order(row).packed) == (b"", 0x9000)

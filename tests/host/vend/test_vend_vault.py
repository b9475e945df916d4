# test_vend_vault.py - keys under a passphrase
import json

import pytest

from fakes.keyfiles import of_seed
from wattkey_host.crypto import FACTORY_KEY
from wattkey_host.vend import vault
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.keys import Keys


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(vault, "COST", 16)
    monkeypatch.delenv(vault.PASSPHRASE, raising=False)
    monkeypatch.delenv(vault.KEYFILE, raising=False)


def ask(passphrase):
    return lambda: passphrase


def test_sealed_keys_open_with_their_passphrase_and_no_other(tmp_path):
    path = tmp_path / "keys.json"
    keys = Keys.create(path, b"seed", passphrase="right")
    text = path.read_text()
    assert not [key for key in (*of_seed(b"seed", tmp_path), FACTORY_KEY) if key.hex() in text]
    assert Keys.load(path, ask("right")) == keys
    with pytest.raises(VendError, match="passphrase is wrong"):
        Keys.load(path, ask("wrong"))
    with pytest.raises(VendError, match="is sealed"):
        Keys.load(path)


def test_a_new_generation_stays_under_the_passphrase(tmp_path):
    path = tmp_path / "keys.json"
    Keys.create(path, passphrase="right")
    rotated = Keys.load(path, ask("right")).rotate()
    loaded = Keys.load(path, ask("right"))
    assert (loaded, loaded.generation) == (rotated, 2)
    assert "sealed" in json.loads(path.read_text())


@pytest.mark.parametrize(
    "change",
    [
        {"kdf": "md5"},
        {"n": 15},
        {"n": 1 << 40},
        {"n": "16"},
        {"salt": "zz"},
        {"nonce": None},
        {"sealed": "00" * 16},
    ],
)
def test_a_damaged_box_is_refused_in_words(tmp_path, change):
    path = tmp_path / "keys.json"
    Keys.create(path, passphrase="right")
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(VendError, match="damaged|altered"):
        Keys.load(path, ask("right"))


def test_a_box_of_another_kind_does_not_open():
    box = vault.seal(b"plain", "right", b"one thing")
    assert vault.unseal(box, "right", b"one thing") == b"plain"
    with pytest.raises(VendError, match="wrong, or the keys were altered"):
        vault.unseal(box, "right", b"another")


def test_the_passphrase_comes_from_the_environment_or_a_file(tmp_path, monkeypatch):
    assert vault.from_environment() is None
    file = tmp_path / "passphrase"
    file.write_text("from a file\nnot this\n")
    monkeypatch.setenv(vault.KEYFILE, str(file))
    assert vault.from_environment() == "from a file"
    monkeypatch.setenv(vault.PASSPHRASE, "itself")
    assert vault.from_environment() == "itself"


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe"])
def test_a_passphrase_file_without_one_is_named(tmp_path, monkeypatch, content):
    file = tmp_path / "passphrase"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv(vault.KEYFILE, str(file))
    with pytest.raises(VendError, match="passphrase file .* (empty|cannot be read)"):
        vault.from_environment()


def test_a_sealed_shop_opens_with_the_passphrase(tmp_path):
    made = Shop.create(tmp_path / "shop", passphrase="right")
    assert Shop.open(made.folder, ask("right")).keys == made.keys
    with pytest.raises(VendError, match="is sealed"):
        Shop.open(made.folder)

# test_vend_hardtoken.py - keys that a PKCS#11 token seals: SoftHSM2, where it is installed
"""apt install softhsm2, pip install 'wattkey[token]'; or WATTKEY_SOFTHSM names its library."""

import json
import os
import shutil
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from fakes.keyfiles import of_seed
from wattkey_host.vend import hardtoken
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.keys import Keys

LIBRARY = os.environ.get("WATTKEY_SOFTHSM", "/usr/lib/softhsm/libsofthsm2.so")
UTIL = shutil.which("softhsm2-util")
PIN, LABEL = "1234567", "shop"
HERE = Path(LIBRARY).is_file() and UTIL is not None and find_spec("pkcs11") is not None
here = pytest.mark.skipif(not HERE, reason="no SoftHSM2 here (apt install softhsm2), or no python-pkcs11")


@pytest.fixture(scope="module")
def tokens(tmp_path_factory):
    """Two, in one folder: the library reads once in a process where they are."""
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "conf").write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "conf"))
        patch.setenv(hardtoken.MODULE, LIBRARY)
        for label in (LABEL, "other"):
            words = ["--init-token", "--free", "--label", label, "--so-pin", "so-pin-1", "--pin", PIN]
            subprocess.run([UTIL, "--module", LIBRARY, *words], check=True, capture_output=True)
        yield folder


@here
def test_keys_that_a_token_seals_open_with_it_and_stay_under_it(tokens, tmp_path):
    made = Shop.create(tmp_path / "shop", b"seed", passphrase=PIN, token=LABEL)
    text = (tmp_path / "shop" / "keys.json").read_text()
    assert not [key for key in of_seed(b"seed", tmp_path) if key.hex() in text]
    desk = Desk.open(tmp_path / "shop", lambda: PIN)
    assert desk.shop.keys == made.keys
    assert desk.rotate() == 2
    again = Desk.open(tmp_path / "shop", lambda: PIN)
    assert again.shop.keys == desk.shop.keys
    assert json.loads((tmp_path / "shop" / "keys.json").read_bytes())["token"] == LABEL
    assert again.check().faults == []


@here
def test_a_wrong_pin_another_token_and_an_altered_file_are_refused_in_words(tokens, tmp_path):
    path = tmp_path / "keys.json"
    Keys.create(path, passphrase=PIN, token=LABEL)
    with pytest.raises(VendError, match="token 'shop' refuses this PIN"):
        Keys.load(path, lambda: "7654321")
    doc = json.loads(path.read_bytes())
    for changed, words in (
        ({"token": "lost"}, "there is no token 'lost'"),
        ({"token": "other"}, "token 'other' has no key of WattKey"),
        ({"sealed": "00" + doc["sealed"][2:]}, "does not open these keys"),
        ({"nonce": "no"}, "is damaged"),
    ):
        path.write_text(json.dumps({**doc, **changed}))
        with pytest.raises(VendError, match=words):
            Keys.load(path, lambda: PIN)


@here
def test_the_key_of_the_token_never_leaves_it(tokens, tmp_path):
    pkcs11 = import_module("pkcs11")

    Keys.create(tmp_path / "keys.json", passphrase=PIN, token=LABEL)
    with pkcs11.lib(LIBRARY).get_token(token_label=LABEL).open(user_pin=PIN) as session:
        key = session.get_key(object_class=pkcs11.ObjectClass.SECRET_KEY)
        assert (key[pkcs11.Attribute.EXTRACTABLE], key[pkcs11.Attribute.SENSITIVE]) == (False, True)
        with pytest.raises(pkcs11.exceptions.AttributeSensitive):
            _ = key[pkcs11.Attribute.VALUE]


def test_without_a_module_it_is_said_how_to_name_one(tmp_path, monkeypatch):
    monkeypatch.delenv(hardtoken.MODULE, raising=False)
    with pytest.raises(VendError, match="no PKCS#11 module is named. Set WATTKEY_PKCS11"):
        Keys.create(tmp_path / "keys.json", passphrase=PIN, token=LABEL)
    assert not (tmp_path / "keys.json").exists()


def test_without_the_package_the_command_that_brings_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv(hardtoken.MODULE, "/nowhere.so")
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(VendError, match=r"pip install 'wattkey\[token\]'"):
        Keys.create(tmp_path / "keys.json", passphrase=PIN, token=LABEL)

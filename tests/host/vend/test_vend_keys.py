# test_vend_keys.py - master keys: made once, kept close, dispersed right
"""The file, its refusals, and that every meter, card and chip has keys of its own."""

import json
import os

import pytest

from fakes.keyfiles import masters
from wattkey_host.crypto import disperse
from wattkey_host.testkeys import of_card, of_meter
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.keys import Keys
from wattkey_host.vend.softstore import MASTERS


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys.json"


def test_fresh_keys_are_kept_for_the_owner_only_and_read_back(path):
    keys = Keys.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Keys.load(path) == keys
    assert [name.name for name in path.parent.iterdir()] == ["keys.json"]


def test_fresh_keys_are_random_and_all_different(tmp_path):
    for name in ("a.json", "b.json"):
        Keys.create(tmp_path / name)
    values = [key for name in ("a.json", "b.json") for key in masters(tmp_path / name)[0].values()]
    assert len(set(values)) == 2 * len(MASTERS)
    assert {len(value) for value in values} == {16}


def test_a_seed_gives_the_same_keys_again(tmp_path):
    a, b, c = (Keys.create(tmp_path / name, seed) for name, seed in (("a", b"1"), ("b", b"1"), ("c", b"2")))
    assert a == b != c
    assert len(set(masters(tmp_path / "a")[0].values())) == len(MASTERS)


def test_keys_are_never_overwritten(path):
    Keys.create(path)
    before = path.read_bytes()
    with pytest.raises(VendError, match="never overwritten"):
        Keys.create(path)
    assert path.read_bytes() == before


def test_keys_do_not_show(path):
    keys = Keys.create(path)
    shown = repr(keys) + str(keys) + f"{keys}"
    assert not [key for key in masters(path)[0].values() if key.hex() in shown or repr(key) in shown]


def test_keys_open_to_others_are_refused(path):
    Keys.create(path)
    os.chmod(path, 0o640)
    with pytest.raises(VendError, match="chmod 600"):
        Keys.load(path)


def test_missing_keys_say_what_to_run(path):
    with pytest.raises(VendError, match="vend init"):
        Keys.load(path)


def damaged(change):
    def write(path):
        doc = json.loads(path.read_text())
        change(doc)
        path.write_text(json.dumps(doc))

    return write


DAMAGE = {
    "not JSON": lambda path: path.write_text("{"),
    "not text": lambda path: path.write_bytes(b"\xff\xfe"),
    "a list": lambda path: path.write_text("[]"),
    "another version": damaged(lambda doc: doc.update(wattkey_keys=3)),
    "a key missing": damaged(lambda doc: doc["generations"][0].pop("load")),
    "a key too many": damaged(lambda doc: doc.update(extra="00" * 16)),
    "a short key": damaged(lambda doc: doc["generations"][0].update(load="00")),
    "no hexadecimal": damaged(lambda doc: doc["generations"][0].update(load="zz" * 16)),
    "no generation": damaged(lambda doc: doc.update(generations=[])),
    "a generation that is none": damaged(lambda doc: doc.update(generations=[7])),
    "a number": damaged(lambda doc: doc["generations"][0].update(load=7)),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_refused_and_no_key_is_told(path, damage):
    Keys.create(path)
    told = masters(path)[0].values()
    damage(path)
    with pytest.raises(VendError) as caught:
        Keys.load(path)
    assert str(path) in str(caught.value)
    assert "backup" in str(caught.value)
    assert not [key for key in told if key.hex() in str(caught.value)]


def test_every_use_is_dispersed_by_its_own_number(path):
    keys = Keys.create(path, b"seed")
    meter = bytes.fromhex("0000000000123456")
    card = bytes.fromhex("0000000000000017")
    assert of_meter(keys, "000000123456") == tuple(
        disperse(masters(path)[0][name], meter) for name in ("identity", "load", "control")
    )
    assert of_card(keys, "0000000000000017") == tuple(
        disperse(masters(path)[0][name], card) for name in ("order", "report")
    )
    assert not set(of_meter(keys, "000000123456")) & set(of_meter(keys, "000000123457"))


@pytest.mark.parametrize(
    ("use", "number"),
    [
        (of_meter, "123456"),
        (of_meter, "00000012345x"),
        (of_meter, "\u0661" * 12),
        (of_card, "17"),
        (of_card, "000000000000001 "),
        (Keys.check_serial, "a1"),
        (Keys.check_serial, "00 00000000000a1"),
        (Keys.session, "00 00000000000a1"),
    ],
)
def test_what_is_no_number_has_no_keys(path, use, number):
    with pytest.raises(VendError, match="digits"):
        use(Keys.create(path), number)

# test_vend_generations.py - the ledger knows its keys: older or other ones are refused before anything is signed
import shutil

import pytest

from fakes.keyfiles import masters
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError


def test_an_older_key_file_is_refused_in_words(desk):
    keys = desk.shop.folder / "keys.json"
    shutil.copy(keys, keys.with_suffix(".old"))
    Desk(desk.shop).rotate()
    shutil.copy(keys.with_suffix(".old"), keys)
    with pytest.raises(VendError, match=r"knows 2 generations of keys, keys.json has 1\. Restore the latest"):
        Shop.open(desk.shop.folder)


def test_the_keys_of_another_shop_are_refused(desk, tmp_path):
    other = Shop.create(tmp_path / "other", seed=b"other")
    shutil.copy(other.folder / "keys.json", desk.shop.folder / "keys.json")
    with pytest.raises(VendError, match="generation 1 in keys.json is not the one that this ledger was kept with"):
        Shop.open(desk.shop.folder)


def test_a_rotate_that_was_cut_off_behind_the_key_file_stands(desk):
    desk.shop.keys.rotate()
    again = Desk.open(desk.shop.folder)
    assert again.shop.keys.generation == 2
    desk.shop.folder.joinpath("keys.json").write_bytes(
        desk.shop.folder.joinpath("keys.json")
        .read_bytes()
        .replace(masters(desk.shop.folder / "keys.json")[1]["order"].hex().encode(), b"0" * 32)
    )
    with pytest.raises(VendError, match="generation 2 in keys.json is not the one"):
        Shop.open(desk.shop.folder)


def test_a_fingerprint_tells_generations_apart_and_no_key(desk):
    keys = desk.shop.keys.rotate(b"second")
    marks = [keys.fingerprint(number) for number in (1, 2)]
    assert len(set(marks)) == 2
    assert not any(key.hex() in mark for mark in marks for key in masters(desk.shop.folder / "keys.json")[1].values())

# test_vend_shop.py - a shop's folder: made once, opened whole, never half
"""The ledger without its keys, the keys without their ledger, and a ledger that is none."""

import sqlite3

import pytest
from sqlalchemy import select

from wattkey_host.vend.book import doing, engines
from wattkey_host.vend.book.ledger import Card, Customer, Meter
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError


def test_a_new_shop_opens_again_with_the_same_keys(tmp_path):
    made = Shop.create(tmp_path / "a" / "shop")
    assert sorted(p.name for p in made.folder.glob("*.[jd]*") if "db-" not in p.name) == ["keys.json", "ledger.db"]
    assert Shop.open(made.folder).keys == made.keys


def test_a_shop_is_never_made_twice(tmp_path):
    keys = Shop.create(tmp_path).keys
    with pytest.raises(VendError, match="is a shop already"):
        Shop.create(tmp_path)
    assert Shop.open(tmp_path).keys == keys


def test_an_init_that_was_cut_off_is_run_again(tmp_path):
    Shop.create(tmp_path)
    (tmp_path / "keys.json").unlink()
    assert Shop.create(tmp_path).keys


def test_new_keys_are_not_made_for_a_ledger_with_cards(desk):
    (desk.shop.folder / "keys.json").unlink()
    with pytest.raises(VendError, match=r"knows cards, but keys\.json is gone"):
        Shop.create(desk.shop.folder)
    assert not (desk.shop.folder / "keys.json").exists()


def test_a_missing_part_is_named(tmp_path):
    with pytest.raises(VendError, match="no keys in"):
        Shop.open(tmp_path)
    Shop.create(tmp_path)
    (tmp_path / "ledger.db").unlink()
    with pytest.raises(VendError, match=r"ledger\.db is missing"):
        Shop.open(tmp_path)


def test_a_damaged_ledger_is_told_in_words(tmp_path):
    folder = Shop.create(tmp_path / "shop").folder
    for file in folder.glob("ledger*"):
        file.unlink()
    (folder / "ledger.db").write_bytes(b"not a database" * 100)
    with pytest.raises(VendError, match="cannot be used: .*damaged: restore"):
        Shop.open(folder)


def test_a_ledger_that_another_program_holds_is_told_in_words(desk, monkeypatch):
    other = sqlite3.connect(desk.shop.folder / "ledger.db")
    other.execute("BEGIN EXCLUSIVE")
    connect = sqlite3.dbapi2.connect
    monkeypatch.setattr(doing, "PATIENCE_S", 0.5)
    monkeypatch.setattr(sqlite3.dbapi2, "connect", lambda *args, **kwargs: connect(*args, **{**kwargs, "timeout": 0}))
    with pytest.raises(VendError, match="locked"):
        desk.sell()
    other.close()
    assert desk.sell().order == 1


def test_an_error_leaves_nothing_behind(desk):
    with pytest.raises(VendError, match="stop"), desk.shop.transaction() as session:
        session.add(Meter(meter="000000999999"))
        session.flush()
        raise VendError("stop")
    with desk.shop.transaction() as session:
        assert session.get(Meter, "000000999999") is None


def test_the_ledger_itself_refuses_a_second_active_card(desk):
    with pytest.raises(VendError, match="UNIQUE"), desk.shop.transaction() as session:
        session.add(Customer(customer="0" * 12))
        session.flush()
        session.add(Card(card="2" * 16, serial="2" * 16, meter=desk.card.meter, customer="0" * 12, active=True))
    with desk.shop.transaction() as session:
        assert len(session.scalars(select(Card)).all()) == 1


def test_a_folder_with_odd_signs_in_its_name_works(tmp_path):
    folder = tmp_path / "a shop? 100% #1"
    Shop.create(folder)
    assert (folder / "ledger.db").exists()


def test_what_one_ledger_has_asked_no_other_compiles_again(tmp_path):
    compiled = engines.of_file(tmp_path / "any.db", write=False).get_execution_options()["compiled_cache"]
    sizes = []
    for name in "ab":
        with Shop.create(tmp_path / name).reading() as session:
            session.scalars(select(Card.serial).where(Card.card == name, Card.meter != name)).all()
        sizes.append(len(compiled))
    assert 0 < sizes[0] == sizes[1]

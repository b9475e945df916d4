# test_vend_upgrade.py - a ledger of an older program: every command says so, and `vend upgrade` makes it one of this
"""The file in data/ was written by the program of November: purchases delivered, refunded, sold again, settled, on a
lost handheld, and two that wait."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect
from typer.testing import CliRunner

from wattkey_host.cli import app
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Carriage, bought
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError

from .conftest import SOLD

OLD = Path(__file__).parent / "data" / "ledger_of_november.sql"
STATES = {
    "delivered": "delivered", "refunded": "cancelled", "resold": "delivered", "settled": "settled",
    "lost Ｒ－1": "sold", "waits": "handed over", "waits too": "sold",
}  # fmt: skip


@pytest.fixture
def old(tmp_path):
    folder = Shop.create(tmp_path / "shop", seed=b"upgrade").folder
    for file in folder.glob("ledger*"):
        file.unlink()
    with closing(sqlite3.connect(folder / "ledger.db")) as ledger:
        ledger.executescript(OLD.read_text("utf-8"))
    return folder


def run(*words):
    ended = CliRunner().invoke(app, ["vend", *map(str, words)])
    return ended.exit_code, ended.output


@pytest.fixture
def upgraded(old):
    assert run("upgrade", "--shop", old)[0] == 0
    return Desk.open(old)


@pytest.mark.parametrize("command", ["ledger", "check", "readings", "rotate"])
def test_every_command_on_an_older_ledger_says_so_in_one_sentence(old, command):
    status, words = run(command, "--shop", old)
    assert (status, words.count("\n")) == (1, 1)
    assert words.endswith("is of an older WattKey. Run `wattkey vend upgrade`: it makes a backup first\n")


def test_a_newer_one_is_left_alone(old):
    assert run("upgrade", "--shop", old)[0] == 0
    with closing(sqlite3.connect(old / "ledger.db")) as ledger, ledger:
        ledger.execute("UPDATE alembic_version SET version_num = '9999_later'")
    for command in ("ledger", "upgrade"):
        status, words = run(command, "--shop", old)
        assert (status, words.count("\n")) == (1, 1)
        assert "is of a newer WattKey (9999_later)" in words


def test_everything_stands_as_it_stood(upgraded):
    assert {payment: upgraded.find(payment).state for payment in STATES} == STATES
    found = upgraded.check()
    assert found.faults == []
    made = {"till": -236_00, "owed": 66_00, "delivered": 130_00, "free": 40_00}
    assert {name: -cents for name, cents in found.accounts.items()} == made


def test_the_ways_before_are_known(upgraded):
    with upgraded.shop.reading() as session:
        past = session.scalars(bought(Carriage.leg == 2)).all()
    assert sorted(purchase.payment for purchase in past) == ["lost Ｒ－1", "resold"]
    with pytest.raises(VendError, match="was on a lost card"):
        upgraded.cancel("lost Ｒ－1")


def test_business_goes_on(upgraded):
    with pytest.raises(VendError, match=r"'LOST R-1' reads as 'lost Ｒ－1'"):
        upgraded.sell("000000123457", 100, "LOST R-1", SOLD)
    assert upgraded.sell("000000123457", 100, "new", SOLD).count == 10
    with pytest.raises(VendError, match=r"refunded already, on 2026-11-\d\d .*, by \?"):
        upgraded.refund("refunded")
    assert upgraded.refund("settled").refunded
    assert upgraded.check().faults == []


def test_the_backup_is_the_ledger_as_it_was(old):
    with closing(sqlite3.connect(old / "ledger.db")) as ledger:
        before = list(ledger.iterdump())
    run("upgrade", "--shop", old)
    (kept,) = old.glob("ledger-*.db")
    assert kept.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(kept)) as ledger:
        assert list(ledger.iterdump()) == before
    assert run("upgrade", "--shop", old) == (0, "There was nothing to do.\n")


def test_what_fails_half_way_leaves_the_ledger_as_it_was(old):
    with closing(sqlite3.connect(old / "ledger.db")) as ledger, ledger:
        ledger.execute("ALTER TABLE reading ADD COLUMN strange INTEGER")
    with closing(sqlite3.connect(old / "ledger.db")) as ledger:
        before = list(ledger.iterdump())
    status, words = run("upgrade", "--shop", old)
    assert status == 1
    assert "cannot be upgraded" in words and "It is as it was" in words
    with closing(sqlite3.connect(old / "ledger.db")) as ledger:
        assert list(ledger.iterdump()) == before


def schema(shop):
    with shop.reading() as session:
        found = inspect(session.connection())
        return {
            table: (
                {column["name"]: (str(column["type"]), column["nullable"]) for column in found.get_columns(table)},
                {(index["name"], tuple(index["column_names"]), index["unique"]) for index in found.get_indexes(table)},
                {tuple(key["constrained_columns"]) for key in found.get_foreign_keys(table)},
                tuple(found.get_pk_constraint(table)["constrained_columns"]),
            )
            for table in found.get_table_names()
        }


def test_an_upgraded_ledger_has_the_tables_of_a_new_one(upgraded, tmp_path):
    """The steps are written out, so that they never change; they must lead to the tables that the program knows."""
    assert schema(upgraded.shop) == schema(Shop.create(tmp_path / "new", seed=b"new"))


def test_holes_of_before_the_upgrade_stop_no_sale(desk):
    desk.deliver(desk.sell())
    desk.receive(desk.forge(proved_count=3))
    desk.shop.close()
    with closing(sqlite3.connect(desk.shop.path)) as ledger, ledger:
        ledger.executescript(
            "ALTER TABLE meter DROP COLUMN checked; ALTER TABLE meter DROP COLUMN unknown;"
            "UPDATE alembic_version SET version_num = '0002_trust'"
        )
    assert run("upgrade", "--shop", desk.shop.folder)[0] == 0
    desk.shop = Shop.open(desk.shop.folder)
    desk.receive(desk.forge(proved_count=3))
    assert desk.sell(payment="P2").count == 4
    assert Desk(desk.shop).check().faults == []


def test_a_ledger_of_the_first_book_gets_its_keys_known(desk, tmp_path):
    folder = desk.shop.folder
    desk.sell()
    desk.shop.close()
    with closing(sqlite3.connect(folder / "ledger.db")) as ledger, ledger:
        ledger.executescript(
            "DROP TABLE generation; ALTER TABLE elsewhere DROP COLUMN evidence;"
            "ALTER TABLE meter DROP COLUMN checked; ALTER TABLE meter DROP COLUMN unknown;"
            "UPDATE alembic_version SET version_num = '0001_book'"
        )
    assert "is of an older WattKey" in run("ledger", "--shop", folder)[1]
    assert run("upgrade", "--shop", folder)[0] == 0
    again = Desk.open(folder)
    assert again.check().faults == []
    assert again.find("P1").open

# test_vend_postgres.py - the ledger in a real PostgreSQL: all that a day brings, and sellers in each other's way
"""Skipped where Debian's programs are not there: apt install postgresql."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from sqlalchemy import select, text

from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Carriage, Meter, Purchase, bought
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.book.upgrade import upgrade
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live.issue import issue
from wattkey_lab.bench.postgres import database, programs, server

from .conftest import CUSTOMER, METER, SERIAL, SOLD, Counter

pytestmark = pytest.mark.skipif(programs() is None, reason="no PostgreSQL here: apt install postgresql")
LEVELS = {"read committed": "", "serializable": "?options=-c%20default_transaction_isolation%3Dserializable"}
NUMBER = count()
METERS = [f"{n:012d}" for n in range(1, 5)]
SELLERS, EACH = 6, 6


@pytest.fixture(scope="module")
def url():
    with server("fsync=off") as running:
        yield running


@pytest.fixture(params=LEVELS.values(), ids=LEVELS.keys())
def shop(request, url, tmp_path):
    made = Shop.create(tmp_path / "shop", seed=b"test", database=database(url, f"shop{next(NUMBER)}") + request.param)
    yield made
    made.close()


@pytest.fixture
def counter(shop):
    chip = new_chip(SERIAL)
    return Counter(shop, chip, issue(Desk(shop), chip, METER, CUSTOMER))


def test_a_day(counter):
    counter.deliver(counter.sell(payment="P1"))
    counter.read(5000, (1000, 2000, 1500, 500))
    counter.receive()
    counter.take(counter.sell(payment="P2"))
    Desk(counter.shop).cancel("P2")
    counter.hand(Desk(counter.shop).end_document(counter.purchase("P2"))[1])
    counter.receive()
    assert Desk(counter.shop).refund("P2").refunded
    with pytest.raises(VendError, match="refunded already, on .*, by "):
        Desk(counter.shop).refund("P2")
    assert (counter.purchase("P1").state, counter.purchase("P1").proved) == ("delivered", True)
    assert Desk(Shop.open(counter.shop.folder)).check().faults == []


def test_sellers_at_once_neither_lose_nor_double(shop, monkeypatch):
    monkeypatch.setattr("wattkey_host.vend.book.doing.PATIENCE_S", 60)  # at SERIALIZABLE whoever waits begins anew
    for number, meter in enumerate(METERS):
        issue(Desk(shop), new_chip(f"{number:016x}"), meter, CUSTOMER)

    def sells(seller):
        desk = Desk(Shop.open(shop.folder), f"seller {seller}")
        for n in range(EACH):
            desk.sell(METERS[(seller + n) % len(METERS)], 100 + n, f"{(seller + n) % 40} of {n}", SOLD)
            desk.sell(METERS[n % len(METERS)], 7, f"shared {n}", SOLD)
        desk.shop.close()

    with ThreadPoolExecutor(SELLERS) as pool:
        list(pool.map(sells, range(SELLERS)))
    with shop.reading() as session:
        sold = session.scalars(bought()).all()
        for meter in METERS:
            counts = sorted(row.count for row in sold if row.meter == meter)
            assert counts == list(range(1, len(counts) + 1))
            assert session.get_one(Meter, meter).count == len(counts)
    assert len(sold) == SELLERS * EACH + EACH
    found = Desk(shop).check()
    assert found.faults == []
    assert -found.accounts["owed"] == sum(row.amount for row in sold)


def test_of_many_clerks_who_refund_one_payment_one_may(counter):
    counter.take(counter.sell())
    Desk(counter.shop).cancel("P1")
    counter.hand(Desk(counter.shop).end_document(counter.purchase())[1])
    counter.receive()

    def refunds(_clerk):
        try:
            return Desk(counter.shop).refund("P1").refunded
        except VendError as refused:
            return str(refused)

    with ThreadPoolExecutor(SELLERS) as pool:
        told = list(pool.map(refunds, range(SELLERS)))
    assert told.count(True) == 1
    assert all("refunded already, on" in words for words in told if words is not True)


def test_what_two_cannot_have_never_reads_as_damaged(shop, monkeypatch):
    """A conflict that does not pass within the patience of a verb."""
    monkeypatch.setattr("wattkey_host.vend.book.doing.PATIENCE_S", 0)
    issue(Desk(shop), new_chip(SERIAL), METER, CUSTOMER)
    purchase = Desk(shop).sell(METER, 100, "P1", SOLD)
    with shop.transaction() as session:
        session.get_one(Meter, METER).count = 0  # so that the next sale takes a count that is out
    with pytest.raises(VendError) as refused:
        Desk(shop).sell(METER, 100, "P2", SOLD)
    assert "damaged" not in str(refused.value)
    assert "run the same command again" in str(refused.value)
    with shop.reading() as session:
        assert session.scalars(select(Purchase.id)).all() == [purchase.id]
        assert session.scalars(select(Carriage.count)).all() == [1]


def test_without_its_driver_the_command_that_brings_it_is_named(tmp_path):
    program = (
        "import sys; sys.modules['psycopg'] = None; from wattkey_host.vend.book.shop import Shop; import pathlib;"
        f"Shop.create(pathlib.Path({str(tmp_path / 'shop')!r}), database='postgresql+psycopg://nobody@127.0.0.1/x')"
    )
    ended = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=False)
    assert "Install it: pip install 'wattkey[postgresql]'" in ended.stderr


def test_another_database_is_refused(tmp_path):
    with pytest.raises(VendError, match="mysql is no database for a ledger"):
        Shop.create(tmp_path / "shop", database="mysql://root:secret@127.0.0.1/x")


def test_a_ledger_of_the_first_book_is_upgraded_once_somebody_has_a_backup(counter):
    counter.sell(payment="P1")
    counter.shop.close()
    with counter.shop.transaction() as session:
        for statement in (
            "DROP TABLE generation", "ALTER TABLE elsewhere DROP COLUMN evidence",
            "ALTER TABLE meter DROP COLUMN checked", "ALTER TABLE meter DROP COLUMN unknown",
            "UPDATE alembic_version SET version_num = '0001_book'",
        ):  # fmt: skip
            session.execute(text(statement))
    folder = counter.shop.folder
    with pytest.raises(VendError, match="is of an older WattKey"):
        Shop.open(folder)
    with pytest.raises(VendError, match="Make a backup with pg_dump"):
        upgrade(Shop.open(folder, older=True), "Li")
    assert upgrade(Shop.open(folder, older=True), "Li", backed_up=True) is None
    assert Desk(Shop.open(folder)).check().faults == []

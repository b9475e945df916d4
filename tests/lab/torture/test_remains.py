# test_remains.py - two lives with equal remains go on equally: what counts as equal
from datetime import date
from types import SimpleNamespace

import pytest

from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.issue import issue
from wattkey_lab.torture.cuts.remains import remains

METER = "000000000001"


@pytest.fixture
def seller(tmp_path):
    """A seller's PC after one sale of so many cents; no handheld yet."""

    def make(name, cents):
        folder = tmp_path / name
        folder.mkdir()
        desk = Desk(Shop.create(folder / "shop", seed=b"remains"))
        issue(desk, new_chip("1".zfill(16), rng=bytes), METER, "000000000042")
        desk.sell(METER, cents, "P1", date(2026, 11, 30))
        clock = SimpleNamespace(pending=[], now_us=0)
        return SimpleNamespace(folder=folder, clock=clock, step=0, actions=0, broken=set(), taken_back=set())

    return make


def test_equal_deeds_at_another_time_of_day_leave_equal_remains(seller):
    assert remains(seller("a", 100_00), "end") == remains(seller("b", 100_00), "end")


def test_another_amount_leaves_others(seller):
    assert remains(seller("a", 100_00), "end") != remains(seller("b", 100_01), "end")


def test_another_file_beside_the_ledger_leaves_others(seller):
    one, other = seller("a", 100_00), seller("b", 100_00)
    (other.folder / "outbox.json").write_text("{}")
    assert remains(one, "end") != remains(other, "end")


def test_to_look_changes_nothing(seller):
    lab = seller("a", 100_00)
    before = {file.name: file.read_bytes() for file in lab.folder.rglob("*") if file.is_file()}
    remains(lab, "end")
    assert {file.name: file.read_bytes() for file in lab.folder.rglob("*") if file.is_file()} == before

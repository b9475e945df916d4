# test_vend_bulk.py - many reports taken together leave what they leave one by one, whatever they are
"""A shop with cards in many states, and bags of reports about them: true, old, altered, doubled, of a lost card. One
copy of the shop takes them together, another one by one."""

import shutil
from random import Random

import pytest
from sqlalchemy import select

from wattkey import orders
from wattkey.amount import money
from wattkey.info import STATES
from wattkey_host.crypto import cmac
from wattkey_host.testkeys import of_card
from wattkey_host.vend.book.base import Base
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_lab.bench.book.filled import CUSTOMER, DAY, card, delivered, meter

CARDS = 8
TABLES = ("meter", "card", "purchase", "carriage", "reading", "step", "entry", "report", "issue", "elsewhere")


def signed(keys, doc):
    doc = doc | {"mac": "00" * 16}
    return doc | {"mac": cmac(of_card(keys, doc["card"], 1)[1], orders.pack(doc)[:-16]).hex()}


def report(keys, n, **changes):
    """Of the card of meter n; under its MAC."""
    plain = orders.unpack("report", delivered_of(keys, n))
    return signed(keys, plain | changes)


def delivered_of(keys, n):
    return delivered(type("Here", (), {"keys": keys}), n)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Every card has bought; some twice, one was taken back, one settled, one replaced, two had counts before."""
    shop = Shop.create(tmp_path_factory.mktemp("many") / "shop", seed=b"bench")
    desk = Desk(shop, "test")
    for n in range(CARDS):
        desk.issue(f"{n + 1:016x}", meter(n), CUSTOMER, count=5 if n in (5, 6) else None)
        desk.receive_many([report(shop.keys, n, state="none", order=0, count=0, proved_count=0, read_count=0)])
        for turn in range(1 + n % 3):
            desk.sell(meter(n), 1000, f"P{n}-{turn}", DAY)
    desk.cancel("P1-1")
    desk.elsewhere(meter(2), 9, 500)
    desk.replace(card(7), "00000000000000ff")
    return shop


def a_report(keys, random):
    """Anything that may lie in a folder."""
    n, order = random.randrange(CARDS), random.randrange(4)
    count = order + (5 if n in (5, 6) else 0)
    proved = max(0, count + random.choice((-1, 0, 0, 0, 1)))
    told = random.choice((0, count, proved))
    fields = {
        "issue": random.choice((1, 1, 1, 1, 2)), "order": order, "count": count, "state": random.choice(STATES),
        "proved_count": proved, "read_count": told, "bought": money(1000 * random.randrange(4)),
        "total": money(random.randrange(99999)), "amount": random.choice(("10.00",) * 9 + ("9.99",)),
    }  # fmt: skip
    made = report(keys, n, **fields)
    if random.random() < 0.1:
        made |= {"mac": "11" * 16}
    return made


def copied(shop, folder):
    shutil.copytree(shop.folder, folder)
    return Desk(Shop.open(folder), "test")


def by_itself(desk, one):
    try:
        return desk.receive_packed(orders.pack(one))
    except VendError as error:
        return error


def told(outcome):
    """What a caller sees of it."""
    if isinstance(outcome, VendError):
        return outcome.code, outcome.facts
    row, read = outcome.purchase, outcome.reading
    bought, seen = row and (row.payment, row.card, row.order), read and (read.card, read.count)
    return outcome.card, outcome.state, outcome.changed, outcome.words, bought, seen


def standing(desk):
    """The whole ledger but for times, and the digests over them."""
    with desk.shop.reading() as session:
        return {name: sorted(map(str, session.execute(select(*_told_columns(name))))) for name in (*TABLES, "event")}


def _told_columns(name):
    table = Base.metadata.tables[name]
    left_out = {"at", "digest"} | ({"id"} if name == "reading" else set())  # whose numbers the database gives
    return [column for column in table.columns if column.name not in left_out]


@pytest.mark.parametrize("seed", range(8))
def test_together_they_leave_what_they_leave_one_by_one(shop, tmp_path, seed):
    together, single = (copied(shop, tmp_path / name) for name in ("together", "single"))
    random = Random(seed)
    bag = [a_report(shop.keys, random) for _ in range(1 + 10 * (seed % 4))]
    done = together.receive_many(bag)
    alone = [by_itself(single, one) for one in bag]
    assert standing(together) == standing(single)
    assert [told(one) for one in done] == [told(one) for one in alone]
    assert together.check().faults == []

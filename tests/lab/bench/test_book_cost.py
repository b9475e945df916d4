# test_book_cost.py - `wattkey bench --vend`: its parts measure what they say, in small
import json

import pytest

from wattkey_host.vend.book.desk import Desk
from wattkey_lab.bench import postgres
from wattkey_lab.bench.book import cost
from wattkey_lab.bench.book.filled import shop
from wattkey_lab.bench.book.kills import kill
from wattkey_lab.bench.book.sellers import sell_for

KEYS = {
    "sale_p95_ms", "sale_cpu_ms_10", "sale_cpu_ms_1k", "sale_cpu_ms_200k", "sale_cpu_ms_one_meter",
    "sqlite_32_refused", "sqlite_32_slowest_s", "ledger_delay_ms",
    "pg_sales_s_1000", "pg_sales_s_10", "reports_s", "reports_mb", "kills", "kills_clean", "lives", "lives_wrong",
}  # fmt: skip


def test_sellers_in_processes_of_their_own_sell_and_none_is_refused(tmp_path):
    made = shop(tmp_path / "shop", 10)
    told = sell_for(tmp_path / "shop", 2, 10, 1)
    with made.reading() as session:
        assert told["sold"] == session.connection().exec_driver_sql("SELECT count(*) FROM purchase").scalar() > 0
    assert (told["refused"], told["why"]) == (0, [])
    assert told["slowest_s"] > 0


def test_reports_are_received(tmp_path):
    made = shop(tmp_path / "shop", 30, each=1)
    found = cost.receive_all(tmp_path / "shop", 30)
    assert set(found) == {"reports_s", "reports_mb"}  # of 30 reports the first rounds to 0.0 on a quick machine
    assert found["reports_mb"] > 10
    assert {Desk(made).find(f"filled {n}").state for n in range(30)} == {"delivered"}


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_kill_leaves_a_book_that_holds(tmp_path, engine):
    if engine == "sqlite":
        assert kill(tmp_path / "shop", 2) == (2, 2)
    elif postgres.programs() is None:
        pytest.skip("no PostgreSQL here: apt install postgresql")
    else:
        with postgres.server("fsync=off") as url:
            assert kill(tmp_path / "shop", 2, postgres.database(url, "kills")) == (2, 2)


def test_a_filled_ledger_sells_on(tmp_path):
    made = shop(tmp_path / "shop", 5, sales=12)
    sold = Desk(made).sell("000000000001", 500, "next", cost.DAY)
    assert (sold.order, sold.count) == (4, 4)


def test_every_figure_has_its_name(monkeypatch, capsys):
    """The parts are replaced by what they would say: the whole takes half an hour."""
    for name in ("_sale", "_many", "_reading", "_postgres", "_reports"):
        told = {key: 1 for key in KEYS if name == "_sale" and not key.startswith(("kills", "lives"))}
        monkeypatch.setattr(cost, name, lambda _folder, _part, told=told: told)
    monkeypatch.setattr(cost, "_killed", lambda _folder, kills: {"kills": kills, "kills_clean": kills})
    monkeypatch.setattr(cost, "_lived", lambda lives: {"lives": lives, "lives_wrong": 0})
    cost.show(cost.measure(True, 3, 5, lambda _words: None), True)
    assert json.loads(capsys.readouterr().out.splitlines()[-1]).keys() == KEYS

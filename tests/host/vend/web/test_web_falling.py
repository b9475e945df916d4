# test_web_falling.py - balances that fall faster than the energy used: told with the meter's own usual price
from types import SimpleNamespace

import pytest

from wattkey_host.vend.web import falling


def reading(n, total, remaining, bought, **more):
    told = {"overdraft": 0, "read_at": f"2026-01-{n:02} 10:00:00", "meter": "000000123456", **more}
    return SimpleNamespace(id=n, count=n, total=total, remaining=remaining, bought=bought, **told)


def usual(n=5):
    """100.00 a time, 100 kWh at 0.60 between two readings."""
    return [reading(one, one * 10000, 10000 + one * 4000, one * 10000) for one in range(1, n + 1)]


def odd(*rows):
    return [(key, fall.spent, fall.used, fall.usual) for key, fall in falling.of_meter([*usual(), *rows])]


def test_what_costs_as_it_always_did_is_no_alarm():
    assert odd() == []
    assert odd(reading(6, 60000, 34000 - 50 * 60, 60000 - 5000)) == []


def test_three_times_the_price_is_told_with_the_usual_one_and_makes_none_usual():
    dear = reading(6, 60000, 30000 + 10000 - 18000, 60000)
    assert odd(dear) == [(6, 18000, 10000, 60)]
    again = reading(7, 70000, 22000 + 10000 - 18000, 70000)
    assert [key for key, *_ in odd(dear, again)] == [6, 7]


def test_a_balance_that_falls_though_nothing_was_used_is_told():
    assert odd(reading(6, 50000, 30000 + 10000 - 5000, 60000)) == [(6, 5000, 0, 60)]
    assert odd(reading(6, 50000, 30000 + 10000 - 99, 60000)) == []  # a fee


def test_money_that_is_owed_counts_as_less():
    assert odd(reading(6, 60000, 0, 50000, overdraft=3000)) == [(6, 33000, 10000, 60)]


@pytest.mark.parametrize(
    "row",
    [reading(6, None, 0, 60000), reading(6, 60000, None, 60000), reading(6, 10, 0, 60000), reading(5, 60000, 0, 60000)],
)
def test_what_cannot_be_compared_is_no_alarm(row):
    assert odd(row) == []


def test_the_day_shows_them_in_both_languages(clerk, desk):
    for n, total in enumerate((0, 10000, 20000, 30000, 40000, 40000), 1):
        desk.deliver(desk.sell(10000, f"P{n}"))
        left = 10000 + n * 4000 if n < 6 else 2000
        desk.read(total, at=f"2611{n:02}093015", left=(left, 0))
        desk.receive()
    page = clerk.see("/day")
    assert "balances that fell faster" in page
    assert "380.00 0.00 kWh 0.60" in page.split("balances that fell faster")[1].replace("  ", " ")
    assert "余额下降快于用电" in clerk.see("/day", lang="zh")

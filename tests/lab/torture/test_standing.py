# test_standing.py - a gateway that stands for weeks: one day of it, and that the judge would see what goes wrong
import pytest

from wattkey.box import held, timing
from wattkey_lab.torture.standing.standing import Month

BAD = ("lost", "wrong", "backward", "aged_wrong", "starved", "clock_moved_s", "passed_down")


def lived(days, seed=3):
    month = Month(seed, days)
    for day in range(days):
        month.day(day)
    return month.told(days)


def test_for_a_day_every_meter_is_read_and_nothing_that_is_told_is_wrong():
    told = lived(1)
    assert {name: told[name] for name in BAD} == dict.fromkeys(BAD, 0)
    assert told["reads"] > 0.95 * 96 * 60
    assert told["exchanged"] >= 2
    assert told["kept"] >= 16


def noticed(name):
    """Whether the judge sees a fault within a day; clocks are compared at its end, the rest is counted as it comes."""
    if name == "clock_moved_s":
        return lived(1, seed=4)[name] > 0
    month = Month(4, 1)
    return any(month.quarter(number) or month.told(1)[name] for number in range(96))


async def anything(timing_of, data):
    try:
        timing.moment(data)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("what", "name", "instead", "seen"),
    [
        (held.Held, "tellable", lambda one, place: True, "backward"),
        (timing.Timing, "may_pass", anything, "clock_moved_s"),
        (held.Held, "due", lambda one, seconds, quiet: 1, "starved"),
        (held.Held, "age", lambda one, place: (held.EXACT, 5, 1), "aged_wrong"),
    ],
)
def test_the_judge_sees_it(monkeypatch, what, name, instead, seen):
    monkeypatch.setattr(what, name, instead)
    assert noticed(seen)

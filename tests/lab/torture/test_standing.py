# test_standing.py - a terminal that stands for weeks: one day of it, and that the judge would see what goes wrong
import pytest

from wattkey.box import held, timing
from wattkey_lab.torture.standing.standing import Month

BAD = ("lost", "wrong", "backward", "aged_wrong", "starved", "clock_moved_s", "passed_down")


def lived(days, seed=3):
    month = Month(seed)
    for day in range(days):
        month.day(day)
    return month.told(days)


def test_for_a_day_every_meter_is_read_and_nothing_that_is_told_is_wrong():
    told = lived(1)
    assert {name: told[name] for name in BAD} == dict.fromkeys(BAD, 0)
    assert told["reads"] > 0.95 * 96 * 60
    assert told["exchanged"] >= 2
    assert told["kept"] >= 16


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
    assert lived(1, seed=4)[seen] > 0

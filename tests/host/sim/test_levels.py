# test_levels.py - a line that is looked at: which level, since when, until when
import pytest

from wattkey_host.sim.bits import framed
from wattkey_host.sim.levels import Levels


def test_a_line_rests_at_one_and_shows_each_bit_for_its_time():
    levels = Levels()
    levels.put(1000.0, 100.0, framed(0x55), 11)
    assert levels.level(999)
    assert [int(levels.level(1050 + 100 * at)) for at in range(11)] == [0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1]
    assert levels.level(2101)
    assert levels.reached(0, True) == 0
    assert levels.reached(0, False) == pytest.approx(1000, abs=0.01)
    assert levels.reached(1010, True) == pytest.approx(1100, abs=0.01)
    assert levels.reached(2050, False) is None
    levels.closed = True
    assert levels.reached(0, False) is None


def test_of_two_that_send_at_once_zero_wins():
    levels = Levels()
    levels.put(0.0, 100.0, framed(0xFF), 11)
    levels.put(0.0, 100.0, framed(0x00), 11)
    assert [levels.level(50 + 100 * at) for at in range(11)] == [False] * 10 + [True]
    levels.forget(1200)
    assert levels.level(50)

# test_figures.py - what is made of the events at the pins: the longest turn, the least heap, goals that were missed
import pytest

from wattkey_host import device_root
from wattkey_host.drive.contents import build
from wattkey_lab.pico.figures import GOALS, missed
from wattkey_lab.pico.probe import least_block, least_free, longest_turn_ms, probed
from wattkey_lab.pico.report import page

# (microseconds, level, free heap, largest block): turns of 5, 30 and 9 ms; the heap is noted when the pin falls
PROBE = [
    (0, True, 0, 0),
    (5_000, False, 90_000, 31_000),
    (10_000, True, 0, 0),
    (40_000, False, 61_000, 42_000),
    (50_000, True, 0, 0),
    (59_000, False, 0, 0),
]


def test_only_turns_within_the_session_count():
    assert longest_turn_ms(PROBE, 0, 60_000) == 30.0
    assert longest_turn_ms(PROBE, 0, 39_999) == 5.0
    assert longest_turn_ms(PROBE, 45_000, 60_000) == 9.0


def test_the_least_heap_is_one_that_was_noted():
    assert least_free(PROBE, 0, 60_000) == 61_000
    assert least_free(PROBE, 0, 6_000) == 90_000
    with pytest.raises(ValueError, match="empty"):
        least_free(PROBE, 45_000, 60_000)


def test_the_largest_block_is_taken_where_it_was_smallest():
    assert least_block(PROBE, 0, 60_000) == 31_000
    assert least_block(PROBE, 6_000, 60_000) == 42_000


def test_the_menu_has_no_goal_and_each_flow_one():
    figures = {"heap_menu": 1, "heap_recharge": 59_999, "heap_collect": 55_000, "heap_uplink": 45_999}
    assert missed(figures) == ["heap_recharge", "heap_uplink"]


def test_a_goal_that_is_missed_is_named_and_marked():
    good = {key: most if most is not None else least for key, (most, least) in GOALS.items()}
    good |= dict.fromkeys(
        (
            "session_s",
            "box_read",
            "heap_menu",
            "largest_free",
            "uplink_read",
            "cuts",
            "cuts_survived",
            "host_cuts",
            "host_cuts_survived",
            "restored",
        ),
        1,
    )
    assert missed(good) == []
    bad = good | {"heap_min": 54_999, "loop_gap_ms": 20.1}
    assert missed(bad) == ["heap_min", "loop_gap_ms"]
    assert missed({"heap_seller": 54_999, "seller_s": 5.5}) == ["heap_seller"]  # what was not measured is not missed
    assert page(good, "x").count("missed**") == 0
    assert page(bad, "x").count("missed**") == 2


@pytest.mark.parametrize("measure", ["loop", "heap", "block"])
def test_only_the_library_is_changed_on_a_measured_drive(measure):
    files = build(device_root())
    changed = probed(files, measure)
    assert [path for path in files if files[path] != changed[path]] == ["/lib/asyncio/core.mpy"]
    assert b"GP26" in changed["/lib/asyncio/core.mpy"]

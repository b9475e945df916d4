# test_points.py - what a point of `wattkey torture` ends like, where it was merged with another one
from wattkey_lab.torture.cuts.harm import HARMS
from wattkey_lab.torture.cuts.points import TRUNK, Point, Result


def result(*points, end="whole"):
    """Of these points, numbered from 1; the life without harm ends with 150.00 in the meter."""
    made = Result(end=end, credited=150_00)
    for number, more in enumerate(points, 1):
        made.points[number] = Point(number, "recharge", "uart", "", HARMS[0], **more)
    made.settle()
    return made


def test_a_merged_point_has_verdict_and_credit_of_the_life_it_goes_on_as():
    made = result({"like": TRUNK}, {"like": 3}, {"broken": ("stuck",), "credited": 100_00})
    assert [point.broken for point in made.points.values()] == [(), ("stuck",), ("stuck",)]
    assert [point.credited for point in made.points.values()] == [150_00, 100_00, 100_00]


def test_a_proof_that_ends_otherwise_differs():
    assert result({"claim": TRUNK, "end": "whole"}).differ == []
    assert result({"claim": TRUNK, "end": "other"}).differ == [1]


def test_a_proof_that_compares_nothing_is_none():
    assert result({"claim": TRUNK}, end="").differ == [1]

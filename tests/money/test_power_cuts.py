# test_power_cuts.py - the power goes at any moment of a recharge: no purchase is lost or doubled
"""WATTKEY_ALL_CUTS=1 cuts at every single operation; without it at every frame to the chip, every write of the chip,
every understood question, and at a sample of the bytes on the infrared path."""

import os

import pytest

ALL = bool(os.environ.get("WATTKEY_ALL_CUTS"))
STEP = 61  # of the bytes, without ALL
PARTS = 6  # so that two workers have something to share
# Also the meter with 0.50 left, which must be asked twice: count and amount could have been swapped (078001FF decides).
every_scene = pytest.mark.parametrize("recharge", ["first", "second", "nearly_empty"], indirect=True)
part = pytest.mark.parametrize("part", range(PARTS))


def operations(recharge, part, sampled=("uart", "heard")):
    """(number, name) of the operations of this part."""
    numbered = list(enumerate(recharge.names, 1))
    return [op for op in numbered if ALL or op[1] not in sampled or op[0] % STEP == 0][part::PARTS]


def cut(bench):
    bench.world.cut_power()


def goes_on(bench):
    """Power on, at most three presses of OK, and the purchase is credited exactly once."""
    assert bench.world.machine.state == "off", "the power was never cut"
    bench.on()
    bench.finish()
    bench.check_credited_once()


@part
def test_handheld_cut_before_any_operation(recharge, part):
    recharge.each(operations(recharge, part), lambda op: goes_on(recharge.at_operation(op[0], cut)))


@every_scene
def test_handheld_cut_when_the_meter_has_just_understood(recharge):
    """Also the load: it is credited, and we never hear of it."""
    points = recharge.questions
    recharge.each(points, lambda number: goes_on(recharge.at_question(number, cut)))


@every_scene
def test_handheld_cut_when_the_chip_has_just_written(recharge):
    recharge.each(list(range(1, recharge.writes + 1)), lambda number: goes_on(recharge.at_write(number, cut)))


def test_handheld_cut_in_every_way_one_after_the_other(recharge):
    """The power goes at the first question, after the next start at the second, and so on."""
    bench = recharge.ready()
    for number in recharge.questions:
        recharge.tell(bench, number, cut)
        bench.press()
        if bench.world.machine.state != "off":  # loaded: only the reading was left, with fewer questions than that
            assert bench.state == "delivered"
            break
        bench.on()
        if bench.finished:
            break
    bench.meter.questions = []
    bench.finish()
    bench.check_credited_once()


@every_scene
def test_a_write_of_the_chip_is_torn(recharge):
    """The chip is dead until its power comes anew: the screen says so, and a person switches off and on."""

    def torn(number):
        bench = recharge.ready()
        bench.chip.memory.tear_at(number)
        page = bench.press()
        assert page.status == "P01", page
        bench.off_and_on()
        bench.finish()
        bench.check_credited_once()

    recharge.each(list(range(1, recharge.writes + 1)), torn)


@part
def test_meter_cut_at_any_byte(recharge, part):
    """The meter forgets who we are; what its chip took stays."""
    points = [op for op in operations(recharge, part) if op[1] != "spi"]

    def check(op):
        bench = recharge.at_operation(op[0], lambda bench: bench.meter.cut_power())
        bench.finish()
        bench.check_credited_once()

    recharge.each(points, check)


def test_meter_cut_between_question_and_answer(recharge):
    def later(bench):
        bench.world.clock.after(10_000, bench.meter.cut_power)

    def check(number):
        bench = recharge.at_question(number, later)
        bench.finish()
        bench.check_credited_once()

    recharge.each(recharge.questions, check)

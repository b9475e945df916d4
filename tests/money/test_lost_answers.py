# test_lost_answers.py - any answer of the meter lost, late or damaged, any frame in the dark: nothing lost or doubled
import pytest

from wattkey_host.meter.fault import CORRUPT, DELAY, DROP, SILENT, Fault

FAULTS = {
    "not understood": {"kind": SILENT},
    "lost": {"kind": DROP},
    "lost twice": {"kind": DROP, "times": 2},
    "600 ms late": {"kind": DELAY, "delay_ms": 600},
    "too late": {"kind": DELAY, "delay_ms": 1500},  # it falls into the next question or its answer
    "corrupted": {"kind": CORRUPT},
    "corrupted three times": {"kind": CORRUPT, "times": 3},
}


def answer_wrong(recharge, fault, number):
    """The answer to a question goes wrong so, and the customer still gets it once."""
    bench = recharge.at_question(number, lambda bench: bench.meter.faults.append(Fault(**FAULTS[fault])))
    bench.finish()
    bench.check_credited_once()


@pytest.mark.parametrize("fault", FAULTS)
def test_any_answer_goes_wrong(recharge, fault):
    recharge.each(recharge.questions, lambda number: answer_wrong(recharge, fault, number))


@pytest.mark.parametrize("recharge", ["nearly_empty"], indirect=True)
@pytest.mark.parametrize("fault", ["lost", "too late"])
def test_any_answer_of_a_meter_that_must_be_asked_twice_goes_wrong(recharge, fault):
    recharge.each(recharge.questions, lambda number: answer_wrong(recharge, fault, number))


def turned_away(bench):
    bench.world.air.aim(None)


def pointed_again(bench):
    """The screen waits; the customer points at the meter again and goes on."""
    bench.world.air.aim(bench.meter)
    bench.finish()
    bench.check_credited_once()


def test_turned_away_in_the_middle_of_any_frame(recharge):
    """Ten bytes into the question; an echo follows each of our bytes."""
    recharge.each(recharge.starts, lambda number: pointed_again(recharge.at_operation(number + 20, turned_away)))


def test_turned_away_when_any_question_is_understood(recharge):
    points = recharge.questions
    recharge.each(points, lambda number: pointed_again(recharge.at_question(number, turned_away)))


def test_turned_away_in_the_middle_of_any_answer(recharge):
    def check(number):
        def away(bench):
            bench.world.clock.after(150_000, lambda: turned_away(bench))

        pointed_again(recharge.at_question(number, away))

    recharge.each(recharge.questions, check)


def test_turned_away_and_back_at_once(recharge):
    """A shaking hand: 300 ms in the dark."""

    def shake(bench):
        turned_away(bench)
        bench.world.clock.after(300_000, lambda: bench.world.air.aim(bench.meter))

    recharge.each(recharge.starts, lambda number: pointed_again(recharge.at_operation(number + 20, shake)))


def test_an_answer_damaged_at_any_place(recharge):
    """One bit of every 7th byte that comes in, one after the other."""

    def check(place):
        bench = recharge.ready()
        left = [place]

        def tamper(direction, value):
            left[0] -= direction == "in"
            return value ^ 0x10 if direction == "in" and left[0] == 0 else value

        bench.world.air.tamper = tamper
        bench.press()
        bench.finish()
        bench.check_credited_once()

    recharge.each(range(7, recharge.names.count("heard") - recharge.names.count("uart"), 42), check)


def test_the_take_of_an_order_is_torn(bench):
    """The order lies on the drive and is taken after the restart."""
    made = bench("empty")
    made.on()
    made.world.cable.plug()
    made.world.cable.copy(*made.scene.order)
    made.chip.memory.tear_at(1)
    assert made.world.run_until(lambda: made.page.status == "P01", 15)
    assert made.state == "none"
    made.world.cable.unplug()
    made.off_and_on()
    made.world.run_for(10)
    assert made.state == "stored"
    made.finish()
    made.check_credited_once()


def test_cut_at_any_operation_of_taking_an_order(bench):
    def start():
        made = bench("empty")
        made.on()
        made.world.cable.plug()
        made.world.cable.copy(*made.scene.order)
        made.world.run_for(2.3)
        assert not made.world.cable.busy
        return made

    made = start()
    seen = []
    made.world.hooks.append(lambda name, *_detail: seen.append(name))
    assert made.world.run_until(lambda: made.state == "stored", 5)
    for number in range(1, len(seen) + 1):
        made = start()
        left = [number]

        def hook(_name, *_detail, made=made, left=left):
            left[0] -= 1
            if not left[0]:
                made.world.cut_power()

        made.world.hooks.append(hook)
        made.world.run_for(3)
        assert made.world.machine.state == "off"
        made.world.hooks.clear()
        made.world.cable.unplug()
        made.on()
        made.world.run_for(10)
        assert made.state == "stored"
        made.finish()
        made.check_credited_once()


def test_usage_is_torn(bench):
    """What was read is kept at the next try: the menu offers to read it."""
    whole = bench("first")
    whole.on()
    whole.finish()
    made = bench("first")
    made.on()
    made.chip.memory.tear_at(whole.chip.memory.writes)  # the usage comes last
    assert made.press().status == "P01"
    assert (made.state, made.chip.cells.read_count) == ("delivered", 0)
    made.off_and_on()
    assert made.page.lines[0] == "Read usage"
    assert made.finish() == 1
    made.check_credited_once()
    assert made.chip.cells.read_count == 1


def test_a_handheld_that_is_never_pointed_back_loses_nothing(bench):
    """Turned away for good after the load was understood: the next day tells."""
    made = bench("second")
    made.on()
    known = made.meter.questions

    def turn_after_load():
        if any("recharge" in words for _, words in known):
            made.world.air.aim(None)
        return made.page.help == "#=again  *=back"

    made.world.keypad.press("#")
    assert made.world.run_until(turn_after_load, 40)
    made.press("*")
    assert made.state == "offered"
    made.world.cut_power()
    made.world.clock.advance(24 * 3600 * 1_000_000)
    made.on()
    made.world.air.aim(made.meter)
    made.finish()
    made.check_credited_once()

# test_power_port.py - the battery: percent, empty or not, both without flicker; the pulse that switches the device off
import pytest

READ = """
while True:
    print((part.level(), part.empty()))
    await clock.sleep_ms(100)
"""


@pytest.fixture
def measured(device):
    """`measured(volts, ...)` -> the last (percent, empty) at each voltage, one after the other."""

    def run(*volts):
        world = device("power_battery", READ)
        world.run_for(2)
        told = []
        for one in volts:
            world.volts = one
            world.run_for(0.5)
            told.append(eval(world.machine.console.splitlines()[-1]))  # our own program
        assert world.machine.crash == ""
        return told

    return run


def test_percent_follow_the_curve_from_full_to_empty(measured):
    volts = (4.2, 3.95, 3.7, 3.55, 3.45, 3.3, 3.1, 2.9)
    assert [percent for percent, _ in measured(*volts)] == pytest.approx([100, 100, 75, 50, 25, 10, 0, 0], abs=4)


def test_what_is_shown_moves_only_by_more_than_four_percent(measured):
    told = [percent for percent, _ in measured(3.55, 3.56, 3.54, 3.56, 3.52)]
    assert len(set(told[:4])) == 1
    assert told[4] < told[0] - 4


def test_empty_is_empty_until_it_was_charged(measured):
    volts = (3.3, 3.21, 3.19, 3.25, 3.34, 3.36, 3.25, 3.1)
    assert [empty for _, empty in measured(*volts)] == [False, False, True, True, True, False, False, True]


def test_without_a_divider_nobody_knows_and_nothing_is_forbidden(measured):
    assert measured(0.0, 1.9) == [(-1, False)] * 2


def test_usb_power_is_full(measured):
    assert measured(4.7) == [(100, False)]


def test_off_is_a_pulse_of_fifty_milliseconds_and_without_the_pin_nothing(device):
    body = "part.off()\nprint(True)\nawait clock.sleep_ms(1000)\npart.off()"
    world = device("power_battery", body, settings={"POWER_OFF": "GP15"})
    edges = []
    world.nets.watch("GP15", lambda level: edges.append((level, world.clock.now_us)))
    world.run_for(2.3)
    assert [level for level, _ in edges] == [True, False]
    assert edges[1][1] - edges[0][1] == pytest.approx(50_000, abs=1000)
    other = device("power_battery", body)
    other.run_for(4)
    assert (other.machine.crash, other.machine.console) == ("", "True\n")


@pytest.mark.parametrize("wrong", [("BATTERY", "GP99"), ("BATTERY", "GP3"), ("POWER_OFF", "GP10"), ("POWER_OFF", "X")])
def test_pins_that_cannot_be_had_are_a_broken_part(device, wrong):
    body = f"""
    import board
    import digitalio

    taken = digitalio.DigitalInOut(board.GP10)
    try:
        power_battery.make({dict([("BATTERY", "GP28"), wrong])}.get, clock)
    except PartBroken as error:
        print(error.code)
    """
    world = device("power_battery", body)
    world.run_for(2)
    assert world.machine.console == "P14\n"

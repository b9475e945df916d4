# test_sound_port.py - what every driver of a sound must do: be heard for each thing otherwise, be over, be silent
import pytest

DRIVERS = ["sound_buzzer"]
PLAY = """
for what in (0, 1, 2):
    start = clock.ticks_ms()
    await part.play(what)
    print(what, clock.since(start))
"""


@pytest.fixture(params=DRIVERS)
def heard(request, device):
    """(lines of the console, the waves on the pin in their order)."""
    world = device(request.param, PLAY)
    waves = []
    for _ in range(2000):
        world.run_for(0.002)
        wave = world.waves.get("GP22")
        if not waves or waves[-1] != wave:
            waves.append(wave)
    assert world.machine.crash == ""
    return world.machine.console.splitlines(), waves


def test_each_is_over_in_less_than_half_a_second(heard):
    lines, _ = heard
    assert [line.split()[0] for line in lines] == ["0", "1", "2"]
    assert all(int(line.split()[1]) < 500 for line in lines)


def test_each_sounds_otherwise_and_silence_follows(heard):
    _, waves = heard
    tones = [hertz for hertz, duty in filter(None, waves) if duty]
    assert tones == [2000, 2093, 2637, 1047, 784]
    assert any(not duty for _, duty in filter(None, waves[1:]))


@pytest.mark.parametrize("wrong", ["GP99", "GP10"])
def test_a_pin_that_cannot_be_had_is_a_broken_part(device, wrong):
    body = f"""
    import board
    import digitalio

    taken = digitalio.DigitalInOut(board.GP10)
    try:
        sound_buzzer.make({ {"BUZZER": wrong} }.get, clock)
    except PartBroken as error:
        print(error.code)
    """
    world = device("sound_buzzer", body)
    world.run_for(2)
    assert world.machine.console == "P15\n"

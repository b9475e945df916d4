# test_choices.py - what a person sets on the device: seen or heard at once, kept over a power cut, never in the way
import pytest

from wattkey_host.sim.chosen import choose
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS, highlighted


class Hands:
    def __init__(self, folder, **settings):
        self.stage = Stage(folder)
        self.world = self.stage.world
        self.stage.put_up_meter()
        self.stage.issue()
        if settings:
            choose(self.world.drive, **settings)
        self.world.power_on()
        self.world.run_for(6)

    def open(self, label):
        VERBS["start"](self.stage, "settings")
        for _ in range(9):
            if highlighted(self.stage) == label:
                return VERBS["press"](self.stage, "ok")
            VERBS["press"](self.stage, "down")
        return self.stage.screen()

    def press(self, *keys):
        for key in keys:
            VERBS["press"](self.stage, key)

    def labels(self):
        VERBS["start"](self.stage, "settings")
        found = set()
        for _ in range(9):
            found.add(highlighted(self.stage))
            VERBS["press"](self.stage, "down")
        return found


@pytest.fixture
def hands(tmp_path):
    made = []

    def make(**settings):
        made.append(Hands(tmp_path, **settings))
        return made[-1]

    yield make
    for one in made:
        assert one.world.machine.crash == ""
        one.world.close()


def test_brightness_is_seen_at_once_kept_over_a_power_cut_and_given_up_with_back(hands):
    person = hands()
    assert person.world.oled.contrast == 255
    person.open("Brightness")
    person.press("1", "ok")
    assert person.world.oled.contrast == 40
    person.open("Brightness")
    person.press("3", "back")
    assert person.world.oled.contrast == 40
    person.world.cut_power()
    person.world.power_on()
    person.world.run_for(6)
    assert person.world.oled.contrast == 40


def test_what_the_device_has_not_is_not_offered(hands):
    assert not {"Screen off", "Sound"} & hands().labels()


def tones(person):
    """The frequencies that the buzzer has played, as they begin."""
    return [hertz for hertz, duty in person.heard if duty]


def test_keys_click_a_refusal_and_a_good_end_differ_and_silence_is_silent(hands):
    person = hands(SOUND="buzzer")
    person.heard = listen(person.world)
    person.open("Sound")
    assert set(tones(person)) == {2000}
    person.press("2", "ok")
    person.heard.clear()
    person.press("back", "back")
    assert tones(person) == []
    VERBS["sell"](person.stage, "100.00")
    VERBS["plug in"](person.stage)
    VERBS["drop edited"](person.stage, "amount", "900.00")
    person.world.run_for(10)
    assert tones(person) == [1047, 784]
    person.heard.clear()
    VERBS["drop"](person.stage)
    person.world.run_for(10)
    assert tones(person) == [2093, 2637]


def listen(world):
    """A list that gets (hertz, duty) whenever the wave on the buzzer's pin changes."""
    heard = []

    class Waves(dict):
        def __setitem__(self, pin, wave):
            if pin == "GP22" and wave != self.get(pin):
                heard.append(wave)
            super().__setitem__(pin, wave)

    world.waves = Waves(world.waves)
    return heard

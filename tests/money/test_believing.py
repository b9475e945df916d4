# test_believing.py - what the meter answers to a load is not a credit: not an ok, not "repeated", not silence
import pytest

from wattkey_host.meter.fault import DROP, Fault

LOAD = 0x070102FF


class AtLoad(list):
    """A meter's list of questions: `act()` is called when the first load was understood, before it is answered."""

    def __init__(self, act):
        super().__init__()
        self._act = act

    @property
    def loads(self):
        return sum(words.startswith(("070101FF", "070102FF")) for _, words in self)

    def append(self, question):
        known = self.loads
        super().append(question)
        if self.loads > known == 0:
            self._act()


@pytest.fixture
def at_load(bench):
    """`at_load(act, scene)` -> a bench after OK, at rest; `act(bench)` came between the load and its answer."""

    def press(act=lambda made: None, scene="second"):
        made = bench(scene)
        made.on()
        made.meter.questions = AtLoad(lambda: act(made))
        made.press()
        return made

    return press


def test_repeated_is_no_proof(at_load):
    """Another channel uses our count for another amount in that very moment: the meter says repeated."""
    made = at_load(lambda made: made.meter.prepaid.other_channel_recharge(30_00))
    assert made.meter.questions.loads == 1
    assert made.meter.prepaid.bought == 100_00 + 30_00
    assert made.state == "disputed"
    assert not made.finished
    assert made.page.status == "M53"


def test_an_ok_is_followed_by_the_proof(at_load):
    made = at_load()
    words = [words for _, words in made.meter.questions]
    after = words[words.index(next(w for w in words if "recharge" in w)) + 1 :]
    assert "078001FF" in after[0]
    assert made.finished
    made.check_credited_once()


def test_a_load_is_asked_once(at_load):
    """Its answer is lost; the next question is where the meter stands."""
    made = at_load(lambda made: made.meter.faults.append(Fault(DROP, di=LOAD)))
    made.finish()
    made.check_credited_once()
    assert made.meter.questions.loads == 1


def test_an_unopened_meter_with_a_later_count(bench):
    """It would take neither opening nor recharge: no load MAC leaves the chip for nothing."""
    made = bench("second")
    made.meter.prepaid.account.opened = False
    made.on()
    made.press()
    assert made.page.status == "T45"
    assert (made.state, made.meter.prepaid.count) == ("stored", 1)

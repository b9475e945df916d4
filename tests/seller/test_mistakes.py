# test_mistakes.py - what a clerk can do wrong at the head: said as what, where and what to do, and nothing is lost
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wattkey.dlt645.codes import HELLO, PIECE, PROVE
from wattkey.dlt645.frame import Frame
from wattkey_host.sim.head import straight
from wattkey_host.vend.errors import VendError

AGAIN = "run the same command again: nothing is lost"


@pytest.fixture
def counter(both_ways):
    return both_ways


def until(frames):
    """The device is taken away for good after so many questions."""
    left = [frames]

    def change(frame):
        left[0] -= 1
        return frame if left[0] >= 0 else None

    return change


def test_the_menu_entry_was_not_chosen(make_counter):
    counter = make_counter()  # at home
    with pytest.raises(VendError, match=f"does not answer. Choose `Seller` in its menu.*{AGAIN}"):
        counter.sell()
    assert counter.open().sell().purchase.order == 1


def test_taken_away_before_anything_was_sold(counter, between):
    with pytest.raises(VendError, match=f"does not answer any more. Hold the device closer.*{AGAIN}$"):
        counter.sell(terminal=between(until(1)))


def test_taken_away_half_way_the_sale_stands_and_the_same_command_goes_on(counter, between):
    with pytest.raises(VendError, match=f"any more. Hold the.*{AGAIN}. The sale stands as order 1: the same command"):
        counter.sell(terminal=between(until(2)))
    assert counter.state == ("none", 0)
    counter.world.run_for(40)
    assert not counter.sell().before
    assert counter.state == ("stored", 1)


def test_another_handheld_is_put_there_half_way(counter):
    """What was begun with one is not told to the other."""
    seen = []

    def swap(frame):
        if frame.data[0] == HELLO:
            seen.append(frame)
            if len(seen) == 2:
                return Frame(frame.address, frame.control, frame.data[:6] + b"\x99" + frame.data[7:])
        if frame.data[0] == PIECE:  # broken off: the session is opened anew
            return Frame(frame.address, frame.control | 0x40, b"\x08\0")
        return frame

    with pytest.raises(VendError, match="another device is at the head now: chip 57574b0000000099.*Put the"):
        counter.sell(terminal=counter.altered(swap))


def test_the_wrong_handheld_is_named(counter):
    with pytest.raises(VendError, match="is card 0000000000000001 of meter 000000123456, not 000000999999"):
        counter.sell(to="000000999999")


def test_the_keys_of_another_shop_are_told(counter):
    with pytest.raises(VendError, match="card 0000000000000001 does not know this shop's keys. Take it to the shop"):
        counter.sell(terminal=counter.terminal(shop=counter.other_shop()))


@pytest.mark.parametrize("word", [b"\1\0", b"\4\0", b"\2"])
@pytest.mark.parametrize("number", [HELLO, PROVE])
def test_a_meter_at_the_head_or_whoever_refuses(counter, word, number):
    def refuse(frame):
        return Frame(frame.address, 0xC3, word) if frame.data[0] == number else frame

    words = "no WattKey handheld|refuses the question|does not know this shop's keys"
    with pytest.raises(VendError, match=f"({words}).*[.] [A-Z]"):
        counter.sell(terminal=counter.altered(refuse))
    assert counter.state == ("none", 0)


SENSELESS = st.sampled_from([0, 1, 3, 7, 12, 26, 55, 60, 120]).flatmap(lambda n: st.binary(min_size=n, max_size=n))


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(answers=st.lists(st.none() | SENSELESS, max_size=2), last=SENSELESS)
def test_answers_without_sense_are_told_in_words(counter, answers, last):
    """Their checksums are right, so it is no bad light; never an error of the program, never a sale."""

    def babble(frame):
        data = left.pop(0) if left else last
        return frame if data is None else Frame(frame.address, frame.control, frame.data[:4] + data)

    for call in (counter.sell, counter.receive):
        left = list(answers)
        with pytest.raises(VendError, match="[.] [A-Z]"):
            call(terminal=counter.altered(babble))
    counter.world.run_for(40)
    straight(counter.terminal().open())


def test_a_device_of_another_version(counter):
    def newer(frame):
        return Frame(frame.address, frame.control, frame.data[:4] + b"\3" + frame.data[5:])

    with pytest.raises(VendError, match="another version of this protocol. Update"):
        counter.sell(terminal=counter.altered(newer))

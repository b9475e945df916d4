# test_broken_beam.py - turned away, in bad light, without power: the same command ends what was begun, once
import os

import pytest

from wattkey.dlt645.codes import END
from wattkey_host.sim.air import IN, OUT
from wattkey_host.vend.errors import VendError

ALL = bool(os.environ.get("WATTKEY_ALL_CUTS"))  # every tenth of a second instead of a sample
CUTS_S = [n / 10 for n in range(1, 52)] if ALL else [0.3, 1.0, 1.7, 2.2, 2.5, 2.55, 2.6, 2.7, 3.3, 4.2, 4.7]


def pieces(counter):
    """How many bytes the terminal has sent."""
    return sum(byte.direction == IN for byte in counter.world.air.log)


def test_turned_away_for_a_while_the_rest_of_the_pieces_is_enough(counter, between):
    """The head keeps asking; what had arrived is not sent again."""
    asked = []

    def watch(frame):
        if frame.data[0] == 3:
            asked.append(int.from_bytes(frame.data[10:12], "little"))
            if len(asked) == 3:  # this one and the next two see nobody
                counter.world.air.aim(None)
                counter.world.clock.after(2.6e6, lambda: counter.world.air.aim(counter.link))
        return frame

    assert counter.hand_in(counter.order(), between(watch, piece=10)) == "A00"
    assert sorted(set(asked)) == [0, 10, 20, 30, 40]
    assert asked.count(20) > 1
    assert [asked.count(at) for at in (0, 10, 30, 40)] == [1, 1, 1, 1]


def test_a_new_command_goes_on_where_the_beam_broke(counter, between):
    packed = counter.order()
    asked = []

    def break_at_third(frame):
        asked.append(frame)
        return frame if len(asked) < 5 else None

    with pytest.raises(VendError, match="does not answer"):
        counter.hand_in(packed, between(break_at_third, piece=10))
    places = []

    def watch(frame):
        if frame.data[0] == 3:
            places.append(int.from_bytes(frame.data[10:12], "little"))
        return frame

    counter.world.run_for(25)
    assert counter.hand_in(packed, between(watch, piece=10)) == "A00"
    assert places == [0, 20, 30, 40]  # the first one says what is there already


@pytest.mark.parametrize("lost", [OUT, IN])
@pytest.mark.parametrize("every", [211, 307])
def test_a_beam_that_loses_bytes_is_enough(counter, lost, every):
    seen = [0]

    def tamper(direction, value):
        seen[0] += direction == lost
        return None if direction == lost and seen[0] % every == 0 else value

    counter.world.air.tamper = tamper
    sold = counter.sell(terminal=counter.terminal(piece=16))
    assert (counter.state, sold.report.state) == (("stored", 1), "stored")


@pytest.mark.parametrize("flip", [0x01, 0x80])
def test_a_beam_that_garbles_bytes_is_enough(counter, flip):
    seen = [0]

    def tamper(direction, value):
        seen[0] += 1
        return value ^ flip if seen[0] % 257 == 0 else value

    counter.world.air.tamper = tamper
    assert counter.sell(terminal=counter.terminal(piece=16)).purchase.order == 1
    assert counter.state == ("stored", 1)


def test_the_answer_to_the_last_piece_is_lost_and_nothing_is_taken_twice(counter):
    dark = []

    def tamper(direction, value):
        if direction == OUT and counter.state == ("stored", 1) and len(dark) < 29:
            dark.append(value)
            return None
        return value

    counter.world.air.tamper = tamper
    assert not counter.sell().before
    assert counter.chip.memory.writes == 1


@pytest.mark.parametrize("after_s", CUTS_S)
def test_the_power_goes_and_the_same_command_ends_the_sale(counter, after_s):
    counter.world.clock.after(after_s * 1e6, counter.world.cut_power)
    try:
        counter.sell()
    except VendError as error:
        assert "nothing is lost" in str(error)
    counter.world.cut_power()
    counter.bench.on()
    sold = counter.open().sell()
    assert (sold.purchase.order, sold.purchase.count, counter.state) == (1, 1, ("stored", 1))
    assert counter.ledger_state(sold.purchase) == "loaded"


def test_a_chip_that_is_torn_in_taking_has_taken_nothing_or_all(counter):
    counter.chip.memory.tear_at(1)
    with pytest.raises(VendError):
        counter.sell()
    assert counter.bench.settle().status == "P01"
    assert counter.state == ("none", 0)
    counter.bench.off_and_on()
    assert not counter.open().sell().before
    assert counter.state == ("stored", 1)


@pytest.mark.parametrize("after_s", [0.05, 0.1, 0.15, 0.2])
def test_the_cable_is_pulled_and_the_sale_is_ended_later(make_counter, after_s):
    counter = make_counter(usb=True).open()
    counter.world.clock.after(after_s * 1e6, counter.world.cable.unplug)
    try:
        counter.sell()
    except VendError as error:
        assert "nothing is lost" in str(error)
    counter.world.cable.unplug()
    counter.world.run_for(300)
    counter.bench.settle()
    counter.world.cable.plug()
    counter.world.run_for(20)
    counter.bench.settle()
    assert counter.open().sell().purchase.order == 1
    assert counter.state == ("stored", 1)


def test_a_lost_end_is_told_on_the_device(counter, between):
    """The seller says goodbye, and nobody hears it: the customer reads all the same what he has got."""
    assert counter.sell(terminal=between(lambda frame: None if frame.data[0] == END else frame)).purchase.order == 1
    assert counter.page.lines != ("¥100.00", "received")
    counter.world.run_for(32)
    assert counter.page.lines == ("¥100.00", "received")

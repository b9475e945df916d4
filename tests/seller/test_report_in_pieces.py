# test_report_in_pieces.py - the report comes in pieces: what had arrived is not sent again, what was altered is
import pytest

from wattkey.dlt645.codes import REPORT
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.values import flip
from wattkey.orders import unpack
from wattkey_host.sim.air import IN, OUT
from wattkey_host.sim.head import straight
from wattkey_host.vend.errors import VendError

WHOLE = 118


@pytest.fixture
def counter(both_ways):
    both_ways.sell()
    both_ways.back_to_menu()
    return both_ways.open()


def places(frames):
    """Where the pieces of the report that were asked for begin."""
    return [int.from_bytes(flip(f.data[8:10]), "big") for f in frames if f and f.data[0] == REPORT]


def report(terminal):
    straight(terminal.open())
    return unpack("report", straight(terminal.report()))


@pytest.mark.parametrize("piece", [WHOLE, 80, 17, 1])
def test_it_is_whole_whatever_the_pieces(counter, between, piece):
    if piece == 1 and counter.link.baud:
        piece = 7  # by light it would take a minute
    terminal = between(lambda frame: frame, piece=piece)
    assert report(terminal)["state"] == "stored"
    assert places(terminal.link.asked) == list(range(0, WHOLE, piece))


def test_turned_away_for_a_while_the_rest_is_enough(counter, between):
    dark = [0]

    def change(frame):
        dark[0] += frame.data[0] == REPORT
        return None if dark[0] in (2, 3) and frame.data[0] == REPORT else frame

    terminal = between(change, piece=40)
    assert report(terminal)["state"] == "stored"
    assert places(terminal.link.asked) == [0, 40, 80]


def test_after_a_session_that_broke_off_it_goes_on_with_shorter_pieces(counter, between):
    """Four tries in vain: a new session, and what was there stays; the last MAC, of the new session, proves all."""
    dark = [0]

    def change(frame):
        dark[0] += frame.data[0] == REPORT
        return None if dark[0] in (2, 3, 4, 5) and frame.data[0] == REPORT else frame

    terminal = between(change, piece=40)
    assert report(terminal)["state"] == "stored"
    assert places(terminal.link.asked) == [0, 40, 60, 80, 100]


@pytest.mark.parametrize("at", [0, 40, 80])
def test_a_piece_that_was_altered_is_found_and_all_is_asked_for_again(counter, at):
    asked = []

    def change(frame):
        if frame.data[0] == REPORT and len(frame.data) > 10:
            asked.append(frame)
            if len(asked) == at // 40 + 1:
                return Frame(frame.address, frame.control, frame.data[:7] + bytes([frame.data[7] ^ 1]) + frame.data[8:])
        return frame

    terminal = counter.altered(change, piece=40)
    assert report(terminal)["state"] == "stored"
    assert len(asked) == 6


def test_a_report_that_is_always_altered_is_not_taken(counter):
    def change(frame):
        if frame.data[0] == REPORT and len(frame.data) > 10:
            return Frame(frame.address, frame.control, frame.data[:7] + bytes([frame.data[7] ^ 1]) + frame.data[8:])
        return frame

    with pytest.raises(VendError, match="does not arrive whole"):
        report(counter.altered(change))


@pytest.mark.parametrize("every", [97, 113])
@pytest.mark.parametrize("lost", [OUT, IN])
def test_a_beam_that_loses_a_byte_in_a_hundred_is_enough(make_counter, lost, every):
    """With the terminal as the shop has it: pieces of 80, which become shorter by themselves."""
    counter = make_counter().open()
    seen = [0]

    def tamper(direction, value):
        seen[0] += direction == lost
        return None if direction == lost and seen[0] % every == 0 else value

    counter.world.air.tamper = tamper
    sale = counter.sell()
    assert (counter.state, sale.report.state) == (("stored", 1), "stored")
    assert counter.chip.memory.writes == 1

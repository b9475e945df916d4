# test_agc.py - receivers that turn their gain down: our frames through one for data, and one for remote controls
import pytest

from fakes.told import tell
from wattkey_host.sim.agc import AGC1, AGC2, Agc
from wattkey_host.sim.air import IN, OUT
from wattkey_host.sim.clock import BYTE_US
from wattkey_host.story.stage import Stage

LOGIN = bytes.fromhex("fefefefe68563412000000680314323433333333333344444444444444445555555555555555")
HARMLESS = bytes([0xFE]) * 40  # two zeros at a time: no long burst


def heard(kind, data, pause_us=0.0):
    """(what the UART behind such a receiver makes of bytes on each other's heels, bursts that it did not see)."""
    receiver, at, bytes_ = Agc(kind), 0.0, []
    for value in data:
        seen, whole = receiver.hears(at, value)
        if seen is not None:
            bytes_.append(seen if whole else -1)
        at += BYTE_US + pause_us
    return bytes_, receiver.suppressed


@pytest.fixture
def stage(tmp_path):
    made = Stage(tmp_path)
    yield made
    made.world.close()


def recharge(stage, *ending):
    lines = ["meter unopened", "issue", "sell 100.00", "power on", "wait 3", "plug in", "drop", "wait 18", "unplug"]
    lines += ["wait 6", "point at meter", "press ok", *ending]
    tell(stage, *lines)


def test_a_frame_comes_whole_through_a_receiver_for_data():
    assert heard(AGC1, LOGIN) == (list(LOGIN), 0)


def test_of_that_frame_a_receiver_for_remote_controls_loses_bytes():
    seen, suppressed = heard(AGC2, LOGIN)
    assert suppressed > 10
    assert seen != list(LOGIN)


@pytest.mark.parametrize("kind", [AGC1, AGC2])
def test_short_bursts_pass_both_for_ever(kind):
    assert heard(kind, HARMLESS * 5) == (list(HARMLESS * 5), 0)


def test_zeros_without_end_are_too_much_for_a_receiver_for_data_too():
    """DATA of CD is all zeros on the wire: ten zeros, one dark bit."""
    seen, suppressed = heard(AGC1, bytes(20))
    assert suppressed
    assert seen[:3] == [0, 0, 0]


def test_dark_behind_each_byte_pays_what_is_owed():
    assert heard(AGC2, LOGIN, pause_us=4 * BYTE_US) == (list(LOGIN), 0)


def test_a_recharge_through_receivers_for_data_at_both_ends(stage):
    stage.world.air.gain = {OUT: Agc(AGC1), IN: Agc(AGC1)}
    recharge(stage, "see say.loaded 100.00 100.00 within 30")
    assert (stage.meter.prepaid.count, stage.meter.prepaid.balance) == (1, 100_00)


@pytest.mark.parametrize("direction", [OUT, IN])
def test_through_one_for_remote_controls_nothing_comes_of_it_and_the_purchase_stays(stage, direction):
    stage.world.air.gain = {direction: Agc(AGC2)}
    recharge(stage, "see T41 within 90")
    assert stage.world.air.gain[direction].suppressed > 10
    assert (stage.meter.prepaid.count, stage.chip.cells.amount) == (0, 100_00)

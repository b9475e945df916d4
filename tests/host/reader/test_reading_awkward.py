# test_reading_awkward.py - the core's asking side against a partner meter that makes conversation awkward

import asyncio

import pytest

from wattkey.dlt645.asker import NoAnswer
from wattkey.dlt645.master import Master
from wattkey_host.meter.fault import Fault

OWN = bytes.fromhex("000000123456")
HARMLESS = ("neighbour", "stale", "glued", "echo", "dribble", "lie", "noise")
HARMFUL = ("silent", "drop", "corrupt", "cut", "foreign", "garble", "other")


@pytest.fixture
def reading(master):
    def read(bench, *faults, read=Master.read, di=0x00010000):
        bench.meter.faults = list(faults)
        return asyncio.run(read(master(bench), OWN, di))

    return read


@pytest.mark.parametrize("kind", HARMLESS)
@pytest.mark.parametrize("read, di", [(Master.read, 0x0001FF00), (Master.read_1997, 0x901F)], ids=["2007", "1997"])
def test_the_right_answer_is_found_among_others_at_the_first_try(bench, reading, kind, read, di):
    b = bench()
    reading(b)  # so that there is an answer before
    asked = len(b.meter.questions)
    value = reading(b, Fault(kind, times=9), read=read, di=di)
    assert value == b.meter.store.get("2007", "0001FF00")
    assert len(b.meter.questions) == asked + 1


@pytest.mark.parametrize("kind", HARMFUL)
def test_one_lost_answer_is_asked_for_again(bench, reading, kind):
    b = bench()
    assert reading(b, Fault(kind)) == b.meter.store.get("2007", "00010000")


@pytest.mark.parametrize("kind", HARMFUL)
def test_a_wrong_answer_is_never_taken_for_a_right_one(bench, reading, kind):
    with pytest.raises(NoAnswer):
        reading(bench(), Fault(kind, times=9))


def test_an_answer_that_comes_too_late_is_not_the_answer_to_the_next_question(bench, reading):
    b = bench()
    late = Fault("delay", delay_ms=1300)
    assert reading(b, late, di=0x00010000) != reading(b, late, di=0x00010200)


@pytest.mark.parametrize("kind", HARMLESS + HARMFUL)
@pytest.mark.parametrize("control", [0x11, 0x12])
def test_a_value_in_pieces_survives_one_fault_anywhere(bench, reading, kind, control):
    b = bench(room=40)
    assert reading(b, Fault(kind, control=control), di=0x0001FFFF) == b.meter.store.get("2007", "0001FFFF")


@pytest.mark.parametrize("kind", HARMLESS + HARMFUL)
@pytest.mark.parametrize("control", [0x01, 0x02])
def test_1997_pieces_survive_one_fault_anywhere(bench, reading, kind, control):
    b = bench(room=16)
    value = reading(b, Fault(kind, control=control), read=Master.read_1997, di=0x901F)
    assert value == b.meter.store.get("1997", "901F")

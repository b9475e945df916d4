# test_collector.py - one pass over meters of both kinds: what is asked, what is learned, what is never believed
import asyncio
import random

import pytest

from fakes.clock import FakeClock
from fakes.wires import BLOCKS, Station, Wires, on_wire
from wattkey.box.boxmeter import READ, REFUSED, SILENT, UNSURE, BoxMeter
from wattkey.box.collector import Collector
from wattkey.box.packed import pack
from wattkey.box.polling import Stopped
from wattkey.box.readings import kept_in, slot
from wattkey.dlt645.frame import Frame, encode
from wattkey.dlt645.master import Master

FOUR = (1234_56, 100_00, 200_00, 300_00, 634_56)
THREE = (600_00, 100_00, 200_00, 300_00)
NAMED = ("total", "sharp", "peak", "flat", "valley")


def box(*stations, damage=lambda data: data):
    clock = FakeClock()
    wires = Wires(clock, stations, damage)
    return wires, Collector(Master(wires, clock), wires)


def read(collector, entry):
    return asyncio.run(collector.read(entry))


ONE = "000000000001"


def entry(number=ONE, *known):
    return BoxMeter(bytes.fromhex(number), *known)


@pytest.mark.parametrize("mark", [b"", b"\xaa"], ids=["plain", "end mark"])
@pytest.mark.parametrize(
    ("standard", "values", "names"),
    [
        (1997, FOUR, NAMED),
        (1997, THREE, ("total", "peak", "flat", "valley")),
        (1997, (55,), ("total",)),
        (2007, FOUR, NAMED),
        (2007, THREE, ("total", "rate1", "rate2", "rate3")),
    ],
)
def test_every_kind_is_read_in_one_pass(standard, values, names, mark):
    wires, collector = box(Station(ONE, standard, values, mark=mark if standard == 1997 else b""))
    meter = entry()
    assert read(collector, meter) == READ
    assert (meter.names, meter.values, meter.standard, meter.baud) == (names, values, standard, 1200)
    assert meter.rates == len(values) - 1


@pytest.mark.parametrize("standard", [1997, 2007])
@pytest.mark.parametrize("room", [6, 10, 12, 18])
def test_an_answer_in_pieces_is_read_whole(standard, room):
    wires, collector = box(Station(ONE, standard, FOUR, room=room))
    meter = entry()
    assert read(collector, meter) == READ
    assert (meter.values, meter.rates) == (FOUR, 4)


@pytest.mark.parametrize("standard", [1997, 2007])
def test_of_an_answer_whose_rest_does_not_come_nothing_is_kept(standard):
    """The first piece alone looks like a meter with fewer rates."""
    name = BLOCKS[standard]
    station = Station(ONE, standard, FOUR, room=len(name) + 16)
    wires, collector = box(station)
    answers = station.answer
    station.answer = lambda question, wake: None if question.control in (0x02, 0x12) else answers(question, wake)
    meter = entry()
    assert read(collector, meter) != READ
    assert meter.values == ()


@pytest.mark.parametrize("standard", [1997, 2007])
@pytest.mark.parametrize("piece", [b"", b"\0"], ids=["nothing", "a byte"])
def test_a_meter_that_goes_on_for_ever_is_left(standard, piece):
    station = Station(ONE, standard, FOUR)
    wires, collector = box(station)

    def trickle(question, wake):
        size = len(BLOCKS[standard])
        told = question.data[:size] + piece + question.data[size:]
        return encode(Frame(station.address, question.control | 0xA0, told), 0)

    station.answer = trickle
    meter = entry(ONE, standard, 1200)
    assert read(collector, meter) != READ
    assert meter.values == ()
    assert wires.clock.now < 120_000


def test_a_learned_meter_is_asked_nothing_in_vain():
    wires, collector = box(Station(ONE, 2007, FOUR))
    meter = entry()
    read(collector, meter)
    read(collector, meter)  # here the FE bytes are tried
    wires.questions.clear()
    assert read(collector, meter) == READ
    assert wires.asked("number", "control", "wake", "baud") == [(ONE, 0x11, 0, 1200)] * 2


def test_a_meter_that_needs_its_fe_bytes_keeps_them():
    wires, collector = box(Station(ONE, 1997, THREE, needs=4))
    meter = entry()
    assert [read(collector, meter) for _ in range(3)] == [READ] * 3
    assert meter.preamble == 4
    assert wires.asked("wake").count((0,)) == 1


def test_a_meter_at_another_speed_is_found():
    wires, collector = box(Station(ONE, 1997, THREE, baud=2400))
    meter = entry()
    assert read(collector, meter) == READ
    assert meter.baud == 2400
    wires.questions.clear()
    assert read(collector, meter) == READ
    assert set(wires.asked("baud")) == {(2400,)}


def test_a_meter_listed_with_its_standard_alone_is_asked_at_the_usual_speed():
    wires, collector = box(Station(ONE, 1997, THREE))
    meter = entry(ONE, 1997)
    assert read(collector, meter) == READ
    assert (meter.baud, meter.values) == (1200, THREE)
    assert set(wires.asked("control", "wake", "baud")) == {(1, 0, 1200)}


def test_a_link_with_one_speed_tries_no_other():
    wires, collector = box()
    wires.tunable = False
    assert read(collector, entry()) == SILENT
    assert set(wires.asked("baud")) == {(1200,)}


def test_silence_costs_so_many_questions_and_keeps_what_was_read():
    station = Station(ONE, 1997, THREE)
    wires, collector = box(station)
    meter = entry()
    read(collector, meter)
    read(collector, meter)
    station.silent = True
    wires.questions.clear()
    assert read(collector, meter) == SILENT
    assert wires.asked("control") == [(1,), (1,), (1,), (0x11,)]
    assert meter.values == THREE


def test_an_exchanged_meter_is_learned_anew():
    station = Station(ONE, 1997, THREE)
    wires, collector = box(station)
    meter = entry()
    for _ in range(2):
        read(collector, meter)
    wires.stations = (Station(ONE, 2007, FOUR),)
    assert read(collector, meter) == READ
    assert (meter.standard, meter.values) == (2007, FOUR)
    wires.stations = (Station(ONE, 2007, THREE),)
    assert read(collector, meter) == READ
    assert meter.rates == 3


@pytest.mark.parametrize(
    "new",
    [
        Station(ONE, 1997, THREE, needs=4),
        Station(ONE, 1997, THREE, baud=2400),
        Station(ONE, 2007, THREE, baud=9600, needs=4),
        Station(ONE, 2007, FOUR),
    ],
    ids=["FE", "speed", "all of it", "edition"],
)
def test_an_exchanged_meter_is_found_whatever_it_needs(new):
    wires, collector = box(Station(ONE, 1997, FOUR))
    meter = entry(ONE, 1997, 1200)
    for _ in range(3):
        read(collector, meter)
    assert (meter.preamble, meter.thrifty, meter.exchanged) == (0, True, False)
    wires.stations = (new,)
    for _ in range(6):
        if read(collector, meter) == READ:
            break
    assert (meter.state, meter.standard, meter.baud, meter.values) == (READ, new.standard, new.baud, new.values)
    assert meter.exchanged


@pytest.mark.parametrize("parity", [False, True])
@pytest.mark.parametrize(
    ("before", "after", "exchanged"),
    [
        (THREE, (600_01, 100_00, 200_00, 300_01), False),
        (THREE, (1_00, 50, 25, 25), True),
        (THREE, (600_00, 99_99, 200_01, 300_00), True),
        (THREE, FOUR, True),
        ((999_999_90, 100_00, 200_00, 300_00), (10, 100_20, 200_00, 300_00), False),  # it begins anew
        ((600_00, None, 200_00, 300_00), (600_00, 1, 200_00, 300_00), False),
    ],
)
def test_registers_that_fall_are_another_meters(parity, before, after, exchanged):
    station = Station(ONE, 1997, before)
    wires, collector = box(station)
    wires.checks_parity = parity
    meter = entry(ONE, 1997, 1200)
    read(collector, meter)
    station.hold(after)
    assert [read(collector, meter) for _ in range(2)] == [READ] * 2
    assert (meter.values, meter.exchanged) == (after, exchanged)


def test_one_answer_with_lower_registers_is_not_an_exchange():
    """On a link that checks parity one answer is enough, but not for that."""
    station = Station(ONE, 1997, THREE)
    wires, collector = box(station)
    wires.checks_parity = True
    meter = entry(ONE, 1997, 1200)
    read(collector, meter)
    first = encode(Frame(station.address, 0x81, BLOCKS[1997] + on_wire((1, 0, 0, 1))), 0)
    lies = [first]
    wires.damage = lambda data: lies.pop() if lies else data
    assert read(collector, meter) == READ
    assert (meter.values, meter.exchanged) == (THREE, False)


@pytest.mark.parametrize("standard", [1997, 2007])
def test_a_block_of_nothing_but_ff_is_no_reading(standard):
    station = Station(ONE, standard, THREE)
    station.holds[BLOCKS[standard]] = b"\xff" * 16
    meter = entry()
    assert read(box(station)[1], meter) == REFUSED
    assert meter.values == ()


@pytest.mark.parametrize(("listed", "baud"), [((2007, 0), 1200), ((2007, 1200), 2400), ((1997, 9600), 1200)])
def test_what_the_list_says_wrongly_is_corrected_by_what_answers(listed, baud):
    wires, collector = box(Station(ONE, 1997, THREE, baud=baud))
    meter = entry(ONE, *listed)
    assert read(collector, meter) == READ
    assert (meter.standard, meter.baud, meter.exchanged) == (1997, baud, False)


def test_a_refusal_is_told_apart_from_silence():
    wires, collector = box(Station(ONE, 2007, (), refuses=True))
    assert read(collector, entry()) == REFUSED


def test_a_neighbours_answer_is_not_ours():
    liar = Station("000000000002", 1997, FOUR)
    liar.slave.hears = lambda question: True
    wires, collector = box(liar)
    assert read(collector, entry()) == SILENT


def test_two_bits_that_hide_each_other_are_not_believed():
    """The checksum is a sum: one bit up and the same bit of another byte down pass it."""
    hits = []

    def damage(data):
        if len(hits) in (1, 3):
            data = bytearray(data)
            data[-6] ^= 1
            data[-10] ^= 1
        hits.append(1)
        return bytes(data)

    values = (600_00, 100_00, 201_00, 300_00)
    wires, collector = box(Station(ONE, 1997, values), damage=damage)
    meter = entry(ONE, 1997, 1200)
    meter.thrifty = True
    assert read(collector, meter) == READ
    assert meter.values == values


def test_a_meter_that_never_says_the_same_twice_is_not_believed():
    station = Station(ONE, 1997, THREE)
    wires, collector = box(station)

    def creep(data):
        station.hold((station.values[0] + 1, *station.values[1:]))
        return data

    wires.damage = creep
    meter = entry()
    assert read(collector, meter) == UNSURE
    assert meter.values == ()


def test_an_exchanged_meter_that_cannot_be_read_yet_has_no_registers_of_the_other_one():
    """A meter of 2007 has a total and one rate, one of 1997 has not: its line was refused as a torn one, with P06."""
    station = Station(ONE, 1997, THREE)
    wires, collector = box(station)

    def creep(data):
        station.hold((station.values[0] + 1, *station.values[1:]))
        return data

    wires.damage = creep
    meter = entry(ONE, 2007, 1200)
    meter.thrifty, meter.values = True, (100, 100)
    assert read(collector, meter) == UNSURE
    assert (meter.standard, meter.values) == (1997, ())
    assert kept_in(5, slot(5, pack(meter))) == pack(meter)


def test_a_link_that_checks_parity_asks_once():
    wires, collector = box(Station(ONE, 1997, THREE))
    wires.checks_parity = True
    assert read(collector, entry(ONE, 1997, 1200)) == READ
    assert len(wires.questions) == 1


def test_a_meter_of_a_lot_is_asked_in_the_edition_of_the_others_first():
    stations = [Station(f"0013077000{n:02d}", 2007, FOUR) for n in range(3)]
    wires, collector = box(*stations)
    for station in stations:
        read(collector, entry(station.address.hex()))
        asked = [control for number, control in wires.asked("number", "control") if number == station.address.hex()]
        assert (0x01 in asked) == (station is stations[0])


def test_a_trial_without_fe_bytes_waits_as_long_as_meters_here_use_to_take():
    """Once half a second for each meter that needs them; and a slow meter is not lost by it."""
    stations = [Station(f"{n:012d}", 1997, THREE, needs=4 * (n % 2)) for n in range(9)]
    stations[5].delay = 480
    wires, collector = box(*stations)
    wires.checks_parity = True
    for station in stations:
        before = wires.clock.now
        meter = entry(station.address.hex())
        assert read(collector, meter) == READ
        assert (meter.values, meter.thrifty) == (THREE, True)
        if station is stations[3]:
            assert wires.clock.now - before < 1000
        assert read(collector, meter) == READ


def noisy(chance, dice):
    """Every bit of every byte as it travels, parity bit included but not looked at."""

    def damage(data):
        out = bytearray()
        for byte in data:
            flips = sum(1 << bit for bit in range(8) if dice.random() < chance)
            out.append(byte ^ flips)
        return bytes(out)

    return damage


@pytest.mark.parametrize("seed", range(4))
def test_bit_errors_cost_questions_and_no_value_is_wrong(seed):
    dice = random.Random(seed)
    stations = [Station(f"{n:012d}", (1997, 2007)[n % 3 == 0], FOUR if n % 2 else THREE) for n in range(1, 65)]
    wires, collector = box(*stations, damage=noisy(1e-3, dice))
    entries = [entry(f"{n:012d}") for n in range(1, 65)]
    states = [read(collector, meter) for meter in entries for _ in range(2)]
    wrong = [m for m, s in zip(entries, stations, strict=True) if m.values not in ((), s.values)]
    assert wrong == []
    assert states.count(READ) >= 120


@pytest.mark.parametrize("questions", range(6))
def test_stopped_before_any_question_the_entry_is_as_it_was(questions):
    """Found out first of all, then with the trial of the FE bytes, then with a reading half confirmed."""
    station = Station(ONE, 2007, FOUR, needs=4)
    wires, collector = box(station)
    collector = Collector(Master(wires, wires.clock), wires, lambda: len(wires.questions) >= questions)
    for meter, needs in ((entry(), 4), (entry(ONE, 2007, 1200), 3)):
        wires.questions.clear()
        before = [getattr(meter, name) for name in BoxMeter.__slots__]
        if questions < needs:
            with pytest.raises(Stopped):
                read(collector, meter)
            assert [getattr(meter, name) for name in BoxMeter.__slots__] == before
            assert len(wires.questions) == questions
        else:
            assert read(collector, meter) == READ

# test_collector.py - one pass over meters of both kinds: what is asked, what is learned, what is never believed
import asyncio
import random

import pytest

from wattkey.box.boxmeter import READ, REFUSED, SILENT, UNSURE, BoxMeter
from wattkey.box.collector import Collector, Stopped
from wattkey.box.packed import pack
from wattkey.box.readings import kept_in, slot
from wattkey.dlt645.frame import Scanner, encode
from wattkey.dlt645.master import Master
from wattkey.dlt645.slave import Refusal, Slave
from wattkey.ports import Clock, Link

FOUR = (1234_56, 100_00, 200_00, 300_00, 634_56)
THREE = (600_00, 100_00, 200_00, 300_00)
NAMED = ("total", "sharp", "peak", "flat", "valley")


def low_first(value):
    return bytes.fromhex(f"{value:08d}")[::-1]


class Station:
    """A meter on the wire."""

    def __init__(self, number, standard, values, *, mark=b"", needs=0, baud=1200, silent=False):
        self.address = bytes.fromhex(number)
        self.standard, self.values, self.mark, self.needs, self.baud = standard, values, mark, needs, baud
        self.silent = silent
        self.slave = Slave(self.address, self.handle)

    def handle(self, control, data, to):
        if self.standard == 1997 and (control, data) == (0x01, b"\x1f\x90"):
            return data + b"".join(map(low_first, self.values)) + self.mark
        if self.standard == 2007 and (control, data) == (0x11, b"\x00\xff\x01\x00"):
            return data + b"".join(map(low_first, self.values))
        if control in (0x01, 0x11) and self.standard == "refuses":
            raise Refusal(b"\x02")
        return None  # the other edition's question


class Wire(Link):
    """All stations on one wire; `damage(bytes)` is what the way does to an answer."""

    patience_ms = 560

    def __init__(self, clock, stations, damage=lambda data: data):
        self.clock, self.stations, self.damage = clock, stations, damage
        self.questions, self.coming, self.tunable = [], b"", True

    def tune(self, baud):
        if self.tunable:
            self.baud = baud
        return baud == self.baud

    async def send(self, data):
        scanner = Scanner()
        scanner.feed(bytes(data))
        question = scanner.next()
        wake = len(data) - len(bytes(data).lstrip(b"\xfe"))
        self.questions.append((question.address.hex(), question.control, wake, self.baud))
        self.coming = b""
        for station in self.stations:
            if station.silent or wake < station.needs or station.baud != self.baud:
                continue
            reply = station.slave.reply(question)
            if reply:
                self.coming = self.damage(bytes(encode(reply, 4)))

    async def receive(self, limit_ms):
        data, self.coming = self.coming, b""
        self.clock.now += 20 if data else limit_ms
        return data


class VirtualClock(Clock):
    now = 0

    def ticks_ms(self):
        return self.now


def box(*stations, damage=lambda data: data):
    clock = VirtualClock()
    wire = Wire(clock, stations, damage)
    return wire, Collector(Master(wire, clock), wire)


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
    wire, collector = box(Station(ONE, standard, values, mark=mark if standard == 1997 else b""))
    meter = entry()
    assert read(collector, meter) == READ
    assert (meter.names, meter.values, meter.standard, meter.baud) == (names, values, standard, 1200)
    assert meter.rates == len(values) - 1


def test_a_learned_meter_is_asked_nothing_in_vain():
    wire, collector = box(Station(ONE, 2007, FOUR))
    meter = entry()
    read(collector, meter)
    read(collector, meter)  # here the FE bytes are tried
    wire.questions.clear()
    assert read(collector, meter) == READ
    assert wire.questions == [(ONE, 0x11, 0, 1200)] * 2


def test_a_meter_that_needs_its_fe_bytes_keeps_them():
    wire, collector = box(Station(ONE, 1997, THREE, needs=4))
    meter = entry()
    assert [read(collector, meter) for _ in range(3)] == [READ] * 3
    assert meter.preamble == 4
    assert [wake for _, _, wake, _ in wire.questions].count(0) == 1


def test_a_meter_at_another_speed_is_found():
    wire, collector = box(Station(ONE, 1997, THREE, baud=2400))
    meter = entry()
    assert read(collector, meter) == READ
    assert meter.baud == 2400
    wire.questions.clear()
    assert read(collector, meter) == READ
    assert {baud for *_, baud in wire.questions} == {2400}


def test_a_meter_listed_with_its_standard_alone_is_asked_at_the_usual_speed():
    wire, collector = box(Station(ONE, 1997, THREE))
    meter = entry(ONE, 1997)
    assert read(collector, meter) == READ
    assert (meter.baud, meter.values) == (1200, THREE)
    assert {question[1:] for question in wire.questions} == {(1, 4, 1200)}


def test_a_link_with_one_speed_tries_no_other():
    wire, collector = box()
    wire.tunable = False
    assert read(collector, entry()) == SILENT
    assert {baud for *_, baud in wire.questions} == {1200}


def test_silence_costs_so_many_questions_and_keeps_what_was_read():
    station = Station(ONE, 1997, THREE)
    wire, collector = box(station)
    meter = entry()
    read(collector, meter)
    read(collector, meter)
    station.silent = True
    wire.questions.clear()
    assert read(collector, meter) == SILENT
    assert [control for _, control, _, _ in wire.questions] == [1, 1, 1, 0x11]
    assert meter.values == THREE


def test_an_exchanged_meter_is_learned_anew():
    station = Station(ONE, 1997, THREE)
    wire, collector = box(station)
    meter = entry()
    for _ in range(2):
        read(collector, meter)
    wire.stations = (Station(ONE, 2007, FOUR),)
    assert read(collector, meter) == READ
    assert (meter.standard, meter.values) == (2007, FOUR)
    wire.stations = (Station(ONE, 2007, THREE),)
    assert read(collector, meter) == READ
    assert meter.rates == 3


def test_a_refusal_is_told_apart_from_silence():
    wire, collector = box(Station(ONE, "refuses", ()))
    assert read(collector, entry()) == REFUSED


def test_a_neighbours_answer_is_not_ours():
    liar = Station("000000000002", 1997, FOUR)
    liar.slave.hears = lambda question: True
    wire, collector = box(liar)
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
    wire, collector = box(Station(ONE, 1997, values), damage=damage)
    meter = entry(ONE, 1997, 1200)
    meter.thrifty = True
    assert read(collector, meter) == READ
    assert meter.values == values


def test_a_meter_that_never_says_the_same_twice_is_not_believed():
    station = Station(ONE, 1997, THREE)
    wire, collector = box(station)

    def creep(data):
        station.values = (station.values[0] + 1, *station.values[1:])
        return data

    wire.damage = creep
    meter = entry()
    assert read(collector, meter) == UNSURE
    assert meter.values == ()


def test_an_exchanged_meter_that_cannot_be_read_yet_has_no_registers_of_the_other_one():
    """A meter of 2007 has a total and one rate, one of 1997 has not: its line was refused as a torn one, with P06."""
    station = Station(ONE, 1997, THREE)
    wire, collector = box(station)

    def creep(data):
        station.values = (station.values[0] + 1, *station.values[1:])
        return data

    wire.damage = creep
    meter = entry(ONE, 2007, 1200)
    meter.thrifty, meter.values = True, (100, 100)
    assert read(collector, meter) == UNSURE
    assert (meter.standard, meter.values) == (1997, ())
    assert kept_in(5, slot(5, pack(meter))) == pack(meter)


def test_a_link_that_checks_parity_asks_once():
    wire, collector = box(Station(ONE, 1997, THREE))
    wire.checks_parity = True
    assert read(collector, entry(ONE, 1997, 1200)) == READ
    assert len(wire.questions) == 1


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
    stations = [Station(f"{n:012d}", (1997, 2007)[n % 3 == 0], FOUR if n % 2 else THREE) for n in range(1, 65)]
    wire, collector = box(*stations, damage=noisy(1e-3, random.Random(seed)))
    entries = [entry(f"{n:012d}") for n in range(1, 65)]
    states = [read(collector, meter) for meter in entries for _ in range(2)]
    wrong = [m for m, s in zip(entries, stations, strict=True) if m.values not in ((), s.values)]
    assert wrong == []
    assert states.count(READ) >= 120


@pytest.mark.parametrize("questions", range(6))
def test_stopped_before_any_question_the_entry_is_as_it_was(questions):
    """Found out first of all, then with the trial of the FE bytes, then with a reading half confirmed."""
    station = Station(ONE, 2007, FOUR, needs=4)
    wire, collector = box(station)
    collector = Collector(Master(wire, wire.clock), wire, lambda: len(wire.questions) >= questions)
    for meter, needs in ((entry(), 3), (entry(ONE, 2007, 1200), 3)):
        wire.questions.clear()
        before = [getattr(meter, name) for name in BoxMeter.__slots__]
        if questions < needs:
            with pytest.raises(Stopped):
                read(collector, meter)
            assert [getattr(meter, name) for name in BoxMeter.__slots__] == before
            assert len(wire.questions) == questions
        else:
            assert read(collector, meter) == READ

# test_collector_698.py - three languages on one pair: who is asked in which first, what is learned, many rates
import asyncio
import sys

import pytest

from fakes.clock import FakeClock
from fakes.wires import Cable, Station, Station698, Wires
from wattkey.box.boxmeter import READ, REFUSED, SILENT, UNSURE, BoxMeter, likely
from wattkey.box.collector import Collector
from wattkey.box.packed import pack, unpack
from wattkey.box.readings import kept_in, slot
from wattkey.dlt645.master import Master
from wattkey.dlt698.asker import Asker

ONE = "000000000001"
FOUR = (1234_56, 100_00, 200_00, 300_00, 634_56)
NINE = (900, *[100] * 8, 100)
NAMED = ("total", "sharp", "peak", "flat", "valley")


def box(*stations, damage=lambda data: data, third=True, pair=Wires):
    clock = FakeClock()
    wires = pair(clock, stations, damage)
    wires.checks_parity = True
    return wires, Collector(Master(wires, clock), wires, third=(lambda: Asker(wires, clock)) if third else None)


def read(collector, *known, lot=0):
    meter = BoxMeter(bytes.fromhex(ONE), *known)
    collector.heard(bytes.fromhex("000000999999"), lot)
    asyncio.run(collector.read(meter))
    return meter


def spoken(wires):
    """1997, 2007 or 698 for each question."""
    return [{0x01: 1997, 0x11: 2007, 0x43: 698}[control] for (control,) in wires.asked("control")]


def test_an_unknown_meter_is_asked_in_1997_in_2007_then_in_698():
    wires, collector = box(Station698(ONE, FOUR))
    meter = read(collector)
    assert (meter.state, meter.values, meter.names, meter.standard) == (READ, FOUR, NAMED, 698)
    assert spoken(wires) == [1997, 1997, 2007, 698]  # the likeliest first without FE bytes


def test_a_link_without_a_baud_rate_is_as_good():
    assert read(box(Station698(ONE, FOUR, baud=0), pair=Cable)[1]).values == FOUR


def test_a_meter_that_is_known_is_asked_once():
    wires, collector = box(Station698(ONE, FOUR))
    assert read(collector, 698, 1200).state == READ
    assert spoken(wires) == [698]


@pytest.mark.parametrize(("lot", "asked"), [(698, [698]), (2007, [2007, 2007, 1997, 698])])
def test_what_the_neighbour_speaks_is_asked_first(lot, asked):
    wires, collector = box(Station698(ONE, FOUR))
    assert read(collector, lot=lot).state == READ
    assert spoken(wires) == asked


def test_of_a_meter_that_speaks_both_2007_is_learned():
    _, collector = box(Station(ONE, 2007, FOUR), Station698(ONE, FOUR))
    assert read(collector).standard == 2007


def test_where_no_asker_of_698_is_given_nobody_is_asked_so():
    wires, collector = box(Station698(ONE, FOUR), third=False)
    assert read(collector).state == SILENT
    assert 698 not in spoken(wires)


def test_the_code_of_698_is_loaded_with_its_first_question(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("wattkey.dlt698")]:
        monkeypatch.delitem(sys.modules, name)
    wires, collector = box(Station(ONE, 1997, FOUR))
    assert read(collector).state == READ
    assert not [name for name in sys.modules if name.startswith("wattkey.dlt698")]


def test_a_refusal_is_told_as_one():
    assert read(box(Station698(ONE, FOUR, dar=15))[1]).state == REFUSED


def test_answers_that_are_all_damaged_are_unsure_and_no_answer_is_silent():
    _, collector = box(Station698(ONE, FOUR), damage=lambda data: data[:-4] + bytes([data[-4] ^ 1]) + data[-3:])
    meter = read(collector)
    assert (meter.state, meter.values) == (UNSURE, ())
    assert read(box()[1]).state == SILENT


@pytest.mark.parametrize("values", [(-1, 1), (1 << 31, 5)])
def test_what_no_register_holds_is_no_reading(values):
    meter = read(box(Station698(ONE, values))[1])
    assert (meter.state, meter.values) == (UNSURE, ())


@pytest.mark.parametrize("station", [Station698(ONE, NINE), Station(ONE, 2007, NINE)], ids=["698.45", "2007"])
def test_of_more_than_four_rates_four_are_kept_and_the_rest_is_told(station):
    meter = read(box(station)[1])
    assert (meter.state, meter.values) == (READ, (*NINE[:5], None))
    assert meter.names == ("total", "rate1", "rate2", "rate3", "rate4", "rate5")
    meter.pass_number = 1
    again = kept_in(2, slot(2, pack(meter)))
    assert unpack(*again).values == meter.values


def test_a_reading_of_698_goes_through_the_file():
    meter = read(box(Station698(ONE, FOUR))[1])
    meter.pass_number = 3
    assert b"000000000001 698 1200 fe? read 3 1234.56 100.00" in slot(2, pack(meter))
    again = unpack(*kept_in(2, slot(2, pack(meter))))
    assert (again.standard, again.values, again.names) == (698, FOUR, NAMED)


def number(digits):
    return bytes.fromhex(digits)


def test_likely_is_what_the_lot_with_most_leading_digits_in_common_speaks():
    lots = {number("000020"): 1997, number("001307"): 2007, number("002145"): 698}
    assert likely(number("000020815999"), lots) == 1997
    assert likely(number("001309000000"), lots) == 2007
    assert likely(number("002199000000"), lots) == 698
    assert likely(number("990000000000"), {}) == 1997

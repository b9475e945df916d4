# test_scan_698.py - a search finds meters of DL/T 698.45 by one digit after the other, beside those of 645
import asyncio
import random

import pytest

from fakes.clock import FakeClock
from fakes.wires import Station, Station698, Wires
from wattkey.box.boxmeter import BoxMeter
from wattkey.box.scan import Scan

FOUR = (100, 25, 25, 25, 25)


def numbers(count, seed):
    dice = random.Random(seed)
    return [f"{dice.randrange(10**12):012d}" for _ in range(count)]


def found(stations, after=None, **how):
    """(number, standard) in the order of being found; the questions of 698.45."""
    clock = FakeClock()
    pair = Wires(clock, stations, **how)
    scan = Scan(pair, clock, set(), lambda: False, after)

    async def all_of_them():
        there = []
        while meter := await scan.next():
            there.append((meter.address.hex(), meter.standard))
        return there

    pair.tunable = False  # one speed
    there = asyncio.run(all_of_them())
    return there, [question for question in pair.questions if question.control == 0x43]


def test_a_meter_that_is_alone_is_found_with_the_first_question():
    there, asked = found([Station698("000000123456", FOUR)])
    assert there == [("000000123456", 698)]
    assert [question.number for question in asked] == ["a" * 12, "000000123456"]


@pytest.mark.parametrize(("count", "most"), [(2, 40), (14, 160)])
@pytest.mark.parametrize("seed", range(3))
def test_a_crowd_is_told_apart_by_one_digit_at_a_time(count, most, seed):
    stations = [Station698(number, FOUR) for number in numbers(count, seed)]
    for station in stations:
        station.delay = 20 + 7 * (int(station.address.hex()) % 10)
    there, asked = found(stations)
    assert sorted(there) == sorted((station.address.hex(), 698) for station in stations)
    assert len(asked) <= most


def test_neighbours_by_number_are_told_apart_at_their_last_digit():
    there, asked = found([Station698(f"00214501700{n}", FOUR) for n in range(4)])
    assert len(there) == 4
    assert len(asked) < 30


def test_all_three_languages_are_found():
    old, new = Station("000000000011", 1997, FOUR), Station("000000000022", 2007, FOUR)
    old.holds[b"\x10\x90"] = new.holds[b"\x00\x00\x01\x00"] = bytes(4)
    there, _ = found([old, new, Station698("000000000033", FOUR)])
    assert there == [("000000000011", 1997), ("000000000022", 2007), ("000000000033", 698)]


def test_one_that_refuses_its_address_is_there_all_the_same():
    assert found([Station698("000000123456", FOUR, dar=3)])[0] == [("000000123456", 698)]


def test_a_search_goes_on_behind_the_meter_that_was_found_last():
    stations = [Station698(f"00214501700{n}", FOUR) for n in range(4)]
    there, _ = found(stations, BoxMeter(bytes.fromhex("002145017001"), 698, 1200))
    assert [number for number, _ in there][-2:] == ["002145017002", "002145017003"]

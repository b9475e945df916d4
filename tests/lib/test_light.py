# test_light.py - why there is no power, read from a simulated meter: since when, by whom, how much to buy
import asyncio

import pytest

from fakes.meterbench import MeterBench
from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.enough import least
from wattkey.light import rows
from wattkey.text import Texts
from wattkey_host.crypto import cipher8
from wattkey_host.meter.making import local_meter
from wattkey_host.meter.prepaid import MeterKeys, Terms
from wattkey_host.sim.clock import VirtualClock

NUMBER = "000000123456"


class AtTheEye:
    """Stands where the master of the device stands."""

    def __init__(self, bench):
        self._bench = bench

    async def read(self, address, di, length=0):
        assert address == bytes.fromhex(NUMBER)
        answer = self._bench.ask(0x11, di.to_bytes(4, "little"))
        if answer is None:
            raise NoAnswer
        if answer.is_error():
            raise Refused(answer.data[0], answer.data)
        if length and len(answer.data) - 4 != length:
            raise ValueError(di)
        return answer.data[4:]


@pytest.fixture
def told():
    """`told(act, remaining, overdraft, **scene)` -> the rows of a meter with which `act` was done."""

    def make(act, remaining, overdraft, **scene):
        clock = VirtualClock()
        meter = local_meter(NUMBER, "000000654321", MeterKeys(*[bytes(16)] * 3), clock, seed=7, **scene)
        bench = MeterBench(meter, clock, NUMBER)
        query = bench.ask(0x03, (0x078003FF).to_bytes(4, "little") + bytes(12))
        proof = cipher8(bytes(16), query.data[-8:][::-1])[::-1]
        bench.ask(0x03, (0x070003FF).to_bytes(4, "little") + bytes(4) + proof)
        act(meter)
        return asyncio.run(rows(AtTheEye(bench), bytes.fromhex(NUMBER), Texts("en"), remaining, overdraft))

    return make


def test_with_power_there_is_nothing_to_say(told):
    assert told(lambda meter: None, 100_00, 0, history=[100_00]) == []


def test_a_trip_that_was_ordered(told):
    found = told(lambda meter: meter.prepaid.remote_trip(), 100_00, 0, history=[100_00])
    assert found == ["Relay is open", "Off 11-20 09:00", "by order"]


def test_a_trip_for_arrears_and_what_must_be_bought(told):
    terms = Terms(overdraft_limit=100, close_allow=200_00, prices=(10000,) * 4)
    found = told(lambda meter: meter.consume("2.00", 1), 0, 1_00, history=[1_00], terms=terms)
    assert found == ["Relay is open", "Off 11-20 09:00", "by the meter", "Buy ¥201.01+"]


def test_a_meter_without_records_of_it(told):
    found = told(lambda meter: meter.prepaid.remote_trip(), 100_00, 0, history=[100_00], personality="3JIL")
    assert found == ["Relay is open"]


def test_what_is_owed_comes_first():
    assert least(0, 1_00, 200_00) == 201_01
    assert least(50_00, 0, 40_00) < 0

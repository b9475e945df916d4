# test_agreement.py - the catalogue and the simulated meter speak of the same things

import pytest

from wattkey_host.meter.prepaid import Meter, MeterKeys
from wattkey_host.meter.prepaid.readings import READINGS
from wattkey_host.reader.dlt645.catalogue import by_code
from wattkey_host.sim.clock import VirtualClock

KEYS = MeterKeys(identity=b"I" * 16, load=b"L" * 16, control=b"C" * 16)


@pytest.fixture(scope="module")
def meter():
    return Meter("000000123456", "000012345678", KEYS, VirtualClock(), seed=7, history=(100_00, 50_00))


@pytest.mark.parametrize("number", sorted(READINGS), ids=lambda number: f"{number:08X}")
def test_every_reading_of_the_meter_is_in_the_catalogue_and_read_by_it(meter, number):
    found = by_code("2007", f"{number:08X}")
    data = READINGS[number](meter)
    values = found.values(data)
    assert values
    assert found.length in (None, len(data))
    assert found.write([v.value for v in values] if len(values) > 1 else values[0].value) == data

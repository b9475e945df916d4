# test_agreement.py - the catalogue and the simulated meter speak of the same things

import pytest

from wattkey_host.meter import readings
from wattkey_host.meter.making import local_meter
from wattkey_host.meter.prepaid import MeterKeys
from wattkey_host.meter.prepaid import moneyreadings as of_money
from wattkey_host.reader.dlt645.catalogue import by_code
from wattkey_host.reader.dlt645.formats import Width
from wattkey_host.sim.clock import VirtualClock

STATUS = 0x040005FF  # longer here than the standard has it
READINGS = {**readings.READINGS, **readings.READY, **of_money.READINGS, **of_money.RECORDS_OF["whole"]}
KEYS = MeterKeys(identity=b"I" * 16, load=b"L" * 16, control=b"C" * 16)


@pytest.fixture(scope="module")
def meter():
    return local_meter("000000123456", "000012345678", KEYS, VirtualClock(), seed=7, history=(100_00, 50_00))


@pytest.mark.parametrize("number", sorted(set(READINGS) - {STATUS}), ids=lambda number: f"{number:08X}")
def test_every_reading_of_the_meter_is_in_the_catalogue_and_read_by_it(meter, number):
    found = by_code("2007", f"{number:08X}")
    data = meter.store.get("2007", f"{number:08X}")
    values = found.values(data)
    assert values
    assert found.length in (None, len(data))
    assert found.write([v.value for v in values] if len(values) > 1 else values[0].value) == data


def test_the_key_status_behind_the_status_words_is_told_in_words(meter):
    values = by_code("2007", "040005FF").values(meter.store.get("2007", "040005FF"), Width.WIDER)
    assert [(v.key, v.text) for v in values[-2:]] == [("status-7", "0000"), ("key-status", "00000001")]
    assert values[-1].note == "key 0 private"

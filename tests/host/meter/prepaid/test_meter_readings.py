# test_meter_readings.py - what C=11 reads: clock, energy, money, parameters, purchase records, status words
import pytest

from wattkey_host.meter.prepaid import Personality, Terms

NO_DATA = 0x02
PARAMETERS = Terms(overdraft_limit=3, hoard_limit=400, close_allow=5, alarm1=100, alarm2=12_345_678)


@pytest.fixture
def open_bench(bench):
    def build(**scene):
        b = bench(**scene)
        b.unlock()
        return b

    return build


def test_the_clock_is_the_worlds_plus_its_error(bench):
    b = bench(ahead_s=3600 * 24)
    start = b.clock.now_us
    assert b.read(0x04000101).hex() == "06211126"  # a Saturday, 21 November 2026
    assert b.read(0x04000102).hex() == "000009"
    b.clock.advance(start + 61_000_000 - b.clock.now_us)
    answer = b.read(0x0400010C)
    assert answer[:3].hex() == "010109" and answer[3:].hex() == "06211126"


def test_sunday_is_day_0(bench):
    assert bench(ahead_s=2 * 86400).read(0x04000101)[0] == 0


def test_energy_is_counted_per_rate(bench):
    b = bench(history=[100_000])
    for kwh, rate in (("1.00", 1), ("20.02", 2), ("300.30", 3), ("0.04", 4)):
        b.meter.consume(kwh, rate)
    totals = [32136, 100, 2002, 30030, 4]
    assert [b.number(0x10000 | rate << 8) for rate in range(5)] == totals
    assert [b.number(rate << 8) for rate in range(5)] == totals
    assert [b.number(0x20000 | rate << 8) for rate in range(5)] == [0] * 5
    block = b.read(0x0001FF00)
    assert [int(block[i : i + 4][::-1].hex()) for i in range(0, 20, 4)] == totals
    assert b.read(0x0000FF00) == block
    assert b.read(0x0002FF00) == bytes(20)


def test_registers_run_over(bench):
    b = bench(history=[100])
    b.meter.registers.preset((99_999_999, 0, 0, 0))
    b.meter.consume("0.02", 2)
    assert (b.number(0x00010000), b.number(0x00010100), b.number(0x00010200)) == (1, 99_999_999, 2)


def test_money_readings(bench):
    b = bench(history=[1234567])
    assert b.read(0x00900200).hex() == "67452301"
    assert [b.number(di) for di in (0x00900201, 0x00900100, 0x00900101)] == [0, 0, 0]


def test_parameters(open_bench):
    b = open_bench(history=[1], terms=PARAMETERS)
    assert [b.number(di) for di in range(0x04001001, 0x04001006)] == [100, 12_345_678, 3, 400, 5]
    assert b.read(0x04000401) == b.read(0x04000402) == bytes.fromhex("000000123456")[::-1]
    assert b.read(0x0400040E) == bytes.fromhex("000012345678")[::-1]


def test_the_last_ten_purchases_the_latest_first(open_bench):
    b = open_bench(history=[100 * n for n in range(1, 13)])
    assert [b.number(0x03330200 | n) for n in range(1, 11)] == list(range(12, 2, -1))
    assert b.number(0x03330301) == 1200
    assert (b.number(0x03330401), b.number(0x03330501), b.number(0x03330601)) == (6600, 7800, 7800)
    assert b.read(0x03330101).hex() == "0009201126"
    assert len(b.read(0x03330201)) == 2
    assert b.read(0x0333020B) == NO_DATA


def test_a_whole_record_is_the_six_parts_in_a_row(open_bench):
    b = open_bench(history=[100, 250])
    for n in (1, 2, 3):
        parts = b"".join(b.read(0x03330000 | part << 8 | n) for part in range(1, 7))
        assert b.read(0x0333FF00 | n) == parts
        assert len(parts) == 23
    assert b.read(0x0333FF03) == bytes(23)  # never happened


def test_a_meter_without_whole_records(open_bench):
    b = open_bench(history=[100], ways=Personality(records="parts"))
    assert b.read(0x0333FF01) == NO_DATA
    assert b.number(0x03330301) == 100


def test_status_word_3_tells_what_is(open_bench):
    b = open_bench(history=[1000], terms=Terms(alarm1=100))
    assert b.word3() == 0x4208  # card account, money meter, programming allowed
    b.meter.prepaid.remote_trip()
    assert b.word3() == 0x4258
    b.meter.prepaid.keep_power()
    assert b.word3() == 0x5218  # keep power ended the trip command; open until the key
    b.meter.prepaid.press_key()
    assert b.word3() == 0x5208
    b.meter.prepaid.keep_power(False)
    b.meter.consume("18.00", 1)
    assert b.word3() == 0x4288  # 1.00 left: pre-trip alarm


def test_the_other_status_words(open_bench):
    b = open_bench(opened=True, balance=-1, terms=Terms(overdraft_limit=100))
    assert b.read(0x04000501) == b"\x00\x40"
    block = b.read(0x040005FF)
    assert len(block) == 18  # seven words and the key status
    assert block == b"".join(b.read(0x04000500 | word) for word in range(1, 9))

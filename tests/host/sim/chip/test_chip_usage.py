# test_chip_usage.py - USAGE and REPORT: what the meter told, and under which MAC it leaves
"""Present and previous registers by purchase count; the packed report reads back through wattkey.orders."""

import pytest

from wattkey.orders import pack, size, unpack
from wattkey_host.sim.chip.memory import Torn

TIME = bytes.fromhex("261120093015")


@pytest.fixture
def used(make_bench):
    """A card of a meter that has had three purchases."""
    return make_bench(count=3)


def record(bench, count, total, time=TIME):
    """42 bytes of USAGE; every register is recognisable by its total."""
    values = [total, total + 1, total + 2, total + 3, total + 4, 5000, 0, 10000]
    return bench.u4(count) + time + b"".join(bench.u4(v) for v in values)


def read(bench):
    packed = bench.ok("REPORT")
    assert packed[0] == 2
    assert packed[-16:] == bench.cmac("report", packed[:-16])
    return unpack("report", packed)


def test_a_new_card_reports_absent_registers(bench):
    doc = read(bench)
    assert len(bench.ok("REPORT")) == size("report") == 118
    assert (doc["state"], doc["read_at"], doc["read_count"], doc["proved_count"]) == ("none", "", 0, 0)
    for name in ("total", "rate4", "was_total", "was_rate1", "remaining", "overdraft", "bought", "proved_remaining"):
        assert doc[name] == ""


def test_the_report_packs_as_the_documents_do(bench):
    bench.take(count=1, amount=12345)
    bench.ok("USAGE", record(bench, 1, 100))
    doc = read(bench)
    assert pack(doc) == bench.ok("REPORT")
    assert (doc["card"], doc["meter"]) == (bench.CARD.hex(), bench.METER.hex())
    assert (doc["order"], doc["count"], doc["amount"], doc["state"]) == (1, 1, "123.45", "stored")
    assert (doc["read_count"], doc["read_at"]) == (1, "2026-11-20 09:30:15")
    assert [doc[n] for n in ("total", "rate1", "rate4")] == ["1.00", "1.01", "1.04"]
    assert [doc[n] for n in ("remaining", "overdraft", "bought", "was_total")] == ["50.00", "0.00", "100.00", ""]


def test_proved_values_come_from_the_proof_only(bench):
    bench.take()
    bench.meter.remaining = 777
    bench.login()
    bench.status()
    assert read(bench)["proved_remaining"] == ""
    bench.proof()
    doc = read(bench)
    assert (doc["proved_count"], doc["proved_remaining"]) == (0, "7.77")


def test_a_second_reading_of_a_count_replaces_only_the_present(used):
    used.ok("USAGE", record(used, 1, 100))
    used.ok("USAGE", record(used, 2, 200))
    used.ok("USAGE", record(used, 2, 300, bytes(6)))
    doc = read(used)
    assert [doc[n] for n in ("total", "rate3", "was_total", "was_rate3")] == ["3.00", "3.03", "1.00", "1.03"]
    assert doc["read_at"] == ""
    used.ok("USAGE", record(used, 3, 400))
    assert [read(used)[n] for n in ("total", "was_total")] == ["4.00", "3.00"]


def test_the_first_reading_has_nothing_before_it(used):
    used.ok("USAGE", record(used, 1, 100))
    used.ok("USAGE", record(used, 1, 200))
    assert [read(used)[n] for n in ("total", "was_total", "was_rate4")] == ["2.00", "", ""]
    assert used.ok("INFO")[41:45] == used.u4(1)


@pytest.mark.parametrize(
    ("count", "time"), [(0, TIME), (4, TIME), (0xFFFFFFFF, TIME), (1, b"\xaa" * 6), (1, bytes.fromhex("26112009301f"))]
)
def test_bad_records_change_nothing(used, count, time):
    before = used.chip.cells
    assert used.sw("USAGE", record(used, count, 100, time)) == 0x6A80
    assert used.chip.cells == before


def test_usage_never_touches_the_money(bench):
    bench.take()
    info = bench.ok("INFO")[:41]
    bench.ok("USAGE", record(bench, 1, 100))
    assert bench.ok("INFO")[:41] == info


def test_a_torn_usage_keeps_the_record_before(used):
    used.ok("USAGE", record(used, 1, 100))
    before = used.ok("REPORT")
    used.chip.memory.tear_at(1)
    with pytest.raises(Torn):
        used.ok("USAGE", record(used, 2, 200))
    used.chip.power_on()
    assert used.ok("REPORT") == before


def test_no_false_record_silences_the_true_ones_after_it(bench):
    """The processor may lie; in a card of before this rule such a record may stand already."""
    bench.take(count=1)
    assert bench.sw("USAGE", record(bench, 0xFFFFFFFF, 100)) == 0x6A80
    bench.chip.memory.write(read_count=0xFFFFFFFF)
    bench.ok("USAGE", record(bench, 1, 200))
    assert [read(bench)[name] for name in ("read_count", "total")] == [1, "2.00"]


def test_a_reading_of_a_count_that_another_channel_used_is_taken_once_it_is_proved(bench):
    bench.take(count=1)
    bench.meter.count = 2
    assert bench.sw("USAGE", record(bench, 2, 100)) == 0x6A80
    bench.login()
    bench.status()
    bench.proof()
    bench.ok("USAGE", record(bench, 2, 100))


def test_a_lower_count_than_the_last_is_refused(used):
    """An older reading would take the place of the newer one, and the use since would be wrong."""
    used.ok("USAGE", record(used, 2, 200))
    before = used.chip.cells
    assert used.sw("USAGE", record(used, 1, 100)) == 0x6A80
    assert used.chip.cells == before

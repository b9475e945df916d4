# test_chip_spi_pins.py - the chip's power, select line, clock and mode, and the timing drivers must keep
"""What makes the chip deaf, what garbles, what goes on the list of violations."""

import pytest

INFO = bytes.fromhex("55 9002 0000 0000 6D")
RIGHT = (1_000_000, 1, 1, 8)


def test_nothing_before_50_ms_and_without_power(make_bus, bench):
    bus = make_bus(bench.chip)
    assert set(bus.read(3)) == {0xFF}
    bus.spi.power_on()
    bus.send(INFO)
    bus.clock.advance(45_000)
    assert set(bus.read(3)) == {0xFF}
    bus.clock.advance(5_000)
    assert bus.read(3) == b"\x55\x90\x00"  # the ATR: the early INFO was not heard
    assert bus.read(5)[4] == 13
    bus.spi.power_off()
    assert set(bus.read(3)) == {0xFF}
    assert bus.spi.violations == []


def test_not_selected_it_neither_hears_nor_speaks(bus):
    assert [bus.spi.transfer(b, RIGHT) for b in INFO] == [0xFF] * 8
    bus.clock.advance(10_000)
    assert bus.read(5)[3:] == b"\x00\x0d"  # still the ATR


def test_power_lost_during_the_work_leaves_the_memory(bus, bench):
    bus.send(bus.frame(bytes.fromhex("90060000") + bench.seller.order()))
    bus.clock.advance(10_000)
    bus.spi.power_off()
    bus.clock.advance(100_000)
    bus.start()
    assert bench.state == 0
    assert bus.read(3) == b"\x55\x90\x00"


def test_power_off_ends_the_login(bus, bench):
    bench.login()
    bus.spi.power_off()
    bus.start()
    bus.send(bus.frame(bytes.fromhex("90180000") + bytes(16)))
    bus.clock.advance(20_000)
    assert bus.read(6) == bus.answer(b"", 0x6985)


def test_a_torn_chip_is_silent_until_power(bus, bench):
    bench.chip.memory.tear_at(1)
    bus.send(bus.frame(bytes.fromhex("90060000") + bench.seller.order()))
    bus.clock.advance(20_000)
    assert set(bus.read(5)) == {0xFF}
    bus.send(INFO)
    bus.clock.advance(20_000)
    assert set(bus.read(5)) == {0xFF}
    bus.start()
    bus.send(INFO)
    bus.clock.advance(2_000)
    assert bus.read(3) == b"\x55\x90\x00"
    assert bench.state == 0


WRONG = [(2_300_001, 1, 1, 8), (1_000_000, 0, 0, 8), (1_000_000, 0, 1, 8), (1_000_000, 1, 0, 8), (1_000_000, 1, 1, 16)]


@pytest.mark.parametrize("config", WRONG)
def test_a_wrong_mode_is_garbage_both_ways(bus, config):
    bus.send(INFO, config)
    bus.clock.advance(20_000)
    assert set(bus.read(20, config)) == {0xFF}
    assert bus.read(5) == bytes.fromhex("55 9000 000D")  # only the ATR: no INFO was heard


def test_the_fastest_clock_is_heard(bus):
    bus.send(INFO, (2_300_000, 1, 1, 8))
    bus.clock.advance(2_000)
    assert bus.read(5, (2_300_000, 1, 1, 8)) == bytes.fromhex("55 9000 002F")


def test_a_mode_that_changes_inside_a_frame_spoils_it(bus):
    bus.spi.select(True)
    bus.clock.advance(60)
    for i, b in enumerate(INFO):
        bus.byte(b, RIGHT if i < 4 else WRONG[0])
    bus.spi.select(False)
    bus.clock.advance(2_100)
    assert bus.read(6) == bus.answer(b"", 0x6F01)


def test_first_byte_too_soon(bus):
    bus.spi.select(True)
    bus.clock.advance(59)
    bus.byte(0)
    assert len(bus.spi.violations) == 1
    assert "first byte 59 us after CS low" in bus.spi.violations[0]


def test_select_again_too_soon(bus):
    bus.send(INFO)
    bus.spi.select(True)
    bus.spi.select(False)
    bus.clock.advance(99)
    bus.spi.select(True)
    assert len(bus.spi.violations) == 1
    assert "CS low 99 us after CS high" in bus.spi.violations[0]


def test_polling_too_fast(bus):
    bus.send(INFO)
    bus.spi.select(True)
    bus.clock.advance(60)
    bus.byte(0)
    bus.clock.advance(191)
    bus.byte(0)
    assert len(bus.spi.violations) == 1
    assert "poll 199 us after the poll before" in bus.spi.violations[0]


def test_the_bytes_behind_55_may_follow_at_once(bus):
    bus.send(INFO)
    bus.clock.advance(2_000)
    bus.spi.select(True)
    bus.clock.advance(60)
    got = bytes(bus.byte(0) for _ in range(48))
    assert got[:5] == bytes.fromhex("55 9000 002F")
    assert bus.spi.violations == []

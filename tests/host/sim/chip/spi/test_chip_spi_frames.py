# test_chip_spi_frames.py - the chip at its pins, frame by frame
"""Framing, check bytes, work times, busy and abandoned commands."""

import pytest

from wattkey_host.sim.chip.cos import COMMANDS

INFO = bytes.fromhex("55 9002 0000 0000 6D")


def test_info_byte_by_byte(bus, bench):
    want = bench.ok("INFO")
    assert bus.send(INFO) == [0xFF] * 8
    bus.clock.advance(2000)
    got = bus.read(55)
    assert got[:5] == bytes.fromhex("55 9000 002F")
    assert got[5:52] == want
    x = 0
    for b in want:
        x ^= b
    assert got[52] == ~(0x90 ^ 0x2F ^ x) & 0xFF
    assert got[53:] == b"\xff\xff"
    assert bus.spi.violations == []


def test_polls_read_00_until_the_work_is_done(bus):
    bus.send(INFO)
    polls = bus.read(12)  # 160 us after CS high, then every 200 us: the tenth at 1960 us
    assert polls == bytes(10) + b"\x55\x90"


def test_every_command_has_a_work_time():
    assert all(2_000 <= command.work_us <= 16_000 for command in COMMANDS.values())


def test_a_write_takes_its_time_and_happens_at_its_end(bus, bench):
    bus.send(bus.frame(bytes.fromhex("90060000") + bench.seller.order()))
    bus.clock.advance(13_000)
    assert bench.chip.cells.state == 0
    bus.clock.advance(1_000)
    assert bench.chip.cells.state == 1
    assert bus.read(6) == bus.answer(b"", 0x9000)


@pytest.mark.parametrize("at", range(1, 8))
def test_a_changed_frame_is_6f01_and_does_nothing(bus, at):
    broken = bytearray(bus.frame(bytes.fromhex("90100000")))
    broken[at] ^= 0x01
    bus.send(bytes(broken))
    bus.clock.advance(20_000)
    assert bus.read(6) == bus.answer(b"", 0x6F01)
    assert bus.spi.chip.ram.ir_random is None


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_frame_cut_short_is_6f01(bus, cut):
    bus.send(INFO[:cut])
    bus.clock.advance(2000)
    assert bus.read(6) == bus.answer(b"", 0x6F01)


def test_a_frame_too_long_is_6f01(bus):
    bus.send(INFO + b"\0")
    bus.clock.advance(2000)
    assert bus.read(6) == bus.answer(b"", 0x6F01)


def test_an_order_with_every_byte_hit_once_changes_nothing(bus, bench):
    whole = bus.frame(bytes.fromhex("90060000") + bench.seller.order())
    for at in range(1, len(whole)):
        broken = bytearray(whole)
        broken[at] ^= 0x80
        bus.send(bytes(broken))
        bus.clock.advance(20_000)
        assert bus.read(6) == bus.answer(b"", 0x6F01)
    assert bench.state == 0


def test_status_words_of_refusals_come_back(bus, bench):
    bus.send(bus.frame(bytes.fromhex("901C0000")))
    bus.clock.advance(20_000)
    assert bus.read(6) == bus.answer(b"", 0x6985)
    bus.send(bus.frame(bytes.fromhex("90FF0000")))
    bus.clock.advance(2_000)
    assert bus.read(6) == bus.answer(b"", 0x6D00)


def test_an_unread_answer_is_abandoned_by_a_new_command(bus):
    bus.send(INFO)
    bus.clock.advance(5_000)
    bus.send(bus.frame(bytes.fromhex("901C0000")))
    bus.clock.advance(20_000)
    assert bus.read(6) == bus.answer(b"", 0x6985)


def test_an_answer_can_be_read_again(bus):
    bus.send(bus.frame(bytes.fromhex("90100000")))
    bus.clock.advance(5_000)
    bus.read(3)
    first = bus.read(14)
    assert first[0] == 0x55
    assert bus.read(14) == first


def test_a_command_while_one_is_at_work_is_busy_and_the_work_is_finished(bus, bench):
    bus.send(bus.frame(bytes.fromhex("90060000") + bench.seller.order()))
    bus.send(INFO)
    assert bus.read(6) == bus.answer(b"", 0x6A90)
    bus.clock.advance(20_000)
    assert bus.read(6) == bus.answer(b"", 0x6A90)
    assert bench.chip.cells.state == 1
    bus.send(INFO)
    bus.clock.advance(2_000)
    assert bus.read(5) == bytes.fromhex("55 9000 002F")


def test_the_atr_is_the_first_answer_after_power(bus, bench):
    got = bus.read(19)
    assert got == bus.answer(bytes.fromhex("3B69000057" + bench.SERIAL), 0x9000)
    assert got[5 + 5 : 5 + 13].hex() == bench.SERIAL


def test_a_whole_purchase_over_the_pins(bus, bench):
    def exchange(name, data=b"", n=0):
        bus.send(bus.frame(bytes([0x90, bench.INS[name], 0, 0]) + data))
        bus.clock.advance(14_000)
        got = bus.read(6 + n)
        assert got == bus.answer(got[5:-1], 0x9000), name
        return got[5:-1]

    exchange("TAKE", bench.seller.order())
    a = exchange("LOGIN", n=24)
    exchange("LOGGED", bench.meter.identify(a[:8], a[8:16], a[16:]))
    assert exchange("STATUS", bench.meter.status(), 2) == b"\1\1"
    assert bench.meter.load(exchange("RELEASE", n=22))
    assert exchange("STATUS", bench.meter.status(), 2) == b"\4\2"
    assert exchange("PROOF", bench.meter.run_file(), 2) == b"\2\2"
    assert exchange("CONFIRM", bench.u4(1) + bench.u4(10000), 1) == b"\4"
    assert len(exchange("REPORT", n=118)) == 118
    assert bus.spi.violations == []

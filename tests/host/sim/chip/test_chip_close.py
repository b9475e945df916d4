# test_chip_close.py - when the chip makes a relay command, and when not
"""Only for an order that permits it, only once that order is in the meter, only until the next one."""

STORED, OFFERED = 1, 2
REACHED, UNSURE = 2, 4
DEADLINE = bytes.fromhex("991231235959")


def test_no_close_that_the_order_forbids(bench):
    bench.take(close=0)
    bench.deliver()
    assert bench.sw("CLOSE", b"\x1b" + DEADLINE) == 0x6985
    bench.login()
    assert bench.sw("CLOSE", b"\x1c" + DEADLINE) == 0x6985


def test_close_only_after_offered_and_reached(bench):
    bench.take()
    bench.meter.count, bench.meter.remaining = 1, 5000
    bench.login()
    assert bench.status() == (REACHED, STORED)
    assert bench.sw("CLOSE", b"\x1b" + DEADLINE) == 0x6985
    bench.meter.count = 0
    answer = bench.offer()
    assert bench.sw("CLOSE", b"\x1b" + DEADLINE) == 0x6985
    bench.meter.load(answer)
    assert bench.sw("CLOSE", b"\x1b" + DEADLINE) == 0x6985
    assert bench.status() == (UNSURE, OFFERED)
    assert bench.sw("CLOSE", b"\x1b" + DEADLINE) == 0x6985
    assert bench.proof() == (REACHED, OFFERED)
    bench.ok("CLOSE", b"\x1b" + DEADLINE)


def test_close_ends_with_the_next_order(bench):
    bench.take()
    bench.deliver()
    bench.login()
    bench.ok("CLOSE", b"\x1c" + DEADLINE)
    bench.take(order=2, count=2)
    assert bench.sw("CLOSE", b"\x1c" + DEADLINE) == 0x6985


def test_a_disputed_purchase_closes_nothing(bench):
    bench.take()
    bench.meter.load(bench.offer())
    bench.proof()
    bench.ok("CONFIRM", bench.u4(1) + bench.u4(1))
    assert bench.sw("CLOSE", b"\x1b" + DEADLINE) == 0x6985

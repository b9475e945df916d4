# test_chip_status.py - what two MACs of one form are worth: a STATUS is a hint, never a proof
"""Amount and count can be collected in one login and paired at will; the chip believes no such pair."""

import pytest

STORED, OFFERED, NOT_CREDITED, DELIVERED = 1, 2, 3, 4
BEFORE, GAP, UNSURE = 1, 3, 4
DEADLINE = bytes.fromhex("991231235959")


@pytest.mark.parametrize("beside", [5, 8, 10000, 0])
def test_nothing_is_delivered_by_a_balance_that_once_was_n_cents(make_bench, beside):
    bench = make_bench(count=6)
    bench.take(count=7)
    bench.offer()  # and the load is thrown away
    bench.login()
    assert bench.claim(7, beside) == (UNSURE, OFFERED)
    assert bench.sw("CONFIRM", bench.u4(7) + bench.u4(10000)) == 0x6985
    assert bench.sw("CLOSE", b"\x1b" + DEADLINE) == 0x6985
    assert (bench.state, bench.chip.cells.proved_count) == (OFFERED, 0)


@pytest.mark.parametrize("state", [STORED, OFFERED, NOT_CREDITED, DELIVERED])
@pytest.mark.parametrize(("count", "remaining"), [(6, 5), (6, 5000), (7, 5), (8, 6), (9, 10000), (0x6811002C, 6)])
def test_a_status_writes_nothing(make_bench, state, count, remaining):
    bench = make_bench(count=6)
    bench.take(count=7)
    bench.chip.memory.write(state=state, random1=b"12345678")
    bench.login()
    cells, writes = bench.chip.cells, bench.chip.memory.writes
    bench.claim(count, remaining)
    assert (bench.chip.cells, bench.chip.memory.writes) == (cells, writes)


def test_a_slice_of_the_run_file_in_the_form_of_a_status_says_nothing(bench):
    """078001FF with offset 0, length 4 signs the file's first bytes, always the same, as a status value is signed."""
    bench.take()
    bench.offer()
    bench.login()
    head = int.from_bytes(bytes.fromhex("6811002C"), "big")
    assert bench.claim(head, 5000) == (GAP, OFFERED)
    assert bench.claim(head, head) == (GAP, OFFERED)
    assert bench.claim(1, head) == (UNSURE, OFFERED)
    assert bench.claim(0, head) == (BEFORE, OFFERED)  # as beside any other value: the meter checks its count itself
    assert bench.chip.cells.proved_remaining == 0xFFFFFFFF

# test_chip_states.py - the purchase's way through its states: verdicts, proof, confirmation
"""Every arrow of the state machine and every verdict."""

import pytest

NONE, STORED, OFFERED, NOT_CREDITED, DELIVERED, DISPUTED, CANCELLED = range(7)
NOTHING, BEFORE, REACHED, GAP, UNSURE = range(5)


@pytest.mark.parametrize(
    ("count", "remaining", "verdict"),
    [
        (6, 0, BEFORE),
        (6, 6, BEFORE),
        (6, 7, UNSURE),
        (6, 106, UNSURE),
        (6, 107, BEFORE),
        (7, 5, REACHED),
        (7, 6, UNSURE),
        (7, 7, UNSURE),
        (7, 8, REACHED),
        (7, 10000, REACHED),
        (0, 10000, GAP),
        (5, 7, GAP),
        (8, 6, GAP),
        (0xFFFFFFFF, 0, GAP),
    ],
)
def test_verdicts_of_a_status_with_n_7(make_bench, count, remaining, verdict):
    bench = make_bench(count=6)
    bench.take(count=7)
    bench.login()
    assert bench.claim(count, remaining) == (verdict, STORED)
    assert (bench.chip.cells.proved_count, bench.chip.cells.proved_remaining) == (0, 0xFFFFFFFF)


@pytest.mark.parametrize("remaining", [0, 5, 6, 7, 8, 106, 107, 10000, 0xFFFFFFFF])
def test_a_status_of_n_is_unsure_while_offered(make_bench, remaining):
    bench = make_bench(count=6)
    bench.take(count=7)
    bench.offer()
    assert bench.claim(7, remaining) == (UNSURE, OFFERED)  # in the login of the release
    bench.login()
    assert bench.claim(7, remaining) == (UNSURE, OFFERED)  # and in a later one
    bench.meter.count, bench.meter.remaining = 7, remaining
    assert bench.proof() == (REACHED, OFFERED)


@pytest.mark.parametrize(("count", "verdict"), [(6, BEFORE), (7, REACHED), (8, GAP), (5, GAP)])
def test_a_proof_is_never_unsure(make_bench, count, verdict):
    bench = make_bench(count=6)
    bench.take(count=7)
    bench.meter.count, bench.meter.remaining = count, 7
    bench.login()
    assert bench.proof() == (verdict, STORED)
    assert (bench.chip.cells.proved_count, bench.chip.cells.proved_remaining) == (count, 7)


@pytest.mark.parametrize(
    ("state", "count", "verdict"),
    [
        (NONE, 1, NOTHING),
        (DISPUTED, 1, NOTHING),
        (CANCELLED, 0, NOTHING),
        (DELIVERED, 1, NOTHING),
        (DELIVERED, 2, NOTHING),
        (DELIVERED, 0, BEFORE),
        (STORED, 1, REACHED),
        (NOT_CREDITED, 0, BEFORE),
        (NOT_CREDITED, 1, REACHED),
        (OFFERED, 0, BEFORE),
        (OFFERED, 1, UNSURE),
        (OFFERED, 2, GAP),
    ],
)
def test_verdicts_by_state(bench, state, count, verdict):
    bench.take()
    bench.chip.memory.write(state=state, random1=b"12345678")
    bench.login()
    assert bench.claim(count, 5000) == (verdict, state)


def test_the_straight_way(bench):
    bench.take(amount=10000)
    assert bench.state == STORED
    answer = bench.offer()
    assert bench.state == OFFERED
    assert bench.meter.load(answer)
    assert bench.status() == (UNSURE, OFFERED)
    assert bench.proof() == (REACHED, OFFERED)
    assert bench.ok("CONFIRM", bench.u4(1) + bench.u4(10000)) == bytes([DELIVERED])
    assert bench.state == DELIVERED
    bench.take(order=2, count=2, amount=1)
    bench.deliver()
    assert bench.meter.credits == [(1, 10000), (2, 1)]


def test_another_amount_in_the_record_is_disputed(bench):
    bench.take(amount=10000)
    bench.offer()
    bench.meter.count, bench.meter.remaining = 1, 5000
    bench.proof()
    assert bench.ok("CONFIRM", bench.u4(1) + bench.u4(9999)) == bytes([DISPUTED])
    assert bench.sw("TAKE", bench.seller.order(order=2, count=2)) == 0x6985


def test_a_record_of_another_count_says_nothing(bench):
    bench.take(amount=10000)
    bench.meter.load(bench.offer())
    bench.proof()
    assert bench.sw("CONFIRM", bench.u4(2) + bench.u4(10000)) == 0x6A80
    assert bench.state == OFFERED
    assert bench.ok("CONFIRM", bench.u4(1) + bench.u4(10000)) == bytes([DELIVERED])


def test_confirm_needs_offered_and_reached(bench):
    bench.take()
    bench.meter.count, bench.meter.remaining = 1, 5000
    bench.login()
    assert bench.status() == (REACHED, STORED)
    assert bench.sw("CONFIRM", bench.u4(1) + bench.u4(10000)) == 0x6985
    bench.meter.count = 0
    bench.offer()
    assert bench.sw("CONFIRM", bench.u4(1) + bench.u4(10000)) == 0x6985
    bench.meter.count = 1
    assert bench.status() == (UNSURE, OFFERED)
    assert bench.sw("CONFIRM", bench.u4(1) + bench.u4(10000)) == 0x6985
    assert bench.proof() == (REACHED, OFFERED)
    assert bench.status() == (UNSURE, OFFERED)  # what was said last counts
    assert bench.sw("CONFIRM", bench.u4(1) + bench.u4(10000)) == 0x6985


def test_unsure_needs_the_proof_to_release(make_bench):
    bench = make_bench(count=0, remaining=50)
    bench.take()
    bench.login()
    assert bench.status() == (UNSURE, STORED)
    assert bench.sw("RELEASE") == 0x6985
    assert bench.proof() == (BEFORE, STORED)
    assert bench.meter.load(bench.ok("RELEASE"))


def test_not_credited_by_status_and_proof_in_a_new_login(bench):
    bench.take()
    bench.offer()
    bench.login()
    assert bench.status() == (BEFORE, OFFERED)
    assert bench.proof() == (BEFORE, NOT_CREDITED)
    assert bench.meter.load(bench.ok("RELEASE"))
    assert bench.state == OFFERED


def test_not_credited_after_an_unsure_status(make_bench):
    bench = make_bench(remaining=50)
    bench.take()
    bench.login()
    bench.status()
    bench.proof()
    bench.ok("RELEASE")
    bench.login()
    assert bench.status() == (UNSURE, OFFERED)
    assert bench.proof() == (BEFORE, NOT_CREDITED)


def test_a_lost_load_is_released_again_in_the_next_session(bench):
    bench.take()
    bench.offer()
    bench.chip.power_on()
    answer = bench.offer()
    assert bench.state == OFFERED
    assert bench.meter.load(answer)


def test_every_release_needs_a_new_comparison(bench):
    bench.take()
    bench.offer()
    assert bench.sw("RELEASE") == 0x6985
    assert bench.status() == (BEFORE, OFFERED)
    bench.ok("RELEASE")


def test_no_verdict_outlives_the_order_it_was_about(bench):
    bench.take()
    bench.deliver()
    bench.login()
    bench.status()
    bench.take(order=2, count=2)
    assert bench.sw("RELEASE") == 0x6985
    assert bench.sw("CLOSE", b"\x1b" + bytes.fromhex("991231235959")) == 0x6985


def test_not_even_before_outlives_it(bench):
    bench.take()
    bench.deliver()
    bench.meter.count = 0  # a meter that forgot
    bench.login()
    assert bench.status() == (BEFORE, DELIVERED)
    bench.take(order=2, count=2)
    assert bench.sw("RELEASE") == 0x6985
    assert bench.state == STORED

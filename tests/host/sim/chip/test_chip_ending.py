# test_chip_ending.py - CANCEL and SETTLE: how a purchase ends that is not delivered
"""Only while stored or proved not credited; disputed, or its count proved used; and there is no way back."""

import pytest

STORED, OFFERED, NOT_CREDITED, DELIVERED, DISPUTED, CANCELLED, SETTLED = range(1, 8)


def held(bench, state):
    """A bench whose purchase (order 1, count 1) is in that state."""
    bench.take()
    if state == STORED:
        return
    load = bench.offer()
    if state == NOT_CREDITED:
        bench.login()
        bench.status()
        bench.proof()
    if state in (DELIVERED, DISPUTED):
        bench.meter.load(load)
        bench.status()
        bench.proof()
        bench.ok("CONFIRM", bench.u4(1) + bench.u4(10000 + (state == DISPUTED)))
    assert bench.state == state


@pytest.mark.parametrize("state", [STORED, NOT_CREDITED])
def test_a_cancelled_purchase_is_gone_and_its_count_is_free_again(bench, state):
    held(bench, state)
    writes = bench.chip.memory.writes
    assert bench.call("CANCEL", bench.seller.cancel()) == (b"", 0x9000)
    assert bench.chip.memory.writes == writes + 1
    cells = bench.chip.cells
    assert (cells.order, cells.count, cells.amount, cells.state) == (1, 0, 0, CANCELLED)
    bench.login()
    assert bench.status() == (0, CANCELLED)
    assert bench.sw("RELEASE") == 0x6985
    assert bench.sw("TAKE", bench.seller.order(order=1)) == 0x6A84  # the file of the customer is dead
    bench.take(order=2, count=1)
    bench.deliver()
    assert bench.meter.credits == [(1, 10000)]


@pytest.mark.parametrize(("state", "sw"), [(OFFERED, 0x6986), (DISPUTED, 0x6986), (DELIVERED, 0x6A84)])
def test_what_may_be_credited_or_is_cannot_be_cancelled(bench, state, sw):
    held(bench, state)
    assert bench.sw("CANCEL", bench.seller.cancel()) == sw
    assert bench.state == state


def test_no_verdict_outlives_a_cancel(bench):
    bench.take()
    bench.login()
    assert bench.status() == (1, STORED)
    bench.ok("CANCEL", bench.seller.cancel())
    bench.take(order=2, count=1)
    assert bench.sw("RELEASE") == 0x6985


def test_a_load_mac_of_a_cancelled_purchase_loads_nothing(bench):
    bench.take()
    load = bench.offer()
    bench.login()
    bench.status()
    bench.proof()
    bench.ok("CANCEL", bench.seller.cancel())
    assert not bench.meter.load(load)


def test_an_order_that_was_never_taken_is_cancelled_with_all_after_it(bench):
    bench.ok("CANCEL", bench.seller.cancel(order=1, last=3, count=5))
    cells = bench.chip.cells
    assert (cells.order, cells.count, cells.state) == (3, 4, CANCELLED)
    for order in (1, 2, 3):
        assert bench.sw("TAKE", bench.seller.order(order=order, count=9)) == 0x6A84
    bench.take(order=4, count=5)


def test_the_order_held_is_cancelled_with_those_that_wait(bench):
    bench.take()
    bench.ok("CANCEL", bench.seller.cancel(order=1, last=2, count=1))
    assert bench.sw("TAKE", bench.seller.order(order=2, count=2)) == 0x6A84
    bench.take(order=3, count=1)


def test_one_that_waits_behind_the_purchase_held_must_wait_with_its_cancel_too(bench):
    bench.take()
    later = bench.seller.cancel(order=2, count=2)
    assert bench.sw("CANCEL", later) == 0x6985
    bench.deliver()
    bench.ok("CANCEL", later)
    assert (bench.chip.cells.order, bench.chip.cells.count, bench.state) == (2, 1, CANCELLED)


@pytest.mark.parametrize(
    ("values", "sw"),
    [
        ({"card": b"\x11" * 8}, 0x6A82),
        ({"customer": bytes(6)}, 0x6988),
        ({"key": bytes(16)}, 0x6988),
        ({"count": 2}, 0x6A80),
        ({"count": 0}, 0x6A80),
        ({"order": 2, "last": 1}, 0x6A80),
        ({"order": 3}, 0x6A85),
    ],
)
def test_a_cancel_that_does_not_fit_changes_nothing(bench, values, sw):
    bench.take()
    cells = bench.chip.cells
    assert bench.sw("CANCEL", bench.seller.cancel(**values)) == sw
    assert bench.chip.cells == cells


def test_a_cancel_counts_never_back_behind_what_was_delivered(bench):
    held(bench, DELIVERED)
    assert bench.sw("CANCEL", bench.seller.cancel(order=2, count=1)) == 0x6A86


def test_an_old_cancel_does_nothing_to_the_next_purchase(bench):
    bench.take()
    cancel = bench.seller.cancel()
    bench.ok("CANCEL", cancel)
    assert bench.sw("CANCEL", cancel) == 0x6A84
    bench.take(order=2, count=1)
    assert bench.sw("CANCEL", cancel) == 0x6A84
    assert bench.state == STORED


def test_a_disputed_purchase_is_settled_and_the_card_is_free(bench):
    held(bench, DISPUTED)
    assert bench.sw("TAKE", bench.seller.order(order=2, count=2)) == 0x6985
    writes = bench.chip.memory.writes
    settle = bench.seller.settle()
    assert bench.call("SETTLE", settle) == (b"", 0x9000)
    assert (bench.state, bench.chip.memory.writes) == (SETTLED, writes + 1)
    assert bench.sw("SETTLE", settle) == 0x6A84
    bench.take(order=2, count=2)
    assert bench.sw("SETTLE", settle) == 0x6A84
    bench.deliver()


def test_an_offered_purchase_is_settled_once_its_count_is_proved_used(bench):
    held(bench, OFFERED)
    assert bench.sw("SETTLE", bench.seller.settle()) == 0x6986
    bench.meter.count = 2  # by two purchases on other ways
    bench.login()
    bench.status()
    assert bench.proof() == (3, OFFERED)
    bench.ok("SETTLE", bench.seller.settle())
    assert bench.sw("RELEASE") == 0x6985
    assert bench.sw("CONFIRM", bench.u4(1) + bench.u4(10000)) == 0x6985
    assert bench.sw("CLOSE", b"\x1c" + bytes.fromhex("991231235959")) == 0x6985


def test_an_offered_purchase_of_a_meter_that_is_gone_is_settled_on_the_sellers_word(bench):
    held(bench, OFFERED)
    assert bench.sw("SETTLE", bench.seller.settle(gone=2)) == 0x6A80
    bench.ok("SETTLE", bench.seller.settle(gone=1))
    assert bench.state == SETTLED


@pytest.mark.parametrize(("state", "sw"), [(STORED, 0x6986), (NOT_CREDITED, 0x6986), (DELIVERED, 0x6A84)])
@pytest.mark.parametrize("gone", [0, 1])
def test_what_is_in_no_dispute_is_not_settled(bench, state, sw, gone):
    held(bench, state)
    assert bench.sw("SETTLE", bench.seller.settle(gone=gone)) == sw
    assert bench.state == state


@pytest.mark.parametrize(
    ("values", "sw"),
    [({"card": b"\x11" * 8}, 0x6A82), ({"customer": bytes(6)}, 0x6988), ({"order": 2}, 0x6A85)],
)
def test_a_settle_that_does_not_fit_changes_nothing(bench, values, sw):
    held(bench, DISPUTED)
    assert bench.sw("SETTLE", bench.seller.settle(**values)) == sw
    assert bench.state == DISPUTED


@pytest.mark.parametrize("order", ["cancel", "settle", "unlock"])
def test_any_changed_byte_of_an_order_is_a_wrong_mac(bench, order):
    data = getattr(bench.seller, order)()
    cells = bench.chip.cells
    for at in range(9, len(data)):
        changed = data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]
        assert bench.sw(order.upper(), changed) == 0x6988
    assert bench.chip.cells == cells


def test_an_order_of_one_kind_is_none_of_another(bench):
    """The type is under the MAC, and each command wants its own."""
    assert bench.sw("UNLOCK", bench.seller.settle()[:13] + bench.seller.settle()[14:]) == 0x6A80
    assert bench.sw("SETTLE", bench.seller.unlock() + b"\0") == 0x6A80
    assert bench.sw("CANCEL", bench.seller.order()[:37]) == 0x6A80

# test_chip_take.py - TAKE: what the chip accepts as a purchase, and in which order it refuses
"""A refused order changes nothing; a taken one is one write."""

import pytest

from wattkey_host.sim.chip.memory import Torn


def test_an_order_is_stored_in_one_write(bench):
    order = bench.seller.order(order=1, count=3, amount=9999999, close=0)
    assert len(order) == 47
    assert bench.call("TAKE", order) == (b"", 0x9000)
    assert bench.ok("INFO")[27:41] == bench.u4(1) + bench.u4(3) + bench.u4(9999999) + b"\0" + b"\1"
    assert bench.chip.memory.writes == 2


@pytest.mark.parametrize("at", [*range(9, 47)])
def test_any_changed_byte_is_a_wrong_mac(bench, at):
    order = bytearray(bench.seller.order())
    order[at] ^= 0x10
    assert bench.sw("TAKE", bytes(order)) == 0x6988
    assert bench.state == 0


def test_the_mac_covers_the_customer_that_only_the_chip_knows(bench):
    assert bench.sw("TAKE", bench.seller.order(customer=bytes(6))) == 0x6988


@pytest.mark.parametrize(
    ("values", "sw"),
    [
        ({"doc_type": 2}, 0x6A80),
        ({"card": bytes(8)}, 0x6A82),
        ({"meter": bytes(6)}, 0x6A83),
        ({"order": 0}, 0x6A84),
        ({"order": 2}, 0x6A85),
        ({"count": 0}, 0x6A86),
        ({"amount": 0}, 0x6A80),
        ({"amount": 10000000}, 0x6A80),
        ({"close": 2}, 0x6A80),
        ({"card": bytes(8), "meter": bytes(6), "order": 9}, 0x6A82),
        ({"meter": bytes(6), "order": 9}, 0x6A83),
        ({"order": 9, "count": 0}, 0x6A85),
        ({"count": 0, "amount": 0}, 0x6A86),
    ],
)
def test_refusals(bench, values, sw):
    before = bench.chip.cells
    assert bench.sw("TAKE", bench.seller.order(**values)) == sw
    assert bench.chip.cells == before


def test_the_same_order_again_is_taken_already(bench):
    bench.take()
    assert bench.sw("TAKE", bench.seller.order()) == 0x6A84


@pytest.mark.parametrize("state", [1, 2, 3, 5])
def test_no_new_order_while_one_is_undelivered(bench, state):
    bench.take()
    bench.chip.memory.write(state=state)
    assert bench.sw("TAKE", bench.seller.order(order=2, count=2)) == 0x6985
    assert bench.sw("TAKE", bench.seller.order(order=2, count=1)) == 0x6985


@pytest.mark.parametrize("state", [4, 6])
def test_the_next_order_after_the_last_is_settled(bench, state):
    bench.take(count=5)
    bench.chip.memory.write(state=state)
    assert bench.sw("TAKE", bench.seller.order(order=2, count=5)) == 0x6A86
    bench.take(order=2, count=6)
    assert bench.state == 1


def test_a_torn_take_leaves_no_order(bench):
    bench.chip.memory.tear_at(1)
    with pytest.raises(Torn):
        bench.take()
    bench.chip.power_on()
    assert (bench.state, bench.chip.cells.order) == (0, 0)
    bench.take()

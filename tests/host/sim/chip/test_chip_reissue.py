# test_chip_reissue.py - a card for another meter, and new keys for the same one
"""Nothing of the old meter stays, no undelivered money is overwritten, and no document works twice."""

import pytest

from wattkey_host.sim.chip.memory import Cells, Torn

OTHER = bytes.fromhex("000000777777")
NEW_KEYS = {name: bytes([i]) * 16 for i, name in enumerate(("order", "report", "identity", "load", "control"), 0xB1)}
CELLS = ("order_key", "report_key", "identity_key", "load_key", "control_key")
OFFERED, DELIVERED = 2, 4


def usage(bench, count):
    return bench.u4(count) + bytes.fromhex("261120101500") + bytes(32)


def test_an_issued_card_is_issued_to_another_meter(bench):
    bench.take()
    bench.deliver()
    bench.ok("USAGE", usage(bench, 1))
    bench.ok("NEW PIN", b"\xff" * 8 + b"1234" + b"\xff" * 4)
    writes = bench.chip.memory.writes
    new = {"number": 2, "meter": OTHER, "order": 1, "count": 7, "customer": b"\x44" * 6, "keys": NEW_KEYS}
    bench.ok("IMPORT", bench.seller.issue(**new))
    assert bench.chip.memory.writes == writes + 1
    cells = bench.chip.cells
    blank = Cells(cells.serial, cells.transport)
    keys = dict(zip(CELLS, NEW_KEYS.values(), strict=True))
    want = {"issue": 2, "card": bench.CARD, "meter": OTHER, "customer": b"\x44" * 6, "order": 1, "count": 7, **keys}
    assert cells == Cells(**{**vars(blank), **want})


def test_a_login_at_the_old_meter_ends_with_it(bench):
    bench.take()
    bench.deliver()
    bench.ok("IMPORT", bench.seller.issue(number=2, meter=OTHER, order=1, count=7))
    assert bench.sw("CLOSE", b"\x1c" + bytes.fromhex("991231235959")) == 0x6985


@pytest.mark.parametrize("steps", ["take", "offer", "not credited", "dispute"])
def test_undelivered_money_is_never_overwritten(bench, steps):
    bench.take()
    load = bench.offer() if steps != "take" else b""
    if steps == "not credited":
        bench.login()
        bench.status()
        bench.proof()
    if steps == "dispute":
        bench.meter.load(load)
        bench.status()
        bench.proof()
        bench.ok("CONFIRM", bench.u4(1) + bench.u4(1))
    cells = bench.chip.cells
    assert bench.sw("IMPORT", bench.seller.issue(number=2, meter=OTHER, order=1, count=7)) == 0x6985
    assert bench.chip.cells == cells


def test_the_orders_of_a_card_never_count_back(bench):
    bench.take()
    bench.deliver()
    assert bench.sw("IMPORT", bench.seller.issue(number=2, meter=OTHER, order=0)) == 0x6A80
    bench.ok("IMPORT", bench.seller.issue(number=2, meter=OTHER, order=1))
    assert bench.sw("TAKE", bench.seller.order(order=1, meter=OTHER)) == 0x6A84


def test_another_card_number_begins_anew(bench):
    bench.take()
    bench.deliver()
    bench.ok("IMPORT", bench.seller.issue(number=2, card=b"\x22" * 8, meter=OTHER, order=0, count=1))
    assert bench.sw("TAKE", bench.seller.order(order=1, meter=OTHER)) == 0x6A82


def test_an_unlock_order_that_was_used_is_used_up_at_another_meter_too(bench):
    """The card keeps its number and its key, so an order from before is still genuine; whoever kept it takes no PIN."""
    bench.ok("UNLOCK", bench.seller.unlock(reset=1))
    bench.ok("IMPORT", bench.seller.issue(number=2, meter=OTHER))
    bench.ok("NEW PIN", b"\xff" * 8 + b"1234" + b"\xff" * 4)
    assert bench.sw("UNLOCK", bench.seller.unlock(reset=1)) == 0x6A84
    assert bench.chip.cells.pin[:4] == b"1234"
    bench.ok("UNLOCK", bench.seller.unlock(reset=2))


def test_documents_to_a_chip_are_numbered_and_the_later_one_wins(bench):
    early = bench.seller.issue(number=2, meter=OTHER)
    bench.ok("IMPORT", bench.seller.issue(number=3, meter=b"\x55" * 6))
    assert bench.sw("IMPORT", early) == 0x6A84
    assert bench.sw("REKEY", bench.seller.rekey(number=3, meter=b"\x55" * 6)) == 0x6A84


def test_new_keys_leave_the_purchase_and_all_else_alone(bench):
    bench.take()
    bench.offer()
    cells = bench.chip.cells
    bench.ok("REKEY", bench.seller.rekey(keys=NEW_KEYS))
    keys = dict(zip(CELLS, NEW_KEYS.values(), strict=True))
    assert bench.chip.cells == Cells(**{**vars(cells), "issue": 2, **keys})
    assert bench.state == OFFERED


def test_a_login_under_the_old_keys_ends_with_them(bench):
    bench.take()
    bench.login()
    bench.status()
    bench.ok("REKEY", bench.seller.rekey())
    assert bench.sw("RELEASE") == 0x6985
    bench.deliver()
    assert (bench.state, bench.meter.credits) == (DELIVERED, [(1, 10000)])


@pytest.mark.parametrize(
    ("values", "sw"),
    [
        ({"serial": "FF02030405060708"}, 0x6A82),
        ({"card": b"\x22" * 8}, 0x6A82),
        ({"meter": OTHER}, 0x6A83),
        ({"customer": bytes(6)}, 0x6A80),
        ({"transport": b"another factory!"}, 0x6988),
        ({"number": 1}, 0x6A84),
    ],
)
def test_new_keys_come_for_the_same_card_meter_and_customer_only(bench, values, sw):
    cells = bench.chip.cells
    assert bench.sw("REKEY", bench.seller.rekey(**values)) == sw
    assert bench.chip.cells == cells


def test_any_changed_byte_of_new_keys_is_a_wrong_mac(bench):
    data = bench.seller.rekey()
    for at in range(9, len(data)):
        assert bench.sw("REKEY", data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]) == 0x6988
    assert bench.chip.cells.issue == 1


@pytest.mark.parametrize("name", ["IMPORT", "REKEY"])
def test_a_torn_document_leaves_the_card_as_it_was(bench, name):
    data = bench.seller.issue(number=2, meter=OTHER) if name == "IMPORT" else bench.seller.rekey(keys=NEW_KEYS)
    cells = bench.chip.cells
    bench.chip.memory.tear_at(1)
    with pytest.raises(Torn):
        bench.call(name, data)
    bench.chip.power_on()
    assert bench.chip.cells == cells
    bench.ok(name, data)

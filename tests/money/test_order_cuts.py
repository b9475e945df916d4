# test_order_cuts.py - the power goes, or the chip is torn, while a seller's order is taken from the drive
"""Cancel, settle, rekey and unlock are one write each: before it all is as it was, after it all is done, and the file
that still lies on the drive finishes it or repeats it without harm."""

import json

import pytest

from wattkey import orders
from wattkey.info import STATES
from wattkey_host.crypto import FACTORY_KEY, cmac, disperse, encipher

STORED, DISPUTED, CANCELLED, SETTLED = (STATES.index(s) for s in ("stored", "disputed", "cancelled", "settled"))


def to_card(cells, kind, number, rest=b""):
    """A packed order of the seller, signed with the keys that the chip holds."""
    head = bytes([orders.TYPE_CODES[kind]]) + cells.card + number.to_bytes(4, "big")
    return head + rest + cmac(cells.order_key, head + cells.customer + rest)


def four(value):
    return value.to_bytes(4, "big")


def cancel(cells):
    return to_card(cells, "cancel", cells.order, four(cells.order) + four(cells.count))


def settle(cells):
    return to_card(cells, "settle", cells.order, b"\0")


def unlock(cells):
    return to_card(cells, "unlock", 1)


def rekey(cells):
    transport = disperse(FACTORY_KEY, cells.serial)
    keys = [cells.order_key, cells.report_key, cells.identity_key, cells.load_key, cells.control_key]
    secret, last, key = b"", bytes(16), encipher(transport, b"\1" * 16)
    for block in (cells.customer + bytes(10), *keys):
        last = encipher(key, bytes(a ^ b for a, b in zip(last, block, strict=True)))
        secret += last
    head = bytes([orders.TYPE_CODES["rekey"]]) + cells.serial + four(cells.issue + 1)
    head += cells.card + cells.meter + secret
    return head + cmac(encipher(transport, b"\2" * 16), head)


# order -> (how it is made, what the chip holds before, what has changed after it)
ORDERS = {
    "cancel": (cancel, {}, {"state": CANCELLED, "count": 0, "amount": 0, "close": 0}),
    "settle": (settle, {"state": DISPUTED}, {"state": SETTLED}),
    "unlock": (unlock, {"pin": b"1234" + b"\xff" * 4, "tries": 0}, {"pin": b"\xff" * 8, "tries": 5, "resets": 1}),
    "rekey": (rekey, {}, {"issue": 2}),
}


@pytest.fixture(params=ORDERS)
def desk(request, bench, scenes):
    """(a bench at the menu with the cable in and the order on its way, the cells before, the cells after)."""
    make, before, after = ORDERS[request.param]

    def start():
        made = bench(scenes.first)
        made.chip.memory.write(**before)
        cells = made.chip.cells
        made.on()
        made.world.cable.plug()
        text = json.dumps(orders.unpack(request.param, make(cells))).encode()
        made.world.cable.copy("/WK-order.json", text)
        return made, cells

    return start, after


def changed(cells, after):
    return type(cells)(**{**vars(cells), **after})


def test_the_power_goes_when_the_chip_has_just_written(desk):
    start, after = desk
    made, cells = start()
    write = made.chip.memory.write

    def cut(**changes):
        write(**changes)
        made.world.cut_power()

    made.chip.memory.write = cut
    made.world.run_for(8)
    assert made.world.machine.state == "off"
    made.chip.memory.write = write
    assert made.chip.cells == changed(cells, after)
    made.world.cable.unplug()
    made.on()
    made.world.run_for(8)  # the file still lies there and is done already
    assert made.chip.cells == changed(cells, after)


def test_the_write_is_torn_and_the_file_finishes_it_after_the_restart(desk):
    start, after = desk
    made, cells = start()
    made.chip.memory.tear_at(1)
    assert made.world.run_until(lambda: made.page.status == "P01", 15)
    assert made.chip.cells == cells
    made.world.cable.unplug()
    made.off_and_on()
    made.world.run_for(8)
    assert made.chip.cells == changed(cells, after)

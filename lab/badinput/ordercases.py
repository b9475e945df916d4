# ordercases.py - orders: what is wrong with a file, or with what it says

import json

from wattkey import orders
from wattkey_host.crypto import cmac
from wattkey_lab.badinput.case import Case

BAD, GOOD = "/bad.json", "/order.json"
PATIENCE_S = 75  # a file may be copied for a minute


def copied(bench, text, path=BAD, wait=True):
    """The host copies a file; the device is looked at until it has something to say."""
    bench.world.cable.plug()
    bench.world.cable.copy(path, text)
    if wait:
        bench.world.run_until(lambda: told(bench), PATIENCE_S)


def told(bench):
    """The mailbox has its last word on the screen."""
    page = bench.page
    return page.title == "New file" and (page.status or "received" in page.lines or "Already here," in page.lines)


def doc(bench):
    return json.loads(bench.scene.order[1])


def signed(bench, customer=None, **changes):
    """The order with other values under the right MAC: what a careless seller makes."""
    return sealed(bench, doc(bench) | changes, customer)


def sealed(bench, fields, customer=None):
    """Any order to this card, signed as the seller signs."""
    cells = bench.chip.cells
    fields["mac"] = "00" * 16
    packed = orders.pack(fields)[:-16]
    fields["mac"] = cmac(cells.order_key, packed[:13] + (customer or cells.customer) + packed[13:]).hex()
    return json.dumps(fields).encode()


def text(change):
    """The order's bytes, changed."""
    return lambda bench: copied(bench, change(bench.scene.order[1]))


def edited(**changes):
    """The order with a value changed by hand."""
    return lambda bench: copied(bench, json.dumps(doc(bench) | changes).encode())


def sold(**changes):
    """The order with another value, signed by the seller all the same."""
    return lambda bench: copied(bench, signed(bench, **changes))


def away(bench):
    """The bad file is deleted, the right one copied, and the news is over."""
    if bench.world.drive.node(BAD):
        bench.world.drive._nodes.pop(BAD)
    if bench.state == "none":
        bench.world.cable.plug()
        bench.world.cable.copy(GOOD, bench.scene.order[1])
        assert bench.world.run_until(lambda: bench.state == "stored", 10), bench.page
    bench.world.run_for(15)
    bench.world.cable.unplug()
    bench.world.run_for(1)
    for _ in range(2):
        if bench.page.title != "WattKey":
            bench.press("*")


def removed(field):
    return lambda bench: copied(bench, json.dumps({k: v for k, v in doc(bench).items() if k != field}).encode())


def order(what, code, do):
    return Case(what, code, do, "empty", away)


def half_copied(bench):
    bench.world.cable.plug()
    bench.world.cable.copy(BAD, bench.scene.order[1] + b" " * 2000)
    bench.world.run_for(1.1)
    bench.world.cable.unplug()
    bench.world.run_until(lambda: told(bench), PATIENCE_S)


def copied_over(bench):
    copied(bench, b"{" + b" " * 300, wait=False)
    bench.world.run_for(2.6)
    copied(bench, bench.scene.order[1], BAD)


def two_at_once(bench):
    following = signed(bench, order=2, count=2)
    copied(bench, bench.scene.order[1], GOOD, wait=False)
    copied(bench, following, "/second.json")
    bench.world.run_until(lambda: bench.page.status == "T37", 20)


def folder(bench):
    bench.world.cable.plug()
    bench.world.drive.make_folder(BAD)
    bench.world.run_until(lambda: told(bench), 10)


def blank(bench):
    """A chip as the factory made it, in the same board."""
    cells = bench.chip.cells
    bench.chip.memory.cells = type(cells)(cells.serial, cells.transport)
    copied(bench, bench.scene.order[1])
    bench.chip.memory.cells = cells


def with_lower_limit(bench):
    refused(bench, 0x06, 0x6A80)
    copied(bench, bench.scene.order[1])
    del bench.chip.apdu


def refused(bench, ins, status):
    """The chip answers command `ins` with a status word of its own."""
    apdu = type(bench.chip).apdu
    bench.chip.apdu = lambda command: (b"", status) if command[1] == ins else apdu(bench.chip, command)


def held(bench):
    copied(bench, bench.scene.order[1])


def loaded_before(bench):
    bench.finish()
    bench.press("*")
    bench.world.run_for(8)
    copied(bench, bench.scene.order[1])


def cancelled_too_early(bench):
    cells = bench.chip.cells
    bench.chip.memory.write(state=2, releases=1)
    fields = {"wattkey": 1, "type": "cancel", "card": cells.card.hex(), "order": cells.order, "last": cells.order}
    copied(bench, sealed(bench, fields | {"count": cells.count}))


def while_disputed(bench):
    bench.chip.memory.write(state=5)
    copied(bench, signed(bench, order=bench.chip.cells.order + 1, count=bench.chip.cells.count + 1))
    bench.chip.memory.write(state=1)


CASES = (
    order("order cut short", "T22", text(lambda t: t[: len(t) // 2])),
    order("not JSON", "T22", text(lambda t: b"hello")),
    order("JSON that only lax readers take: a comma too many", "T22", text(lambda t: t.replace(b"}", b",}"))),
    order("JSON that only lax readers take: 01", "T22", text(lambda t: t.replace(b'"order": 1', b'"order": 01'))),
    order("saved with a byte order mark", "T22", text(lambda t: b"\xef\xbb\xbf" + t)),
    order("a key twice", "T22", text(lambda t: t.replace(b"{", b'{"order": 1, ', 1))),
    order("an empty file", "T28", text(lambda t: b"")),
    order("over 4 KiB", "T21", text(lambda t: t + b" " * 4096)),
    order("another JSON file", "T23", text(lambda t: b'{"name": "x", "age": 3}')),
    order("the device's own report, copied back", "T23", lambda b: copied(b, b.world.drive.read("/mail/report.json"))),
    order("an unknown field", "T24", edited(gift=1)),
    order("a missing field", "T25", removed("count")),
    order("amount zero", "T26", edited(amount="0.00")),
    order("amount negative", "T26", edited(amount="-5.00")),
    order("amount with too many decimals", "T26", edited(amount="5.001")),
    order("amount over the limit of orders", "T26", edited(amount="100000.00")),
    order("a date that is none", "T26", edited(sold="2026-13-01")),
    order("amount over the chip's own limit", "T38", with_lower_limit),
    order("wrong MAC: an edited amount", "T31", edited(amount="900.00")),
    order("made for another customer", "T31", sold(customer=bytes(6))),
    order("for another card", "T32", edited(card="0000000000000099")),
    order("for another meter", "T33", sold(meter="000000999999")),
    order("a gap: the order before it is missing", "T35", sold(order=3)),
    order("purchase count behind", "T36", sold(count=0)),
    order("dropped on a device that is not issued", "T39", blank),
    order("half-copied: the cable was pulled", "T22", half_copied),
    order("copied over while it was read", "", copied_over),
    order("two at once: the second waits", "T37", two_at_once),
    order("a folder named like an order", "T30", folder),
    Case("order repeated before it is loaded: already here", "", held, "first", away),
    Case("order repeated after it was loaded", "T34", loaded_before, "first", away),
    Case("taken back while it may be in the meter", "T40", cancelled_too_early, "first", away),
    Case("the next order while one is disputed", "M53", while_disputed, "second", away),
)
